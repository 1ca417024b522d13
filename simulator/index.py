"""Sorted keys: lists of the platform are read a page at a time from the middle of many records."""

from __future__ import annotations

import bisect
from collections.abc import Iterator


class TimeIndex:
    """Keys by time. Adding and moving costs a binary search, a page costs its own length."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str]] = []

    def load(self, rows: list[tuple[int, str]]) -> None:
        """Replace the content, for many rows at once."""
        self._rows = sorted(rows)

    def add(self, time: int, key: str) -> None:
        bisect.insort(self._rows, (time, key))

    def move(self, old: int, new: int, key: str) -> None:
        if old == new:
            return
        at = bisect.bisect_left(self._rows, (old, key))
        if at < len(self._rows) and self._rows[at] == (old, key):
            del self._rows[at]
        self.add(new, key)

    def window(
        self, first: int, last: int, after: tuple[int, str] | None = None
    ) -> Iterator[tuple[int, str]]:
        """Rows with ``first <= time <= last`` behind the row ``after``, oldest first."""
        low = (first, "")
        at = bisect.bisect_left(self._rows, low)
        if after is not None and after >= low:
            at = bisect.bisect_right(self._rows, after)
        rows = self._rows
        while at < len(rows) and rows[at][0] <= last:
            yield rows[at]
            at += 1

    def __len__(self) -> int:
        return len(self._rows)
