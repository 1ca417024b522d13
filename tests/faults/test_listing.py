"""Products are listed while answers of Shopee get lost: each of them once, none of them twice."""

import base64
import io

import pytest
from driving import wait_for
from PIL import Image

# Publishing that takes its time, but not a minute
pytestmark = pytest.mark.parametrize(
    "simulator", [{"items": 6, "orders": 2, "publish_delay": 1.0}], indirect=True
)

LISTING_PATIENCE = 150


def picture(color):
    content = io.BytesIO()
    Image.new("RGB", (500, 500), color).save(content, "JPEG")
    return base64.b64encode(content.getvalue()).decode()


@pytest.fixture(scope="module")
def category(store):
    """The leaf that asks for the least, with its details."""
    session = store.session
    [merchant] = session.search("shopee.merchant", [])
    session.call("shopee.merchant", "action_load_reference", [merchant])
    wait_for(lambda: session.count("shopee.category", [("is_leaf", "=", True)]), "the categories are read")
    store.wait_idle()
    [leaf] = session.search("shopee.category", [("complete_name", "=", "Beauty / Makeup / Lips")])
    session.call("shopee.category", "action_load_details", [leaf])
    store.wait_idle()
    return leaf


def draft(store, category, product):
    """A listing that lacks nothing, as the wizard and its steps make it."""
    session = store.session
    wizard = session.create("shopee.listing.start", {"product_tmpl_ids": [[6, 0, [product]]]})
    listing = session.call("shopee.listing.start", "action_start", [wizard])["res_id"]
    store.wait_idle()
    session.write("shopee.listing", [listing], {"category_id": category})
    lines = session.search_read(
        "shopee.listing.attribute",
        [("listing_id", "=", listing), ("is_mandatory", "=", True)],
        ["attribute_id"],
    )
    for line in lines:
        attribute = line["attribute_id"][0]
        value = session.search("shopee.attribute.value", [("attribute_id", "=", attribute)], limit=1)
        session.write("shopee.listing.attribute", [line["id"]], {"value_ids": [[6, 0, value]]})
    return listing


def send(store, listing):
    session = store.session
    session.call("shopee.listing", "action_list", [listing])
    names = ["state", "failure_message", "global_item_ref", "progress"]

    def ended():
        [found] = session.search_read("shopee.listing", [("id", "=", listing)], names)
        return found["state"] in ("done", "failed") and found

    found = wait_for(ended, "the product is listed", LISTING_PATIENCE, pause=1)
    assert (found["state"], found["failure_message"]) == ("done", False)
    return found["global_item_ref"]


def product_vals(name, sku=False):
    return {
        "name": name,
        "default_code": sku,
        "type": "consu",
        "is_storable": True,
        "list_price": 12000,
        "weight": 0.1,
        "description_sale": f"{name} from Korea, for every day and every skin type.",
        "image_1920": picture("teal"),
    }


def lose_answers(shopee, *endpoints):
    for endpoint in endpoints:
        shopee.fault(endpoint, drop=True, when="after")


def items_of(shopee, name):
    return [item for item in shopee.state("items") if item["name"] == name]


def check_listed(store, shopee, name, ref, skus):
    """One item on Shopee, in every store, and all of it linked in Odoo."""
    [item] = items_of(shopee, name)
    assert str(item["global_item_id"]) == ref
    assert {model["sku"] for model in item["models"]} == skus
    shops = [shop["shop_id"] for shop in shopee.shops()]
    assert sorted(row["shop_id"] for row in item["shops"]) == sorted(shops)
    session = store.session
    domain = [("listing_id.global_item_id", "=", ref), ("is_gone", "=", False)]
    variations = session.search_read("shopee.global.variation", domain, ["sku", "product_id", "state"])
    assert {row["sku"] for row in variations} == skus
    assert all(row["state"] == "linked" and row["sku"] in row["product_id"][1] for row in variations)
    copies = session.search_read(
        "shopee.item.variation", [("listing_id.global_id.global_item_id", "=", ref)], ["product_id"]
    )
    assert len(copies) == len(skus) * len(shops)
    assert all(row["product_id"] for row in copies)


def test_single_product(store, shopee, category):
    name = "Birch Juice Sunscreen 50 ml"
    product = store.session.create("product.template", product_vals(name, "LST-SUN-50"))
    listing = draft(store, category, product)
    shopee.forget_calls()
    lose_answers(
        shopee,
        "media_space/upload_image",
        "global_product/add_global_item",
        "global_product/create_publish_task",
    )
    ref = send(store, listing)
    check_listed(store, shopee, name, ref, {"LST-SUN-50"})
    calls = shopee.calls()
    assert calls["global_product/add_global_item"] == 1
    assert calls["global_product/create_publish_task"] == len(shopee.shops())


def test_product_with_variants(store, shopee, category):
    session = store.session
    name = "Velvet Lip Tint"
    lines = []
    for attribute_name, values in (("Shade", ("Rosy Pink", "Coral Red")), ("Volume", ("3 g", "6 g"))):
        attribute = session.create("product.attribute", {"name": attribute_name, "create_variant": "always"})
        ids = [
            session.create("product.attribute.value", {"name": value, "attribute_id": attribute})
            for value in values
        ]
        lines.append([0, 0, {"attribute_id": attribute, "value_ids": [[6, 0, ids]]}])
    product = session.create("product.template", {**product_vals(name), "attribute_line_ids": lines})
    variants = session.search("product.product", [("product_tmpl_id", "=", product)])
    skus = {f"LST-TINT-{number}" for number in range(1, 5)}
    for variant, sku in zip(variants, sorted(skus), strict=True):
        session.write("product.product", [variant], {"default_code": sku, "weight": 0.05})
    session.write("product.product", [variants[0]], {"image_variant_1920": picture("hotpink")})
    listing = draft(store, category, product)
    shopee.forget_calls()
    lose_answers(shopee, "global_product/add_global_item", "global_product/init_tier_variation")
    ref = send(store, listing)
    check_listed(store, shopee, name, ref, skus)
    assert shopee.calls()["global_product/add_global_item"] == 1
    assert shopee.calls()["global_product/init_tier_variation"] == 1
