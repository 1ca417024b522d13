"""global_product/*: bringing a global item into a shop, which takes its time."""

from __future__ import annotations

import functools
from typing import Any

from .. import attributes
from ..catalogue import is_in_market, next_item_id
from ..channels import enabled_channels
from ..errors import ApiError
from ..limits import days_to_ship
from ..markets import amount
from ..model import Listing, Product, Shop
from ..registry import Call, endpoint
from ..rules import HANGUL, check_category, check_currency, is_picture
from ..world import World
from .global_product import global_item


def _obstacle(world: World, product: Product, shop: Shop) -> str:
    """Why ``product`` cannot be published in ``shop``; empty when it can."""
    if ("shop", shop.shop_id) not in world.tokens.granted:
        return "The shop is not authorised."
    if shop.closed:
        return shop.closed
    return "The item is already published in this market." if is_in_market(world, shop, product) else ""


@endpoint("global_product/get_publishable_shop")
def get_publishable_shop(call: Call) -> dict[str, Any]:
    product = global_item(call, call.query["global_item_id"])
    wanted = call.query.get("shop_id_list")
    return {
        "publishable_shop": [
            {"shop_id": shop.shop_id, "shop_region": shop.market.region}
            for shop in call.world.shops.values()
            if not _obstacle(call.world, product, shop) and (not wanted or shop.shop_id in wanted)
        ]
    }


@endpoint("global_product/get_shop_publishable_status")
def get_shop_publishable_status(call: Call) -> dict[str, Any]:
    product = global_item(call, call.query["global_item_id"])
    rows = []
    for shop in call.world.shops.values():
        rows.append((shop.shop_id, shop.market.region, _obstacle(call.world, product, shop)))
        if shop.affiliate_id:
            rows.append((shop.affiliate_id, "PH", "The shop is a SIP affiliate shop."))
    start = max(call.query["offset"], 0)
    end = start + call.query["page_size"]
    return {
        "shop_publishable_status_list": [
            {
                "shop_id": shop_id,
                "region": region,
                "shop_publishable_status": not reason,
                "unpublishable_reason": reason,
            }
            for shop_id, region, reason in rows[start:end]
        ],
        "has_next_page": end < len(rows),
        "next_offset": min(end, len(rows)),
    }


@endpoint("global_product/create_publish_task")
def create_publish_task(call: Call) -> dict[str, Any]:
    """What can be seen at once is refused at once; all else fails the task."""
    body, world = call.body, call.world
    product = global_item(call, body["global_item_id"])
    shop = world.shops.get(body["shop_id"])
    if shop is None or shop.market.region != body["shop_region"]:
        raise ApiError("error_get_shop_fail", "The shop is not found in that region.")
    check_currency(world)
    check_category(product.category_id)
    item = body.get("item", {})
    texts = [item.get("item_name", ""), item.get("description", ""), *_words(item)]
    if any(HANGUL.search(text) for text in texts):
        raise ApiError("error_check_language_fail", "Use the language of the market or English.")
    obstacle = _obstacle(world, product, shop)
    if obstacle:
        raise ApiError("error_busi_cannot_publish", obstacle)
    number = 77_000_000 + len(world.publish_tasks)
    task = {"status": "pending", "shop": shop, "item_id": 0, "reason": "", "told_from": 0.0}
    world.publish_tasks[number] = task
    work = functools.partial(_publish, world, task, product, item)
    world.scheduler.after(world.config.publish_delay, work)
    return {"publish_task_id": number}


def _words(item: dict[str, Any]) -> list[str]:
    """Names of the shop's own tiers and options, in their order."""
    words = []
    for tier in item.get("standardise_tier_variation", []):
        words.append(tier.get("variation_name", ""))
        words += [option.get("variation_option_name", "") for option in tier.get("variation_option_list", [])]
    return words


@endpoint("global_product/get_publish_task_result")
def get_publish_task_result(call: Call) -> dict[str, Any]:
    """Words for a task that failed or goes on are not documented (unsure)."""
    task = call.world.publish_tasks.get(call.query["publish_task_id"])
    if task is None:
        raise ApiError("error_cannot_get_publish_result", "The task is not found.")
    if task["status"] == "pending" or call.world.clock.now() < task["told_from"]:
        return {"publish_status": "pending"}
    answer: dict[str, Any] = {"publish_status": task["status"]}
    if task["status"] == "success":
        answer["success"] = {
            "region": task["shop"].market.region,
            "shop_id": str(task["shop"].shop_id),
            "item_id": str(task["item_id"]),
        }
    else:
        answer["failed"] = {"failed_reason": task["reason"]}
    return answer


def _publish(world: World, task: dict[str, Any], product: Product, item: dict[str, Any]) -> None:
    shop: Shop = task["shop"]
    task["told_from"] = world.clock.now() + world.config.result_lag
    reason = _refusal(world, product, shop, item)
    if reason:
        task.update(status="failed", reason=reason)
        return
    listing = _new_listing(world, product, shop, item)
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


def _new_listing(world: World, product: Product, shop: Shop, item: dict[str, Any]) -> Listing:
    now = world.clock.seconds()
    logistic = item.get("logistic")
    return Listing(
        item_id=next_item_id(world, shop, product),
        shop=shop,
        product=product,
        status=item.get("item_status", "NORMAL"),
        create_time=now,
        update_time=now,
        name=item.get("item_name", ""),
        description=item.get("description", ""),
        images=tuple(item["image"]["image_id_list"]) if "image" in item else None,
        days_to_ship=item.get("pre_order", {}).get("days_to_ship"),
        words=_words(item) or None,
        channels={row["logistic_id"] for row in logistic if row["enabled"]} if logistic else None,
        listed_from=world.clock.now() + world.config.published_lag,
    )


def _refusal(world: World, product: Product, shop: Shop, item: dict[str, Any]) -> str:
    if product.global_item_id not in world.products:
        return "The global item was deleted."
    return (
        _obstacle(world, product, shop)
        or _refused_prices(product, shop, item)
        or _refused_logistics(shop, item)
        or _refused_content(world, product, shop, item)
    )


def _refused_prices(product: Product, shop: Shop, item: dict[str, Any]) -> str:
    known = {model.tier_index for model in product.models}
    prices = []
    for row in item.get("model", []):
        if tuple(row["tier_index"]) not in known:
            return f"tier_index {row['tier_index']} is not known."
        prices.append(row["original_price"])
    if not product.has_model and item.get("original_price") is not None:
        prices.append(item["original_price"])
    if any(price <= 0 for price in prices):
        return "A price must be above 0."
    if any(amount(shop.market, price) != price for price in prices):
        return "A price has too many decimals for the currency of the shop."
    if prices and max(prices) > shop.market.spread * min(prices):
        return f"The highest price is more than {shop.market.spread} times the lowest."
    return ""


def _refused_logistics(shop: Shop, item: dict[str, Any]) -> str:
    rows = item.get("logistic", [])
    wanted = {row["logistic_id"] for row in rows if row["enabled"]}
    if wanted - enabled_channels(shop) or (rows and not wanted):
        return "A logistics channel is not enabled, or none is chosen."
    return "" if enabled_channels(shop) else "The shop has no logistics channel."


def _refused_content(world: World, product: Product, shop: Shop, item: dict[str, Any]) -> str:
    images = item.get("image", {}).get("image_id_list", [])
    if not all(is_picture(world, image) for image in images):
        return "An image is not found."
    days = item.get("pre_order", {}).get("days_to_ship")
    ranges = days_to_ship(product.category_id)
    if days is not None and not any(low <= days <= high for low, high in ranges):
        return "days_to_ship is out of range."
    words = _words(item)
    if words and [len(tier["variation_option_list"]) for tier in item["standardise_tier_variation"]] != [
        len(options) for _name, options in product.tiers
    ]:
        return "The variations do not match those of the global item."
    missing = attributes.missing_in(shop.market.region, product.category_id, product.attributes)
    return f"Attribute {missing} is required in this market." if missing else ""
