"""How much of what a global item may have."""

from __future__ import annotations

from .taxonomy import lineage

NAME = (5, 180)
DESCRIPTION = (20, 5000)
IMAGES = (1, 9)
TIER_NAME = (1, 14)
OPTION_NAME = (1, 20)
STOCK = (0, 9_999_999)
SKU_LENGTH = 100
TIERS = 2
MODELS = 50
WEIGHT_KG = 100.0
SIDE_CM = 300
SPREAD = 7  # highest price of an item's variations to the lowest
WIDE = 2.0  # a Chinese letter counts for so many of a text's limit

#: Merchant currency: (lowest price, highest price, decimals)
PRICES = {"KRW": (100.0, 50_000_000.0, 0), "USD": (0.1, 40_000.0, 2), "CNY": (0.5, 250_000.0, 2)}
DAYS_TO_SHIP = ((1, 3), (7, 30))  # from stock, and on order
ONLY_FROM_STOCK = 100017


def price_range(currency: str) -> tuple[float, float, int]:
    return PRICES.get(currency, PRICES["USD"])


def days_to_ship(category_id: int) -> tuple[tuple[int, int], ...]:
    if category_id and ONLY_FROM_STOCK in lineage(category_id):
        return DAYS_TO_SHIP[:1]
    return DAYS_TO_SHIP


def length(text: str) -> float:
    return sum(WIDE if letter >= "\u2e80" else 1 for letter in text)
