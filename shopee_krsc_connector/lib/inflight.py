"""Several calls at once, over connections that are kept."""

import threading
import time
from typing import Any, NamedTuple

from .errors import AuthorisationLost, QuotaExceeded, RateLimited, ShopeeError, Unavailable

#: After one of these, further calls of the same principal only make it worse.
STOPS = (RateLimited, QuotaExceeded, AuthorisationLost)


class Outcome(NamedTuple):
    """What a call answered, or the ``ShopeeError`` it ended with, or that kept it from being made."""

    value: Any = None
    error: ShopeeError | None = None


def run(calls, clients, seconds=None):
    """Make all calls, each client one after the other, the clients at the same time.

    No call is started after an error of ``STOPS``: those left over have that error as their outcome.

    :param calls: functions of one argument, the client
    :param clients: as many calls are in flight at most; all of one principal
    :param seconds: no call is started later; those left over are ``Unavailable``. None: all are made
    :return: list of ``Outcome`` in the order of ``calls``
    :raise Exception: what a call raises beside ``ShopeeError``, once those under way have ended
    """
    calls, clients = list(calls), list(clients)
    if calls and not clients:
        raise ValueError("calls need a client")
    flight = _Flight(calls, seconds)
    threads = [
        threading.Thread(target=flight.work, args=(client,), name="shopee-call", daemon=True)
        for client in clients[: len(calls)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return flight.outcomes()


class _Flight:
    def __init__(self, calls, seconds):
        self._calls = calls
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._outcomes = [None] * len(calls)
        self._waiting = iter(range(len(calls)))
        self._lock = threading.Lock()
        self._stop = None

    def work(self, client):
        """Make one waiting call after the other."""
        while (position := self._next()) is not None:
            try:
                self._outcomes[position] = Outcome(self._calls[position](client))
            except ShopeeError as error:
                self._outcomes[position] = Outcome(error=error)
                if isinstance(error, STOPS):
                    self._stop_for(error)
            except BaseException as error:  # raised again by who waits for this thread
                self._stop_for(error)

    def _next(self):
        with self._lock:
            if self._stop is None and self._deadline is not None and time.monotonic() >= self._deadline:
                self._stop = Unavailable("no time was left for this call")
            return None if self._stop else next(self._waiting, None)

    def _stop_for(self, error):
        """The first reason counts, unless a later one has to be raised."""
        with self._lock:
            if self._stop is None or not isinstance(error, ShopeeError):
                self._stop = error

    def outcomes(self):
        if self._stop is not None and not isinstance(self._stop, ShopeeError):
            raise self._stop
        return [outcome or Outcome(error=self._stop) for outcome in self._outcomes]
