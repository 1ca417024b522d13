"""Markets of the simulated merchant: currencies, prices, carriers."""

from __future__ import annotations

from dataclasses import replace

from .model import Channel, Market

_BOTH = ("pickup", "dropoff")
_OWN = ("non_integrated",)


def _market(region, currency, decimals, rate, language, fee, *channels):
    spread = 7 if region == "MY" else 5
    return Market(region, currency, decimals, rate, language, fee, channels, spread)


MARKETS = {
    market.region: market
    for market in (
        _market(
            "SG", "SGD", 2, 0.00112, "en", 1.99,
            Channel(18066, "Standard International (Korea)", _BOTH, prefix="SGKR"),
            Channel(18990, "Seller's own carrier", _OWN, prefix=""),
        ),
        _market(
            "TW", "TWD", 0, 0.0262, "zh-Hant", 60.0,
            Channel(38066, "蝦皮海外 - 宅配", ("dropoff",), cod=True, prefix="TWKR"),
            Channel(38067, "蝦皮海外 - 超商取貨", ("dropoff",), cod=True, prefix="TWKS"),
        ),
        _market(
            "MY", "MYR", 2, 0.00365, "en", 4.9,
            Channel(28066, "Standard Delivery (Korea)", _BOTH, cod=True, prefix="MYKR"),
            Channel(28990, "Seller's own carrier", _OWN, prefix=""),
        ),
        _market(
            "PH", "PHP", 0, 0.0455, "en", 55.0,
            Channel(48066, "Standard Local (Korea)", _BOTH, cod=True, prefix="PHKR"),
        ),
        _market(
            "TH", "THB", 0, 0.0281, "en", 38.0,
            Channel(78066, "Standard Delivery (Korea)", _BOTH, cod=True, prefix="THKR"),
        ),
        _market(
            "VN", "VND", 0, 20.4, "en", 25000.0,
            Channel(58066, "Tiêu chuẩn quốc tế (Korea)", ("dropoff",), cod=True, prefix="VNKR"),
        ),
    )
}  # fmt: skip

#: Won for one unit of a currency the merchant may have chosen
WON = {"KRW": 1.0, "USD": 1380.0, "CNY": 190.0}

# Numbers used by get_published_list in place of the words
STATUS_NUMBERS = {
    "NORMAL": 1,
    "BANNED": 2,
    "REVIEWING": 3,
    "SHOPEE_DELETE": 4,
    "SELLER_DELETE": 0,
    "UNLIST": 8,
}
DELETED = ("SELLER_DELETE", "SHOPEE_DELETE")


def market_for(region: str, currency: str) -> Market:
    """The market as a merchant with prices in ``currency`` sees it."""
    market = MARKETS[region]
    return replace(market, rate=market.rate * WON.get(currency, 1.0))


def amount(market: Market, value: float) -> float:
    """Rounded to what the market's currency can show."""
    return round(value, market.decimals) if market.decimals else float(round(value))


def to_market(market: Market, price: float) -> float:
    """Price in the merchant's currency as the platform converts it: ending in .90, or whole."""
    value = price * market.rate
    if market.decimals:
        return max(round(int(value) + 0.9, 2), 0.9)
    step = 10 ** max(len(str(int(value))) - 3, 0)
    return float(max(round(value / step), 1) * step)
