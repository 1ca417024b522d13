"""Prices as markets take them, and what a change of them means."""

from decimal import ROUND_HALF_UP, Decimal

from .readiness.offer import DECIMALS, MERCHANT_SPREAD, SPREADS, is_spread

# A price that changes by more than this much is asked about
BIG_CHANGE = 50.0


def decimals(market):
    """Decimals that prices in the stores of a market have."""
    return DECIMALS.get(market, 0)


def rounded(price, digits):
    """Half up, as people round prices: 0.125 becomes 0.13 and 2.5 becomes 3."""
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(float(price))).quantize(step, ROUND_HALF_UP))


def fits(price, digits):
    """Whether a price has no more decimals than ``digits``."""
    return abs(rounded(price, digits) - price) < 1e-9 * max(1.0, abs(price))


def change_percent(old, new):
    """By how many percent ``new`` differs from ``old``; None where there is nothing to start from."""
    return (new - old) / old * 100 if old > 0 else None


def is_big(old, new):
    """Whether a person should look twice."""
    change = change_percent(old, new)
    return change is not None and abs(change) > BIG_CHANGE


def spread_limit(market=""):
    """How often the lowest price of an item its highest may be; "" for global prices."""
    return SPREADS.get(market, MERCHANT_SPREAD)


def too_spread(prices, market=""):
    return is_spread(prices, spread_limit(market))
