"""Variations, prices, stock and days to ship."""

from ..dto.listing import MAX_MODELS, MAX_TIERS
from .content import language, length
from .facts import WARNING, Finding, number, some

# Highest price of an item's variations to the lowest. The merchant's is that of Chinese merchants (unsure)
MERCHANT_SPREAD = 7
SPREADS = {
    **dict.fromkeys(("SG", "VN", "TW", "TH", "PH", "MX"), 5),
    **dict.fromkeys(("ID", "MY"), 7),
    "BR": 4,
    **dict.fromkeys(("CL", "CO"), 9),
}
# Decimals of prices in the stores of a market; none in the others
DECIMALS = dict.fromkeys(("SG", "MY", "BR", "MX", "PL", "ES", "AR"), 2)


def variations(facts):
    limits = facts.limits
    if len(facts.tiers) > MAX_TIERS:
        names = [name for name, _options in facts.tiers]
        yield Finding("tiers_many", "variations", params={**some(names), "limit": MAX_TIERS})
    if len(facts.variations) > MAX_MODELS:
        params = {"number": len(facts.variations), "limit": MAX_MODELS}
        yield Finding("variations_many", "variations", params=params)
    for name, options in facts.tiers:
        yield from language("tier", "variations", name)
        if limits.tier_name_max and length(name, limits.text_multiplier) > limits.tier_name_max:
            yield Finding("tier_long", "variations", params={"tier": name, "limit": limits.tier_name_max})
        for option in options:
            yield from language("option", "variations", option)
        most = limits.option_length_max
        long = [one for one in options if most and length(one, limits.text_multiplier) > most]
        if long:
            yield Finding("option_long", "variations", params={**some(long), "limit": most})
        lower = [option.strip().lower() for option in options]
        repeated = sorted({one for one in options if lower.count(one.strip().lower()) > 1})
        if repeated:
            yield Finding("option_repeated", "variations", params={**some(repeated), "tier": name})


def prices(facts):
    limits = facts.limits
    missing = [one.name for one in facts.variations if one.price <= 0]
    if missing:
        yield Finding("price_missing", "price", params=some(missing))
    known = {one.price for one in facts.variations if one.price > 0}
    shown = {"currency": facts.currency}
    odd = sorted(price for price in known if not _fits(price, facts.decimals))
    if odd:
        params = {**shown, **some([str(number(price)) for price in odd]), "decimals": facts.decimals}
        yield Finding("price_decimals", "price", params=params)
    if known and min(known) < limits.price_min:
        params = {**shown, "price": number(min(known)), "limit": number(limits.price_min)}
        yield Finding("price_low", "price", params=params)
    if known and limits.price_max and max(known) > limits.price_max:
        params = {**shown, "price": number(max(known)), "limit": number(limits.price_max)}
        yield Finding("price_high", "price", params=params)
    for market in facts.regions:
        own = {one.prices[market] for one in facts.variations if one.prices.get(market)}
        decimals = DECIMALS.get(market, 0)
        odd = sorted(price for price in own if not _fits(price, decimals))
        if odd:
            params = {**some([str(number(price)) for price in odd]), "decimals": decimals, "market": market}
            yield Finding("price_decimals_market", "price", params=params)


def spreads(facts):
    """A market's prices are the global ones converted where it has none of its own: the ratio stays."""
    everywhere = [one.price for one in facts.variations]
    if is_spread(everywhere, MERCHANT_SPREAD):
        yield Finding("price_spread", "price", params=_spread_params(everywhere, MERCHANT_SPREAD))
        return
    for market in facts.regions:
        limit = SPREADS.get(market, MERCHANT_SPREAD)
        own = [one.prices.get(market) or 0.0 for one in facts.variations]
        prices = own if all(own) else everywhere
        if is_spread(prices, limit):
            params = {**_spread_params(prices, limit), "market": market}
            yield Finding("price_spread_market", "price", params=params)


def is_spread(prices, limit):
    prices = [price for price in prices if price > 0]
    return len(prices) > 1 and max(prices) > limit * min(prices) + 1e-9


def _spread_params(prices, limit):
    prices = [price for price in prices if price > 0]
    return {"lowest": number(min(prices)), "highest": number(max(prices)), "limit": limit}


def _fits(price, decimals):
    return abs(round(price, decimals) - price) < 1e-9 * max(1.0, abs(price))


def stocks(facts):
    limits = facts.limits
    stocks = [one.stock for one in facts.variations if one.stock is not None]
    if stocks and not any(stock > 0 for stock in stocks):
        yield Finding("stock_missing", "stock", WARNING)
    if limits.stock_max and any(stock > limits.stock_max for stock in stocks):
        yield Finding("stock_high", "stock", params={"limit": limits.stock_max})


def days(facts):
    days, ranges = facts.days_to_ship, facts.limits.days_to_ship
    if days is None:
        return
    if days <= 0:
        yield Finding("days_missing", "days_to_ship")
    elif ranges and not any(first <= days <= last for first, last in ranges):
        shown = ", ".join(f"{first}\u2013{last}" for first, last in ranges)
        yield Finding("days_range", "days_to_ship", params={"days": days, "ranges": shown})
