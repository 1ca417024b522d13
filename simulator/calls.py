"""What was called, for tests and for people."""

from __future__ import annotations

import collections
import threading
from typing import Any

SECRETS = {"sign", "access_token", "refresh_token", "code", "partner_key", "timestamp"}


class CallLog:
    """Counts per endpoint and the last calls, without anything secret."""

    def __init__(self, keep: int = 1000) -> None:
        self._lock = threading.Lock()
        self._counts: collections.Counter[str] = collections.Counter()
        self._last: collections.deque[dict[str, Any]] = collections.deque(maxlen=keep)

    def __getstate__(self) -> dict[str, Any]:
        """As it is kept on disk: at one moment, whoever calls meanwhile."""
        with self._lock:
            return {**self.__dict__, "_counts": self._counts.copy(), "_last": self._last.copy()}

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

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(sorted(self._counts.items()))

    def last(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._last)
