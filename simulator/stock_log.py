"""Every number that was written, for measuring how soon a change arrives."""

from __future__ import annotations

import collections
import time
from typing import Any

from .model import Model, Product


class StockLog:
    """The last numbers written by ``global_product.update_stock``; guarded by the lock of the world."""

    def __init__(self, keep: int = 100_000) -> None:
        self._count = 0
        self._rows: collections.deque[tuple[Any, ...]] = collections.deque(maxlen=keep)

    def __getstate__(self) -> dict[str, Any]:
        """As it is kept on disk: without rows, which are of the process that measures."""
        return {**self.__dict__, "_rows": collections.deque(maxlen=self._rows.maxlen)}

    def add(self, product: Product, model: Model, location: str, stock: int) -> None:
        """``at`` is real time, not that of the simulator's clock: it is compared with the caller's."""
        self._count += 1
        self._rows.append(
            (
                self._count,
                time.time(),
                product.global_item_id,
                model.global_model_id,
                location,
                stock,
                model.available,
            )
        )

    def since(self, number: int) -> list[dict[str, Any]]:
        """Rows behind this number, the oldest first."""
        names = (
            "n", "at", "global_item_id", "global_model_id", "location_id", "stock", "available_after",
        )  # fmt: skip
        first = self._count - len(self._rows) + 1
        start = max(number + 1 - first, 0)
        rows = list(self._rows)[start:]
        return [dict(zip(names, row, strict=True)) for row in rows]
