"""How an order comes to be."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any

from . import locations
from .assortment import BUYERS, MESSAGES, PAYMENT_METHODS
from .catalogue import current_price, find_model, original_price
from .errors import StateError
from .markets import DELETED
from .model import Channel, Line, Listing, Model, Money, Order, Package, Shop
from .money import USD_RATE, rounded
from .world import World

DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
BUNDLE_SHARE = 0.85


@dataclass(slots=True)
class Wanted:
    """One line of a basket."""

    listing: Listing
    model: Model
    quantity: int
    price: float | None = None


def random_basket(world: World, shop: Shop, rng: random.Random) -> list[Wanted]:
    ids = world.shop_items[shop.shop_id]
    basket: dict[int, Wanted] = {}
    for _attempt in range(rng.choice((1, 1, 1, 2, 2, 3))):
        for _try in range(8):
            listing = world.listings[ids[rng.randrange(len(ids))]]
            model = listing.product.models[rng.randrange(len(listing.product.models))]
            if listing.status == "NORMAL" and model.available > 3:
                basket[model.seq] = Wanted(listing, model, rng.choice((1, 1, 1, 2, 3)))
                break
    if not basket:
        raise StateError(f"{shop.name} has nothing to sell")
    return list(basket.values())


def find_wanted(world: World, shop: Shop, row: dict[str, Any]) -> Wanted:
    """A line as a test names it: by sku, or by item_id and model_id."""
    quantity = int(row.get("quantity", 1))
    if quantity < 1:
        raise StateError("quantity must be at least 1")
    if row.get("sku"):
        for product, model in world.by_sku.get(row["sku"], ()):
            for listing in world.by_product[product.seq]:
                if listing.shop is shop and listing.status not in DELETED:
                    return Wanted(listing, model, quantity, row.get("price"))
        raise StateError(f"{shop.name} does not sell {row['sku']}")
    listing = world.listings.get(int(row.get("item_id") or 0))
    if listing is None or listing.shop is not shop:
        raise StateError(f"{shop.name} has no item {row.get('item_id')}")
    model = find_model(listing, int(row.get("model_id") or 0))
    if model is None:
        raise StateError(f"item {listing.item_id} has no model {row.get('model_id')}")
    return Wanted(listing, model, quantity, row.get("price"))


def make_order(
    world: World,
    shop: Shop,
    basket: list[Wanted],
    rng: random.Random,
    created: int,
    *,
    affiliate: bool = False,
    bundle: bool = False,
    gift: bool = False,
    channel: Channel | None = None,
) -> Order:
    """An unpaid order as it is right after checkout; it is not in the world yet."""
    number = next(world.numbers)
    order_sn = _stamp(created) + _letters(rng, 8)
    channel = channel or next(c for c in shop.market.channels if "non_integrated" not in c.ways)
    package = Package(f"OFG{created % 10**6:06d}{number:09d}", order_sn, channel)
    names, streets, cities, country, zips = BUYERS.get(shop.market.region, BUYERS["SG"])
    at = rng.randrange(len(names))
    phone = f"{country}9{rng.randrange(10**7, 10**8)}"
    recipient = (
        names[at], phone, streets[number % len(streets)], cities[number % len(cities)],
        zips[number % len(zips)],
    )  # fmt: skip
    order = Order(
        order_sn=order_sn,
        shop=shop,
        lines=[],
        package=package,
        money=Money(),
        status="UNPAID",
        create_time=created,
        update_time=created,
        buyer_id=0 if shop.market.region == "TW" else 510000000 + rng.randrange(10**7),
        buyer=f"{_letters(rng, 4).lower()}_{number % 9973}",
        recipient=recipient,
        affiliate=affiliate,
        payment_method=rng.choice(PAYMENT_METHODS.get(shop.market.region, ["Credit Card"])),
        message=rng.choice(MESSAGES),
    )
    order.lines = _lines(order, basket, bundle, gift, number)
    for line in order.lines:
        line.location = locations.names(world)[0]
    package.update_time = created
    return order


def add_money(order: Order, rng: random.Random) -> None:
    """Shipping, and for some of the orders vouchers, coins, a promotion, tax or a fee."""
    market, money = order.shop.market, order.money
    total = sum(line.subtotal for line in order.lines)
    rate = USD_RATE.get(market.currency, 1.0) if order.affiliate else 1.0
    dice = rng.random()
    money.shipping = 0.0 if dice < 0.3 else rounded(order, market.shipping_fee * rate)
    if 0.30 < dice < 0.46:
        money.seller_voucher = rounded(order, total * 0.1)
    if 0.40 < dice < 0.58:
        money.shopee_voucher = rounded(order, total * 0.08)
    if 0.55 < dice < 0.66:
        money.coins = rounded(order, total * 0.03)
    if 0.64 < dice < 0.68:
        money.promotion = rounded(order, total * 0.05)
    if market.region == "MY" and dice > 0.9:
        money.tax = rounded(order, total * 0.1)
    if 0.8 < dice < 0.84:
        money.fee = rounded(order, total * 0.01)


def _lines(order: Order, basket: list[Wanted], bundle: bool, gift: bool, number: int) -> list[Line]:
    bundle, gift = bundle and len(basket) > 1, gift and len(basket) > 1
    lines = []
    for position, wanted in enumerate(basket):
        line = _line(order, wanted)
        line.line_item_id = 400_000_000_000 + number * 16 + position
        line.order_item_id = line.listing.item_id
        if gift and position == len(basket) - 1:
            line.discounted = line.subtotal = line.shopee_discount = 0.0
            line.promotion = "add_on_free_gift_sub"
        elif gift and position == 0:
            line.promotion = "add_on_free_gift_main"
        elif bundle:
            line.promotion, line.order_item_id = "bundle_deal", 700_000 + number
            line.subtotal = rounded(order, line.original * line.quantity * BUNDLE_SHARE)
            line.discounted = rounded(order, line.subtotal / line.quantity)
            line.shopee_discount = 0.0
        if line.promotion:
            line.promotion_id = 660_000_000 + number * 4
            line.group_id = number if line.promotion != "product_promotion" else 0
        lines.append(line)
    return lines


def _line(order: Order, wanted: Wanted) -> Line:
    rate = USD_RATE.get(order.shop.market.currency, 1.0) if order.affiliate else 1.0
    original = rounded(order, original_price(wanted.listing, wanted.model) * rate)
    price = current_price(wanted.listing, wanted.model) if wanted.price is None else wanted.price
    price = rounded(order, price * rate)
    line = Line(
        listing=wanted.listing,
        model=wanted.model,
        quantity=wanted.quantity,
        original=max(original, price),
        discounted=price,
        subtotal=rounded(order, price * wanted.quantity),
    )
    if price < original:
        line.promotion = "product_promotion"
        if wanted.model.seq % 5 == 0:  # of some promotions Shopee pays a part
            line.shopee_discount = rounded(order, (original - price) * wanted.quantity * 0.4)
    return line


def _stamp(created: int) -> str:
    return time.strftime("%y%m%d", time.gmtime(created))


def _letters(rng: random.Random, count: int) -> str:
    value = rng.getrandbits(5 * count)
    text = ""
    for _position in range(count):
        text += DIGITS[value & 31]
        value >>= 5
    return text
