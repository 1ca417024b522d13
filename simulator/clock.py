"""The simulator's time, and work that is due later."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Clock:
    """Unix time that can be moved and frozen.

    Only the platform's own affairs follow it (token life, order times, delays). The five minutes
    granted to a request's ``timestamp`` are measured against real time, because a caller signs
    with its own clock, which nobody moves.
    """

    def __init__(self, start: float | None = None) -> None:
        self._offset = 0.0
        self._frozen: float | None = None
        if start is not None:
            self.set(start)

    def now(self) -> float:
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def seconds(self) -> int:
        return int(self.now())

    @property
    def frozen(self) -> bool:
        return self._frozen is not None

    def set(self, epoch: float) -> None:
        if self._frozen is not None:
            self._frozen = epoch
        else:
            self._offset = epoch - time.time()

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)

    def freeze(self, frozen: bool = True) -> None:
        now = self.now()
        if frozen:
            self._frozen = now
        else:
            self._frozen = None
            self.set(now)


class Scheduler:
    """Callbacks by due time, run by whoever calls :meth:`run_due`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._lock = threading.Lock()

    def after(self, delay: float, work: Callable[[], None]) -> None:
        """Run ``work`` in ``delay`` seconds; at once when there is no delay."""
        if delay <= 0:
            work()
            return
        with self._lock:
            heapq.heappush(self._heap, (self._clock.now() + delay, next(self._count), work))

    def run_due(self) -> int:
        """Run all that is due, also what the work itself schedules; answer how many."""
        done = 0
        while True:
            with self._lock:
                if not self._heap or self._heap[0][0] > self._clock.now():
                    return done
                work = heapq.heappop(self._heap)[2]
            work()
            done += 1

    def pending(self) -> int:
        return len(self._heap)
