"""What was called, for tests and for people."""

from __future__ import annotations

import collections
import contextlib
import threading
from collections.abc import Iterator
from typing import Any

ALL = "*"
SECRETS = {"sign", "access_token", "refresh_token", "code", "partner_key", "timestamp"}


class CallLog:
    """Counts per endpoint, how many were in flight at once, and the last calls without anything secret."""

    def __init__(self, keep: int = 1000) -> None:
        self._lock = threading.Lock()
        self._counts: collections.Counter[str] = collections.Counter()
        self._last: collections.deque[dict[str, Any]] = collections.deque(maxlen=keep)
        self._flying: collections.Counter[str] = collections.Counter()
        self._most: collections.Counter[str] = collections.Counter()
        self._connections = 0

    def __getstate__(self) -> dict[str, Any]:
        """As it is kept on disk: at one moment, whoever calls meanwhile."""
        with self._lock:
            return {
                **self.__dict__,
                "_counts": self._counts.copy(),
                "_last": self._last.copy(),
                "_flying": collections.Counter(),
                "_most": self._most.copy(),
            }

    def connected(self) -> None:
        """A connection carries its first call."""
        with self._lock:
            self._connections += 1

    @contextlib.contextmanager
    def flying(self, path: str) -> Iterator[None]:
        """The block answers a call of ``path``."""
        with self._lock:
            for name in (path, ALL):
                self._flying[name] += 1
                self._most[name] = max(self._most[name], self._flying[name])
        try:
            yield
        finally:
            with self._lock:
                for name in (path, ALL):
                    self._flying[name] -= 1

    def add(self, path: str, **detail: Any) -> None:
        """:param detail: method, principal, params (query or body), status, error, ms"""
        detail["params"] = {
            key: value for key, value in (detail.get("params") or {}).items() if key not in SECRETS
        }
        with self._lock:
            self._counts[path] += 1
            self._last.append({"endpoint": path, **detail})

    def reset(self) -> None:
        with self._lock:
            self._counts.clear()
            self._last.clear()
            self._most.clear()
            self._connections = 0

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(sorted(self._counts.items()))

    def in_flight(self) -> dict[str, int]:
        """Most calls at once, per endpoint and of all."""
        with self._lock:
            return dict(sorted(self._most.items()))

    def connections(self) -> int:
        """How many were opened that carried a call."""
        with self._lock:
            return self._connections

    def last(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._last)
