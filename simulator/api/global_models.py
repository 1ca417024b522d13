"""global_product/*: the variations of a global item."""

from __future__ import annotations

from typing import Any

from ..errors import ApiError, param_error
from ..following import Tiers, restructure
from ..model import Model, Product
from ..registry import Call, endpoint
from ..rules import (
    check_currency,
    check_days,
    check_dimension,
    check_indexes,
    check_price,
    check_sku,
    check_spread,
    check_tiers,
    check_weight,
)
from ..world import World
from .global_product import global_item
from .global_write import named_model, sides, stock_up


@endpoint("global_product/init_tier_variation")
def init_tier_variation(call: Call) -> None:
    """Variations of an item, replacing those it had; the answer carries no ids."""
    body, world = call.body, call.world
    check_currency(world)
    product = global_item(call, body["global_item_id"])
    tiers, rows = _tiers(body), body["global_model"]
    if not tiers and not rows:
        _without_variations(world, product)
        return
    check_tiers(world, tiers)
    if not rows:
        raise param_error("global_model must not be empty")
    check_indexes(tiers, [tuple(row["tier_index"]) for row in rows], "error_param_validate")
    models = [_new_model(world, product, row) for row in rows]
    check_spread([model.price for model in models])
    restructure(world, product, tiers, [(model, model.tier_index) for model in models])


def _without_variations(world: World, product: Product) -> None:
    """Which price and stock remain is not documented (unsure): here those of the first model."""
    first = product.models[0]
    single = Model(0, product.sku, (), first.price, first.available, seq=next(world.model_seq))
    single.elsewhere = dict(first.elsewhere)
    restructure(world, product, [], [(single, ())])


def _tiers(body: dict[str, Any]) -> Tiers:
    return [
        (
            tier.get("variation_name", ""),
            [
                (option.get("variation_option_name", ""), option.get("image_id", ""))
                for option in tier["variation_option_list"]
            ],
        )
        for tier in body.get("standardise_tier_variation", [])
    ]


def _new_model(world: World, product: Product, row: dict[str, Any]) -> Model:
    if row["original_price"] <= 0:
        raise ApiError("error_busi_global_item_price_should_bigger_than_zero", "Price must be above 0.")
    check_price(world, row["original_price"])
    _check_model(product, row)
    seq = next(world.model_seq)
    model = Model(
        global_model_id=9_000_000_000 + seq * 7,
        sku=row.get("global_model_sku", ""),
        tier_index=tuple(row["tier_index"]),
        price=row["original_price"],
        available=0,
        seq=seq,
    )
    stock_up(world, model, row)
    _measure(model, row)
    return model


def _check_model(product: Product, row: dict[str, Any]) -> None:
    check_sku(row.get("global_model_sku", ""))
    if "weight" in row:
        check_weight(row["weight"])
    if "dimension" in row:
        check_dimension(row["dimension"])
    if "pre_order" in row:
        check_days(product.category_id, row["pre_order"]["days_to_ship"])


def _measure(model: Model, row: dict[str, Any]) -> None:
    """What a row says of the variation's own weight, size and days."""
    model.weight = row.get("weight", model.weight)
    if "dimension" in row:
        model.dimension = sides(row["dimension"])
    if "pre_order" in row:
        model.days_to_ship = row["pre_order"]["days_to_ship"]


@endpoint("global_product/update_tier_variation")
def update_tier_variation(call: Call) -> None:
    """Options are renamed, reordered, added and removed.

    With ``model_list`` the variations it leaves out are removed; without it all stay where they are.
    """
    body, world = call.body, call.world
    product = _with_tiers(call)
    tiers = _tiers(body) or product.tiers
    check_tiers(world, tiers)
    placed = [(model, model.tier_index) for model in product.models]
    if "model_list" in body:
        placed = [(_known(product, row["model_id"]), tuple(row["tier_index"])) for row in body["model_list"]]
    if not placed:
        raise ApiError("error_busi_global_item_model_not_allow_empty", "An item keeps one model at least.")
    if len({model.seq for model, _index in placed}) != len(placed):
        raise ApiError("error_duplicate_modelid", "A model occurs twice.")
    check_indexes(tiers, [index for _model, index in placed], "error_tier_index")
    restructure(world, product, tiers, placed)


def _known(product: Product, number: int) -> Model:
    model = product.model(number)
    if model is None:
        raise ApiError("error_wrong_modelid", f"Model {number} is not found.")
    return model


def _with_tiers(call: Call) -> Product:
    product = global_item(call, call.body["global_item_id"])
    if not product.has_model:
        raise ApiError("error_busi_cannot_update_model_for_no_tier_item", "The item has no variations.")
    return product


@endpoint("global_product/add_global_model")
def add_global_model(call: Call) -> None:
    """All rows or none; the answer carries no ids."""
    world = call.world
    check_currency(world)
    product = _with_tiers(call)
    placed = [(model, model.tier_index) for model in product.models]
    rows = call.body["global_model"]
    indexes = [index for _model, index in placed] + [tuple(row["tier_index"]) for row in rows]
    check_indexes(product.tiers, indexes, "error_param_validate")
    models = [_new_model(world, product, row) for row in rows]
    check_spread([model.price for model in (*product.models, *models)])
    restructure(world, product, product.tiers, placed + [(model, model.tier_index) for model in models])


@endpoint("global_product/update_global_model")
def update_global_model(call: Call) -> None:
    world, product = call.world, _with_tiers(call)
    changes = []
    for row in call.body["global_model"]:
        _check_model(product, row)
        changes.append((named_model(product, row), row))
    with world.editing(product):
        for model, row in changes:
            model.sku = row["global_model_sku"]
            _measure(model, row)


@endpoint("global_product/delete_global_model")
def delete_global_model(call: Call) -> dict[str, Any]:
    world, product = call.world, _with_tiers(call)
    gone = product.model(call.body["global_model_id"])
    if gone is None:
        raise ApiError("error_global_item_model_not_match", "The model is not of this item.")
    if len(product.models) == 1:
        raise ApiError("error_busi_delete_global_default_model_failed", "The last model stays.")
    left = [(model, model.tier_index) for model in product.models if model is not gone]
    restructure(world, product, product.tiers, left)
    return {"global_model_id": gone.global_model_id, "failures": []}
