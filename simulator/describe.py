"""The world as JSON, for tests: with everything the platform masks or rounds away."""

from __future__ import annotations

from typing import Any

from . import locations, money
from .catalogue import current_price, item_sku, model_id, model_name, name_of, original_price
from .model import Listing, Order, Product, Return
from .world import World


def describe_order(order: Order) -> dict[str, Any]:
    package = order.package
    return {
        "order_sn": order.order_sn,
        "shop_id": order.shop.shop_id,
        "status": order.status,
        "create_time": order.create_time,
        "update_time": order.update_time,
        "pay_time": order.pay_time,
        "currency": order.currency,
        "cod": order.cod,
        "total_amount": money.total_amount(order),
        "money": {name: getattr(order.money, name) for name in order.money.__slots__},
        "fulfillment_flag": order.flag,
        "affiliate": order.affiliate,
        "booking_sn": order.booking_sn,
        "buyer": order.buyer,
        "recipient": list(order.recipient),
        "message": order.message,
        "note": order.note,
        "cancel_by": order.cancel_by,
        "cancel_reason": order.cancel_reason,
        "returns": list(order.return_sns),
        "package": {
            "package_number": package.number,
            "status": package.status,
            "arranged": package.arranged,
            "tracking_number": package.tracking,
            "first_mile": package.first_mile,
            "document": package.document,
            "channel_id": package.channel.channel_id,
            "pickup_done_time": package.pickup_done_time,
        },
        "lines": [
            {
                "item_id": line.listing.item_id,
                "model_id": model_id(line.listing, line.model),
                "sku": line.model.sku or item_sku(line.listing),
                "name": name_of(line.listing),
                "model_name": model_name(line.listing, line.model),
                "quantity": line.quantity,
                "active": line.active,
                "original_price": line.original,
                "price": line.discounted,
                "subtotal": line.subtotal,
                "promotion_type": line.promotion,
            }
            for line in order.lines
        ],
    }


def describe_return(found: Return) -> dict[str, Any]:
    return {
        "return_sn": found.return_sn,
        "order_sn": found.order_sn,
        "shop_id": found.shop.shop_id,
        "status": found.status,
        "logistics_status": found.logistics,
        "needs_logistics": found.needs_logistics,
        "refund_amount": found.refund,
        "update_time": found.update_time,
    }


def describe_product(world: World, product: Product) -> dict[str, Any]:
    return {
        "global_item_id": product.global_item_id,
        "sku": product.sku,
        "name": product.names["en"],
        "brand_id": product.brand_id,
        "category_id": product.category_id,
        "attributes": product.attributes,
        "tiers": [[name, [option for option, _image in options]] for name, options in product.tiers],
        "is_deleted": bool(product.global_item_id) and product.global_item_id not in world.products,
        "images": list(product.images),
        "status": product.status,
        "update_time": product.update_time,
        "models": [
            {
                "global_model_id": model.global_model_id,
                "sku": model.sku,
                "tier_index": list(model.tier_index),
                "price": model.price,
                "available": model.available,
                "reserved": model.reserved,
                "promised": model.promised,
                "locations": locations.available(world, model),
            }
            for model in product.models
        ],
        "shops": [_describe_listing(listing) for listing in world.by_product[product.seq]],
    }


def _describe_listing(listing: Listing) -> dict[str, Any]:
    return {
        "shop_id": listing.shop.shop_id,
        "item_id": listing.item_id,
        "status": listing.status,
        "name": name_of(listing),
        "models": [
            {
                "model_id": model_id(listing, model),
                "original_price": original_price(listing, model),
                "current_price": current_price(listing, model),
            }
            for model in listing.product.models
        ],
    }


def describe_shops(world: World) -> list[dict[str, Any]]:
    return [
        {
            "shop_id": shop.shop_id,
            "name": shop.name,
            "region": shop.market.region,
            "currency": shop.market.currency,
            "authorised": ("shop", shop.shop_id) in world.tokens.granted,
            "items": len(world.shop_items[shop.shop_id]),
            "orders": len(world.by_create[shop.shop_id]),
            "affiliate_shop_id": shop.affiliate_id,
            "sync": dict(shop.sync),
            "brands": sorted(shop.brands),
            "is_reseller": shop.is_reseller,
            "closed": shop.closed,
            "adjustment": shop.adjustment,
            "channels": [
                {"channel_id": c.channel_id, "name": c.name, "ways": list(c.ways), "cod": c.cod}
                for c in shop.market.channels
            ],
        }
        for shop in world.shops.values()
    ]


def describe_merchant(world: World) -> dict[str, Any]:
    merchant = world.merchant
    return {
        "merchant_id": merchant.merchant_id,
        "name": merchant.name,
        "region": merchant.region,
        "currency": merchant.currency,
        "authorised": ("merchant", merchant.merchant_id) in world.tokens.granted,
        "main_account_id": world.config.main_account_id,
    }


def all_products(world: World) -> list[Product]:
    """Global items, and behind them what shops sell without one."""
    seen = {listing.product.seq: listing.product for listing in world.listings.values()}
    orphans = [product for product in seen.values() if not product.global_item_id]
    return [*world.products.values(), *orphans]
