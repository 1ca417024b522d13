"""How a seller lists an item through the platform's calls."""

import io

from PIL import Image

ITEM = {
    "category_id": 101901,
    "global_item_name": "Yuja Glow Serum 30ml",
    "description": "A serum of Goheung yuja.",
    "original_price": 21000,
    "weight": 0.12,
    "pre_order": {"days_to_ship": 3},
    "global_item_sku": "HB-YUJ-SER",
    "brand": {"brand_id": 1130001},
    "attribute_list": [{"attribute_id": 100999, "attribute_value_list": [{"value_id": 4501}]}],
    "seller_stock": [{"stock": 30}],
}
OPTIONS = [{"variation_option_id": 0, "variation_option_name": name} for name in ("30ml", "50ml")]
TIER = {"variation_id": 0, "variation_name": "Size", "variation_option_list": OPTIONS}


def picture(kind="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", (30, 30), (240, 200, 40)).save(stream, kind)
    return stream.getvalue()


def upload(sdk, content):
    return sdk.public("media_space/upload_image", files=[("image", ("serum", content))])


def add(sdk, image_id, **changes):
    body = {**ITEM, "image": {"image_id_list": [image_id]}, **changes}
    return sdk.merchant(
        "global_product/add_global_item", json={k: v for k, v in body.items() if v is not None}
    )


def publish(sdk, number, shop_id, region, **item):
    body = {"global_item_id": number, "shop_id": shop_id, "shop_region": region, "item": item}
    task = sdk.good("global_product/create_publish_task", kind="merchant", json=body)["publish_task_id"]
    return lambda: sdk.good(
        "global_product/get_publish_task_result", kind="merchant", params={"publish_task_id": task}
    )


def published(sdk, number):
    params = {"global_item_id": number}
    rows = sdk.good("global_product/get_published_list", kind="merchant", params=params)["published_item"]
    return {row["shop_id"]: row["item_id"] for row in rows}


def refused(sdk, number, shop_id, region, **item):
    """Code of the answer to a publish task that is not even begun."""
    body = {"global_item_id": number, "shop_id": shop_id, "shop_region": region, "item": item}
    return sdk.merchant("global_product/create_publish_task", json=body)["error"]


def add_variations(sdk, number, options=("30ml", "50ml"), price=21000, stock=5):
    """One tier; SKUs are Y-<option>."""
    models = [
        {
            "original_price": price + 1000 * at,
            "tier_index": [at],
            "global_model_sku": f"Y-{option}",
            "seller_stock": [{"stock": stock}],
        }
        for at, option in enumerate(options)
    ]
    body = {"global_item_id": number, "standardise_tier_variation": [tier(options)], "global_model": models}
    sdk.good("global_product/init_tier_variation", kind="merchant", json=body)


def tier(options, name="Size", images=None):
    rows = [{"variation_option_id": 0, "variation_option_name": option} for option in options]
    for row, image in zip(rows, images or (), strict=False):
        row["image_id"] = image
    return {"variation_id": 0, "variation_name": name, "variation_option_list": rows}


def global_models(sdk, number):
    """Rows by SKU, and names of the options of each tier."""
    told = sdk.good(
        "global_product/get_global_model_list", kind="merchant", params={"global_item_id": number}
    )
    tiers = [[option["option"] for option in row["option_list"]] for row in told["tier_variation"]]
    return {row["global_model_sku"]: row for row in told["global_model"]}, tiers


def global_item(sdk, number):
    params = {"global_item_id_list": number}
    return sdk.good("global_product/get_global_item_info", kind="merchant", params=params)[
        "global_item_list"
    ][0]


def shop_item(sdk, shop_id, item_id):
    params = {"item_id_list": item_id}
    return sdk.good("product/get_item_base_info", shop_id=shop_id, params=params)["item_list"][0]


def shop_models(sdk, shop_id, item_id):
    told = sdk.good("product/get_model_list", shop_id=shop_id, params={"item_id": item_id})
    tiers = [[option["option"] for option in row["option_list"]] for row in told["tier_variation"]]
    return {row["model_sku"]: row for row in told["model"]}, tiers
