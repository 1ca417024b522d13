"""Promotions that items of a shop take part in."""

from dataclasses import dataclass
from datetime import datetime

from .values import amount, group, ident, moment, rows, text, whole


@dataclass(frozen=True)
class Promotion:
    """One promotion of one variation.

    ``model_id`` is "" where it concerns an item without variations, or the item as a whole. ``price`` is None
    where Shopee names none; ``reserved`` are the pieces set aside for it. ``staging`` is "ongoing",
    "upcoming" or whatever else Shopee says.
    """

    type: str
    id: str
    model_id: str
    start: datetime | None
    end: datetime | None
    price: float | None
    reserved: int
    staging: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        found = [
            amount(row.get("promotion_price"), None) for row in rows(payload.get("promotion_price_info"))
        ]
        stock = group(payload.get("promotion_stock_info_v2"))
        # The table has the number beside ``summary_info``, whose content it leaves open
        inside = whole(group(stock.get("summary_info")).get("total_reserved_stock"))
        return cls(
            type=text(payload.get("promotion_type")),
            id=ident(payload.get("promotion_id")),
            model_id=ident(payload.get("model_id")),
            start=moment(payload.get("start_time")),
            end=moment(payload.get("end_time")),
            price=found[0] if found else None,
            reserved=whole(stock.get("total_reserved_stock")) or inside,
            staging=text(payload.get("promotion_staging")),
        )
