"""The assortment of a believable Korean cosmetics seller."""

from __future__ import annotations

import itertools
import re

from . import attributes
from .assortment import DESCRIPTION, DESCRIPTION_ZH, KINDS, LINES, PACK_FACTORS
from .catalogue import item_id
from .markets import WON
from .model import Listing, Model, Product
from .taxonomy import BRANDS, UNAUTHORISED_BRAND
from .world import World

PLAIN = [kind for kind in KINDS if not kind[6]]
VARIED = [kind for kind in KINDS if kind[6]]
VOLUME = re.compile(r"(\d+)ml")
#: code -> attributes of its items, shared by all of them
ATTRIBUTES = {kind[0]: attributes.seeded(kind[3], *(VOLUME.findall(kind[1]) or [""])) for kind in KINDS}
FAULTY = 4  # faults are on the last items


def seed_catalogue(world: World) -> None:
    """Every third item has variations; most items are in every shop."""
    config = world.config
    now = world.clock.seconds()
    for number in range(config.items):
        product = build_product(world, number, now)
        world.add_product(product)
        for shop in world.shops.values():
            if number % 11 == 7 and shop.index == number % len(world.shops):
                continue  # not published there
            world.add_listing(build_listing(world, product, shop))
    if config.faulty_items and config.items >= 3 * FAULTY:
        _spoil(world)


def build_product(world: World, number: int, now: int) -> Product:
    rng = world.random
    kinds = VARIED if number % 3 == 2 else PLAIN
    turn = number // 3 if number % 3 == 2 else number - number // 3
    code, name, name_zh, category, price, weight, tiers = kinds[turn % len(kinds)]
    line_code, line, line_zh = LINES[(turn // len(kinds) + 5 * (turn % len(kinds))) % len(LINES)]
    series = turn // (len(kinds) * len(LINES))
    suffix = f" No.{series + 1}" if series else ""
    sku = f"HB-{line_code}-{code}" + (f"-{series + 1}" if series else "")
    brand_id = list(BRANDS)[number % len(BRANDS)]
    brand = BRANDS[brand_id]
    created = now - 86400 * (100 + rng.randrange(300)) - rng.randrange(86400)
    seq = next(world.product_seq)
    names = {
        "en": f"[{brand}] {line} {name}{suffix}",
        "zh-Hant": f"【{brand}】{line_zh}{name_zh}{suffix}",
    }
    images = tuple(f"kr-{seq:05d}{letter}" for letter in "abc"[: 1 + number % 3])
    product = Product(
        seq=seq,
        global_item_id=2_100_000_000 + seq * 17,
        sku=sku,
        names=names,
        descriptions={
            "en": DESCRIPTION.format(brand=brand, name=f"{line} {name}{suffix}"),
            "zh-Hant": DESCRIPTION_ZH.format(brand=brand, name=f"{line_zh}{name_zh}{suffix}"),
        },
        category_id=category,
        brand_id=brand_id,
        weight=weight,
        images=images,
        tiers=[],
        models=[],
        create_time=created,
        update_time=min(created + rng.randrange(90 * 86400), now - 3600),
        attributes=[] if seq % 17 == 6 else ATTRIBUTES[code],  # forgotten on some
    )
    price += 500 * rng.randrange(6)
    _add_models(world, product, tiers, price)
    return product


def _add_models(world: World, product: Product, tiers: list, price: float) -> None:
    rng = world.random
    words = []
    for at, (name, name_zh, options) in enumerate(tiers):
        pictured = at == 0
        product.tiers.append(
            (
                name,
                [
                    (option, f"kr-{product.seq:05d}v{n}" if pictured else "")
                    for n, (_code, option, _zh) in enumerate(options)
                ],
            )
        )
        words += [name_zh, *(zh for _code, _option, zh in options)]
    if words:
        product.variation_names["zh-Hant"] = words
    for index in itertools.product(*(range(len(options)) for _n, _z, options in tiers)):
        codes = [tiers[n][2][at][0] for n, at in enumerate(index)]
        factor = 1.0
        for code in codes:
            factor *= PACK_FACTORS.get(code, 1.0)
        seq = next(world.model_seq)
        product.models.append(
            Model(
                global_model_id=9_000_000_000 + seq * 7 if tiers else 0,
                sku="-".join([product.sku, *codes]) if tiers else product.sku,
                tier_index=index,
                price=_price(world, price * factor),
                available=rng.randrange(40, 320),
                seq=seq,
            )
        )


def _price(world: World, won: float) -> float:
    """Round in won; in another currency of the merchant with its decimals."""
    currency = world.merchant.currency
    won = float(round(won / 100) * 100)
    return round(won / WON[currency], 2) if WON.get(currency, 1.0) != 1.0 else won


def build_listing(world: World, product: Product, shop) -> Listing:
    rng = world.random
    listing = Listing(
        item_id=item_id(shop, product),
        shop=shop,
        product=product,
        create_time=product.create_time + 120,
        update_time=product.update_time + 5,
    )
    if rng.random() < 0.25:
        listing.discount = rng.choice((0.05, 0.1, 0.15, 0.2))
    if product.seq % 19 == 9:
        listing.status = "UNLIST"
    return listing


def _spoil(world: World) -> None:
    """Mistakes real catalogues have; each must be shown to the seller by what reads it."""
    products = list(world.products.values())
    plain = [product for product in products if not product.has_model][-4:]
    varied = [product for product in products if product.has_model][-1]
    duplicate, empty, foreign, orphan = plain
    first = products[0]
    duplicate.sku = duplicate.models[0].sku = first.models[0].sku
    empty.sku = empty.models[0].sku = ""
    varied.models[-1].sku = ""
    foreign.brand_id = UNAUTHORISED_BRAND[0]
    world.by_sku.clear()
    for product in products:
        world.index_skus(product)
    _add_orphan(world, orphan)
    shop = list(world.shops.values())[-1]
    banned = world.by_product[products[1].seq]
    for listing in banned:
        if listing.shop is shop:
            listing.status = "BANNED"


def _add_orphan(world: World, like: Product) -> None:
    """An item that one shop had before the merchant was upgraded: no global item stands behind it."""
    shop = next(iter(world.shops.values()))
    seq, model_seq = next(world.product_seq), next(world.model_seq)
    orphan = Product(
        seq=seq,
        global_item_id=0,
        sku="HB-OLD-SET",
        names={"en": "Hanbit Travel Kit (old shop listing)"},
        descriptions=dict(like.descriptions),
        category_id=like.category_id,
        brand_id=like.brand_id,
        weight=0.25,
        images=(f"kr-{seq:05d}a",),
        tiers=[],
        models=[Model(0, "HB-OLD-SET", (), 9900.0, 25, seq=model_seq)],
        create_time=like.create_time,
        update_time=like.update_time,
    )
    world.add_product(orphan)
    world.add_listing(build_listing(world, orphan, shop))
