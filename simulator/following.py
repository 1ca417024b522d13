"""What a change of a global item does to its items in the shops.

A shop's own value holds until the global one is edited. Then the switch of the field decides: on, and
the shop follows again; off, and the shop keeps what it shows.
"""

from __future__ import annotations

from typing import Any

from . import promotions
from .catalogue import (
    days_of,
    description_of,
    images_of,
    local_tiers,
    model_id,
    name_of,
    original_price,
)
from .model import Listing, Model, Product
from .world import World

Tiers = list[tuple[str, list[tuple[str, str]]]]

#: field: (switch, reader, value of a shop that follows)
FIELDS: dict[str, tuple[str, Any, Any]] = {
    "name": ("name_and_description", name_of, ""),
    "description": ("name_and_description", description_of, ""),
    "images": ("media_information", images_of, None),
    "days_to_ship": ("days_to_ship", days_of, None),
}


def before_edit(world: World, product: Product, *fields: str) -> None:
    """To be called before the global values of ``fields`` change."""
    for listing in world.by_product[product.seq]:
        for field in fields:
            switch, read, following = FIELDS[field]
            setattr(listing, field, following if listing.shop.sync[switch] else read(listing))


def reprice(world: World, product: Product, prices: list[tuple[Model, float]]) -> None:
    """A shop follows where its switch is on and no promotion locks its price."""
    for model, price in prices:
        before = [(listing, original_price(listing, model)) for listing in world.by_product[product.seq]]
        for listing, old in before:
            if listing.shop.sync["price"] and not promotions.locks_price(listing, model):
                listing.prices.pop(model.seq, None)
            else:
                listing.prices[model.seq] = old
        model.price = price
        for listing, old in before:
            tell_price(world, listing, model, old)


def tell_price(world: World, listing: Listing, model: Model, old: float) -> None:
    """Push 22, where the price is another than before."""
    new = original_price(listing, model)
    if new != old:
        data = {
            "item_id": listing.item_id,
            "model_id": model_id(listing, model),
            "update_field": "original_price",
            "old_value": old,
            "new_value": new,
            "update_time": world.clock.seconds(),
        }
        world.pushes.add(22, listing.shop.shop_id, data)


def restructure(
    world: World, product: Product, tiers: Tiers, placed: list[tuple[Model, tuple[int, ...]]]
) -> None:
    """Give ``product`` other tiers and variations.

    :param placed: place of every variation that is kept or new; all others are removed
    """
    with world.editing(product):
        kept = {model.seq for model, _index in placed}
        for model in product.models:
            if model.seq not in kept:
                model.last_names = _names(product, model)
        origins = _origins(product, tiers, placed)
        _rename(world, product, tiers, origins)
        product.tiers = tiers
        product.models = [model for model, _index in placed]
        for model, index in placed:
            model.tier_index = index


def _names(product: Product, model: Model) -> dict[str, str]:
    """Name of a variation by language."""
    names = {"en": [product.tiers[n][1][at][0] for n, at in enumerate(model.tier_index)]}
    for language, words in product.variation_names.items():
        starts = _starts(product.tiers)
        names[language] = [words[starts[n] + 1 + at] for n, at in enumerate(model.tier_index)]
    return {language: ",".join(parts) for language, parts in names.items()}


def _starts(tiers: Tiers) -> list[int]:
    """Where the words of each tier begin in the flat list of all."""
    starts, at = [], 0
    for _name, options in tiers:
        starts.append(at)
        at += 1 + len(options)
    return starts


def _flat(tiers: Tiers) -> list[str]:
    return [word for name, options in tiers for word in (name, *(option for option, _image in options))]


def _origins(product: Product, tiers: Tiers, placed: list[tuple[Model, tuple[int, ...]]]) -> list[int | None]:
    """For every word of the new tiers, where it was among the old words; None for a new one.

    Where an option was is told by the variations that stayed with it, so that a renamed one is known.
    """
    known = {model.seq for model in product.models}
    old_starts = _starts(product.tiers)
    origins: list[int | None] = []
    for number, (_name, options) in enumerate(tiers):
        is_old = number < len(product.tiers)
        moved = {
            index[number]: model.tier_index[number]
            for model, index in placed
            if is_old and model.seq in known and number < len(model.tier_index)
        }
        old_names = [option for option, _image in product.tiers[number][1]] if is_old else []
        origins.append(old_starts[number] if is_old else None)
        for at, (option, _image) in enumerate(options):
            old = moved.get(at, old_names.index(option) if option in old_names else None)
            origins.append(None if old is None else old_starts[number] + 1 + old)
    return origins


def _rename(world: World, product: Product, tiers: Tiers, origins: list[int | None]) -> None:
    """Translations stay with the words that stay; shops with their own words keep them."""
    old, new = _flat(product.tiers), _flat(tiers)
    for listing in world.by_product[product.seq]:
        if listing.shop.sync["tier_variation_name_and_option"]:
            listing.words = None
            continue
        words = _flat(local_tiers(listing))
        listing.words = [
            word if at is None else words[at] for word, at in zip(new, origins, strict=True)
        ] or None
    product.variation_names = {
        language: [
            words[at] if at is not None and old[at] == word else word
            for word, at in zip(new, origins, strict=True)
        ]
        for language, words in product.variation_names.items()
        if new
    }
