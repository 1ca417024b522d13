"""Every endpoint in use, over the wire: what the client sends and what the simulator answers, both held
against the published tables."""

import contextlib
from datetime import timedelta

import pytest
from api_calls import CALLS
from contract_shapes import answer_problems, endpoint, utc_now
from new_items import CATEGORY, INGREDIENTS, NAME, SWITCHES, draft, models, picture, publication, tiers

from odoo.addons.shopee_krsc_connector.lib.api import (
    auth,
    first_mile,
    global_product,
    logistics,
    media_space,
    merchant,
    order,
    payment,
    product,
    push,
    returns,
    shop,
)
from odoo.addons.shopee_krsc_connector.lib.dto.listing import GlobalItemChanges, ModelChanges
from odoo.addons.shopee_krsc_connector.lib.dto.model import Option, Tier
from odoo.addons.shopee_krsc_connector.lib.dto.shipping import DocumentRequest
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected

# The first mile counts days as its hubs do
KOREA = timedelta(hours=9)
PATHS = sorted({path for _function, path, _arguments in CALLS})
COMMON = {
    "public": {"partner_id", "timestamp", "sign"},
    "shop": {"partner_id", "timestamp", "sign", "access_token", "shop_id"},
    "merchant": {"partner_id", "timestamp", "sign", "access_token", "merchant_id"},
}
ENVELOPE = {"request_id", "error", "message", "warning"}
# Where the table and its sample disagree, both are right
SAMPLES = {".response.order_list[].item_list[].product_location_id should be string, not ['KRZ']"}


@pytest.fixture(scope="module")
def exchanges(platform):
    """All functions of the library, called in an order that makes sense."""
    _read_merchant(platform)
    _read_catalogue(platform)
    _read_reference(platform)
    _list(platform)
    _read_orders(platform)
    _ship(platform)
    _cancel(platform)
    _push(platform)
    auth.refresh_access_token(
        platform.public, refresh_token=platform.pair.refresh_token, shop_id=platform.pair.shop_ids[0]
    )
    return platform.exchanges


def _read_merchant(platform):
    merchant.get_merchant_info(platform.merchant())
    merchant.get_shop_list_by_merchant(platform.merchant())
    merchant.get_merchant_warehouse_location_list(platform.merchant())
    shop.get_shop_info(platform.shop())
    shop.get_authorised_reseller_brand(platform.shop())


def _read_catalogue(platform):
    seller, owner = platform.shop(), platform.merchant()
    refs = global_product.get_global_item_list(owner, page_size=5).items
    items = global_product.get_global_item_info(owner, global_item_ids=[r.global_item_id for r in refs])
    for item in items:
        models = global_product.get_global_model_list(owner, global_item_id=item.id).models
        global_product.get_published_list(owner, global_item_id=item.id)
    global_product.get_brand_list(owner, category_id=items[0].category_id)
    global_product.get_category(owner)
    model_id = models[0].model_id if models else ""
    global_product.update_stock(owner, global_item_id=item.id, stocks=[(model_id, "", 77)])
    price = (models[0] if models else item).price.original_price
    global_product.update_price(owner, global_item_id=item.id, prices={model_id: price})
    listed = product.get_item_list(seller, page_size=20).items
    ids = [ref.item_id for ref in listed]
    items = product.get_item_base_info(seller, item_ids=ids)
    plain = next(item for item in items if not item.has_model and item.status == "NORMAL")
    platform.sim(f"items/{plain.id}", discount=0.1)
    assert product.get_item_promotion(seller, item_ids=ids)[plain.id]
    platform.sim(f"items/{plain.id}", discount=0)
    product.update_price(seller, item_id=plain.id, prices={"": plain.price.original_price + 1})
    for item_id in ids:
        product.get_model_list(seller, item_id=item_id)
    global_product.get_global_item_id(owner, shop_id=seller.principal.id, item_ids=ids[:20])


def _read_reference(platform):
    owner = platform.merchant()
    [category_id] = global_product.category_recommend(owner, name=NAME)[:1]
    global_product.get_attribute_tree(owner, category_ids=[category_id])
    global_product.search_global_attribute_value_list(owner, attribute_id=INGREDIENTS, name="a")
    global_product.get_recommend_attribute(owner, name=NAME, category_id=category_id)
    global_product.get_global_item_limit(owner, category_id=category_id)
    global_product.support_size_chart(owner, category_id=category_id)
    global_product.get_local_adjustment_rate(owner, shop_id=platform.pair.shop_ids[0])


def _list(platform):
    """A new product with variations, on its way from pictures to a shop, and changed afterwards."""
    owner = platform.merchant()
    [image] = media_space.upload_image(platform.public, images=[picture()])
    item_id = global_product.add_global_item(owner, draft=draft(image.image_id))
    platform.sim("clock", advance=10)
    item = {"global_item_id": item_id}
    global_product.init_tier_variation(owner, **item, tiers=tiers("30ml"), models=models(1))
    wider = (Tier("Size", (Option("30ml"), Option("50ml"))),)
    global_product.update_tier_variation(owner, **item, tiers=wider)
    global_product.add_global_model(owner, **item, models=models(2)[1:])
    [first, _second] = global_product.get_global_model_list(owner, **item).models
    changes = ModelChanges(model_id=first.model_id, sku="OTHER", weight=0.2)
    global_product.update_global_model(owner, **item, models=[changes])
    global_product.update_global_item(owner, **item, changes=GlobalItemChanges(category_id=CATEGORY, sku="P"))
    global_product.get_shop_publishable_status(owner, **item)
    target = global_product.get_publishable_shop(owner, **item)[0]
    global_product.set_sync_field(owner, shops={target.shop_id: SWITCHES})
    task_id = global_product.create_publish_task(
        owner, **item, shop_id=target.shop_id, region=target.region, publication=publication()
    )
    platform.sim("clock", advance=10)
    assert global_product.get_publish_task_result(owner, publish_task_id=task_id).state == "success"


def _read_orders(platform):
    seller, now = platform.shop(), utc_now()
    window = {"time_from": now - timedelta(days=14), "time_to": now + timedelta(minutes=1)}
    platform.place(gift=True), platform.place(bundle=True)
    page = order.get_order_list(seller, **window, page_size=3)
    order_sns = [ref.order_sn for ref in page.items]
    for one in order.get_order_detail(seller, order_sns=order_sns):
        order.get_package_detail(seller, package_numbers=[one.packages[0].package_number])
    order.search_package_list(seller)
    payment.get_escrow_detail_batch(seller, order_sns=order_sns)
    done = platform.place()["order_sn"]
    platform.sim(f"orders/{done}/arrange")
    platform.sim("clock", advance=10)
    platform.sim(f"orders/{done}/scan")
    return_sn = platform.sim(f"orders/{done}/return")["return_sn"]
    changed = {
        "update_time_from": now - timedelta(days=14),
        "update_time_to": now + timedelta(minutes=1),
    }
    page = returns.get_return_list(seller, **changed)
    assert return_sn in {one.return_sn for one in page.items}
    returns.get_return_detail(seller, return_sn=return_sn)


def _ship(platform):
    seller = platform.shop()
    logistics.get_channel_list(seller)
    [address] = logistics.get_address_list(seller)
    assert address.is_pickup
    first, second, third = (platform.place() for _n in range(3))
    names = {"order_sn": first["order_sn"], "package_number": first["package"]["package_number"]}
    parameter = logistics.get_shipping_parameter(seller, **names)
    place = parameter.addresses[0]
    pickup = {"address_id": place.address_id, "pickup_time_id": place.time_slots[0].pickup_time_id}
    logistics.ship_order(seller, **names, pickup=pickup)
    others = [one["package"]["package_number"] for one in (second, third)]
    channel = str(second["package"]["channel_id"])
    mass = {"package_numbers": [*others, "unknown"], "channel_id": channel}
    assert "unknown" in logistics.get_mass_shipping_parameter(seller, **mass).failures
    result = logistics.mass_ship_order(seller, **mass, dropoff={})
    assert set(result.successes) == set(others) and "unknown" in result.failures
    platform.sim("clock", advance=10)
    tracking = logistics.get_tracking_number(seller, **names).tracking_number
    numbers, failed = logistics.get_mass_tracking_number(seller, package_numbers=[*others, "unknown"])
    assert set(numbers) == set(others) and set(failed) == {"unknown"}
    request = DocumentRequest(**names, tracking_number=tracking, document_type="THERMAL_AIR_WAYBILL")
    logistics.get_shipping_document_parameter(seller, requests=[request])
    logistics.create_shipping_document(seller, requests=[request])
    platform.sim("clock", advance=10)
    logistics.get_shipping_document_result(seller, requests=[request])
    logistics.download_shipping_document(seller, requests=[request], document_type=request.document_type)
    platform.sim(f"orders/{first['order_sn']}/fail_pickup")
    logistics.update_shipping_order(seller, **names, pickup=pickup)
    platform.sim("clock", advance=10)
    _hand_over(seller, [(names["order_sn"], names["package_number"])])


def _hand_over(seller, parcels):
    first_mile.get_channel_list(seller)
    first_mile.get_transit_warehouse_list(seller)
    first_mile.get_unbind_order_list(seller)
    day = (utc_now() + KOREA).date()
    [number] = first_mile.generate_first_mile_tracking_number(seller, declare_date=day)
    first_mile.bind_first_mile_tracking_number(
        seller, number=number, method="pickup", channel_id="813", parcels=parcels
    )
    first_mile.get_detail(seller, number=number)
    first_mile.get_tracking_number_list(seller, from_date=day, to_date=day)
    first_mile.get_waybill(seller, numbers=[number])
    first_mile.unbind_first_mile_tracking_number(seller, number=number, parcels=parcels)


def _cancel(platform):
    seller = platform.shop()
    mine, asked = platform.place(), platform.place()
    line = mine["lines"][0]
    order.cancel_order(
        seller,
        order_sn=mine["order_sn"],
        reason="OUT_OF_STOCK",
        items=[(str(line["item_id"]), str(line["model_id"]))],
    )
    _cancel_part(platform, seller)
    platform.sim(f"orders/{asked['order_sn']}/ask_cancel")
    order.handle_buyer_cancellation(seller, order_sn=asked["order_sn"], operation="REJECT")


def _cancel_part(platform, seller):
    placed = platform.place(items=[{"sku": platform.place()["lines"][0]["sku"], "quantity": 3}])
    [found] = order.get_order_detail(seller, order_sns=[placed["order_sn"]])
    assert found.can_cancel and found.can_cancel_part
    order.cancel_order(
        seller, order_sn=found.order_sn, reason="CUSTOMER_REQUEST", parts=[(found.lines[0], 1)]
    )
    [found] = order.get_order_detail(seller, order_sns=[placed["order_sn"]])
    assert (found.lines[0].quantity, found.lines[0].active_quantity) == (3, 2)


def _push(platform):
    push.get_lost_push_message(platform.public)
    # Nobody listens at that address, and nothing was lost: refusals, the calls themselves are right
    with contextlib.suppress(Rejected):
        push.set_app_push_config(platform.public, callback_url=f"{platform.url}/nobody")
    with contextlib.suppress(Rejected):
        push.confirm_consumed_lost_push_message(platform.public, last_message_id=1)


@pytest.mark.parametrize("path", PATHS)
def test_what_goes_over_the_wire(exchanges, path):
    specification = endpoint(path)
    mine = [one for one in exchanges if one.path == path]
    assert mine, "the endpoint was never called"
    common = COMMON[specification["level"]]
    table = specification["request"]
    for one in mine:
        assert one.method == specification["method"]
        assert common <= set(one.query), "level"
        assert set(one.query) - common <= set(table.get("query") or {})
        assert set(one.body) <= set(table.get("body") or {})
        required = {name for part in table.values() for name, field in part.items() if field.get("required")}
        assert required <= set(one.query) | set(one.body)


@pytest.mark.parametrize("path", PATHS)
def test_what_the_simulator_answers(exchanges, path):
    shape = endpoint(path)["response"]
    answered = 0
    for one in exchanges:
        if one.path != path or one.answer is None or one.answer["error"]:
            continue
        answered += 1
        content = {key: value for key, value in one.answer.items() if key not in ENVELOPE}
        assert set(answer_problems(shape, content)) - SAMPLES == set()
    files = any(one.path == path and one.answer is None and one.status == 200 for one in exchanges)
    assert answered or files or path.startswith("push/"), "no answer but refusals"
