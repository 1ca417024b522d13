"""global_product/*: bringing a global item into a shop, which takes its time."""

from __future__ import annotations

import functools
from typing import Any

from ..catalogue import item_id
from ..errors import ApiError
from ..markets import amount
from ..model import Listing, Product, Shop
from ..registry import Call, endpoint
from ..world import World
from .global_product import global_item


def _publishable(world: World, product: Product) -> list[Shop]:
    taken = {listing.shop.market.region for listing in world.by_product[product.seq]}
    return [
        shop
        for shop in world.shops.values()
        if ("shop", shop.shop_id) in world.tokens.granted and shop.market.region not in taken
    ]


@endpoint("global_product/get_publishable_shop")
def get_publishable_shop(call: Call) -> dict[str, Any]:
    product = global_item(call, call.query["global_item_id"])
    wanted = call.query.get("shop_id_list")
    return {
        "publishable_shop": [
            {"shop_id": shop.shop_id, "shop_region": shop.market.region}
            for shop in _publishable(call.world, product)
            if not wanted or shop.shop_id in wanted
        ]
    }


@endpoint("global_product/create_publish_task")
def create_publish_task(call: Call) -> dict[str, Any]:
    body, world = call.body, call.world
    product = global_item(call, body["global_item_id"])
    shop = world.shops.get(body["shop_id"])
    if shop is None or shop.market.region != body["shop_region"]:
        raise ApiError("error_get_shop_fail", "The shop is not found in that region.")
    if not world.merchant.currency:
        raise ApiError("ERROR_MERCHANT_UNSET_CURRENCY_INFO", "Set the merchant's currency first.")
    number = 77_000_000 + len(world.publish_tasks)
    task = {"status": "pending", "shop": shop, "item_id": 0, "reason": ""}
    world.publish_tasks[number] = task
    work = functools.partial(_publish, world, task, product, body.get("item", {}))
    world.scheduler.after(world.config.publish_delay, work)
    return {"publish_task_id": number}


@endpoint("global_product/get_publish_task_result")
def get_publish_task_result(call: Call) -> dict[str, Any]:
    """Words for a task that failed or goes on are not documented (unsure)."""
    task = call.world.publish_tasks.get(call.query["publish_task_id"])
    if task is None:
        raise ApiError("error_cannot_get_publish_result", "The task is not found.")
    answer: dict[str, Any] = {"publish_status": task["status"]}
    if task["status"] == "success":
        answer["success"] = {
            "region": task["shop"].market.region,
            "shop_id": str(task["shop"].shop_id),
            "item_id": str(task["item_id"]),
        }
    elif task["status"] == "failed":
        answer["failed"] = {"failed_reason": task["reason"]}
    return answer


def _publish(world: World, task: dict[str, Any], product: Product, item: dict[str, Any]) -> None:
    shop: Shop = task["shop"]
    reason = _refusal(world, product, shop, item)
    if reason:
        task.update(status="failed", reason=reason)
        return
    now = world.clock.seconds()
    listing = Listing(
        item_id=item_id(shop, product),
        shop=shop,
        product=product,
        status=item.get("item_status", "NORMAL"),
        create_time=now,
        update_time=now,
        name=item.get("item_name", ""),
        description=item.get("description", ""),
    )
    by_index = {model.tier_index: model for model in product.models}
    for row in item.get("model", []):
        model = by_index[tuple(row["tier_index"])]
        if row.get("original_price"):
            listing.prices[model.seq] = row["original_price"]
        if row.get("model_status") == "UNAVAILABLE":
            listing.unavailable.add(model.seq)
    if item.get("original_price") and not product.has_model:
        listing.prices[product.models[0].seq] = item["original_price"]
    world.add_listing(listing)
    task.update(status="success", item_id=listing.item_id)


def _refusal(world: World, product: Product, shop: Shop, item: dict[str, Any]) -> str:
    if shop not in _publishable(world, product):
        return "the shop is not authorised or its market has the item already"
    known = {model.tier_index for model in product.models}
    prices = [item.get("original_price")]
    for row in item.get("model", []):
        if tuple(row["tier_index"]) not in known:
            return f"tier_index {row['tier_index']} is not known"
        prices.append(row.get("original_price"))
    for price in prices:
        if price and amount(shop.market, price) != price:
            return "a price has too many decimals for the currency of the shop"
    channels = {channel.channel_id for channel in shop.market.channels}
    if any(row["logistic_id"] not in channels for row in item.get("logistic", [])):
        return "a logistics channel is not enabled"
    return ""
