"""Faults on order: the platform misbehaves where a test wants it to."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Fault:
    """One misbehaviour of ``endpoint`` ("order/get_order_list", or "*" for all).

    ``when`` is before the effect of the call or after it; ``times`` is how often (0: for ever).
    """

    endpoint: str
    error: str = ""
    message: str = ""
    status: int = 0
    delay: float = 0.0
    drop: bool = False
    when: str = "before"
    times: int = 1
    skip: int = 0
    shop_id: int = 0


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def __getstate__(self) -> dict[str, Any]:
        """As it is kept on disk: at one moment, whoever calls meanwhile."""
        with self._lock:
            return {**self.__dict__, "_faults": list(self._faults)}

    def add(self, values: dict[str, Any]) -> Fault:
        """:raise ValueError: unknown keys, or nothing that would happen"""
        unknown = set(values) - set(Fault.__dataclass_fields__)
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        fault = Fault(**values)
        if not (fault.error or fault.status or fault.delay or fault.drop):
            raise ValueError("a fault needs one of error, status, delay, drop")
        if fault.when not in ("before", "after"):
            raise ValueError("when is before or after")
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, endpoint: str, when: str, shop_id: int = 0) -> Fault | None:
        """The fault that strikes now; it is used up by this."""
        with self._lock:
            for fault in self._faults:
                if fault.endpoint not in (endpoint, "*") or fault.when != when:
                    continue
                if fault.shop_id and fault.shop_id != shop_id:
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.times:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]
