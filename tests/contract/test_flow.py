"""What the library makes of the simulator's answers, along the way of an order."""

import http.server
import json
import threading
import time
from datetime import timedelta

import pytest
from contract_shapes import utc_now

from odoo.addons.shopee_krsc_connector.lib.api import (
    global_product,
    logistics,
    merchant,
    order,
    payment,
    product,
    push,
    shop,
)
from odoo.addons.shopee_krsc_connector.lib.dto.escrow import ADDED
from odoo.addons.shopee_krsc_connector.lib.dto.order import OUR_FULFILMENT
from odoo.addons.shopee_krsc_connector.lib.dto.push import PushEvent
from odoo.addons.shopee_krsc_connector.lib.dto.shipping import DocumentRequest
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected
from odoo.addons.shopee_krsc_connector.lib.signing import is_push_authentic

LABEL = "THERMAL_AIR_WAYBILL"


def window(days=14):
    now = utc_now()
    return {"time_from": now - timedelta(days=days), "time_to": now + timedelta(minutes=5)}


def read(client, order_sn):
    [found] = order.get_order_detail(client, order_sns=[order_sn])
    return found


def everything(list_page, **arguments):
    """All items of a list, page by page."""
    found, page = [], list_page(**arguments)
    while True:
        found += page.items
        if not page.more:
            return found
        name = next(name for name in ("cursor", "offset") if name in list_page.__kwdefaults__)
        page = list_page(**{**arguments, name: page.next})


def test_who_is_connected(platform):
    info = merchant.get_merchant_info(platform.merchant())
    assert (info.region, info.currency, info.is_upgraded) == ("KR", "KRW", True)
    assert info.expire_time > utc_now()
    shops = merchant.get_shop_list_by_merchant(platform.merchant())
    assert {one.shop_id for one in shops.items} == set(platform.pair.shop_ids) and not shops.more
    infos = [shop.get_shop_info(platform.shop(n)) for n in range(3)]
    assert [info.region for info in infos] == ["SG", "TW", "MY"]
    assert {info.merchant_id for info in infos} == set(platform.pair.merchant_ids)
    assert not any(info.is_affiliate for info in infos)


def test_brands_that_may_be_sold(platform):
    names, page_no = [], 1
    while page_no:
        page, reseller = shop.get_authorised_reseller_brand(platform.shop(), page_no=page_no)
        names += [brand.name for brand in page.items]
        page_no = page.next
    assert reseller and names and all(names)


def test_catalogue_of_the_merchant(platform):
    client = platform.merchant()
    refs = everything(
        lambda *, offset="": global_product.get_global_item_list(client, offset=offset, page_size=5)
    )
    state = {str(one["global_item_id"]): one for one in platform.state("items") if one["global_item_id"]}
    assert {ref.global_item_id for ref in refs} == set(state)
    assert len({ref.global_item_id for ref in refs}) == len(refs)
    items = global_product.get_global_item_info(client, global_item_ids=[r.global_item_id for r in refs])
    with_models = 0
    for item in items:
        known = state[item.id]
        assert (item.sku, item.name) == (known["sku"], known["name"])
        models = global_product.get_global_model_list(client, global_item_id=item.id)
        assert bool(models.models) == item.has_model
        for model, one in zip(models.models or [item], known["models"], strict=True):
            with_models += item.has_model
            assert model.sku == (one["sku"] if item.has_model else known["sku"])
            assert model.price.original_price == one["price"]
            assert (model.stock.available, model.stock.reserved) == (one["available"], one["reserved"])
        for model in models.models:
            names = [models.tiers[n].options[at].name for n, at in enumerate(model.tier_index)]
            assert model.name == ",".join(names) and all(names)
    assert with_models
    published = global_product.get_published_list(client, global_item_id=items[0].id)
    assert {one.item_id for one in published} == {str(one["item_id"]) for one in state[items[0].id]["shops"]}


def test_catalogue_of_a_shop(platform):
    client = platform.shop()
    refs = everything(lambda *, offset=0: product.get_item_list(client, offset=offset, page_size=5))
    items = product.get_item_base_info(client, item_ids=[ref.item_id for ref in refs][:50])
    assert {item.id for item in items} == {ref.item_id for ref in refs}
    for item in items:
        models = product.get_model_list(client, item_id=item.id)
        assert bool(models.models) == item.has_model
        priced = models.models or [item]
        assert all(one.price.currency == "SGD" and one.price.original_price > 0 for one in priced)
        assert all(one.stock is not None for one in priced)
    globals_ = global_product.get_global_item_id(
        platform.merchant(), shop_id=client.principal.id, item_ids=[item.id for item in items][:20]
    )
    assert globals_ and set(globals_) <= {item.id for item in items}


def test_stock_of_the_merchant_is_written_once_for_all_shops(platform):
    client = platform.merchant()
    known = next(one for one in platform.state("items") if len(one["shops"]) == 3 and one["global_item_id"])
    model = known["models"][0]
    model_id = str(model["global_model_id"]) if len(known["models"]) > 1 else ""
    quantity = model["reserved"] + 41
    global_product.update_stock(
        client, global_item_id=known["global_item_id"], stocks=[(model_id, "", quantity)]
    )
    if model_id:
        models = global_product.get_global_model_list(client, global_item_id=known["global_item_id"])
        stock = models.models[0].stock
    else:
        [item] = global_product.get_global_item_info(client, global_item_ids=[str(known["global_item_id"])])
        stock = item.stock
    assert stock.available == quantity


# ------------------------------------------------------------
# ORDERS
# ------------------------------------------------------------


def test_order_list_pages_lose_nothing(platform):
    client = platform.shop()
    listed = everything(
        lambda *, cursor="": order.get_order_list(client, **window(), cursor=cursor, page_size=2)
    )
    whole = order.get_order_list(client, **window()).items
    assert sorted(ref.order_sn for ref in listed) == sorted(ref.order_sn for ref in whole)
    assert all(ref.status for ref in listed)


def test_money_of_every_order_adds_up(platform):
    """Subtotals of the lines and the parts make what the buyer paid, for every order of every shop."""
    checked, kinds = 0, set()
    for number in range(3):
        client = platform.shop(number)
        platform.place(number, gift=True), platform.place(number, bundle=True)
        platform.place(number, shipping=5, seller_voucher=2, shopee_voucher=1, coins=1, promotion=1, tax=2)
        mine = [one for one in platform.state("orders") if str(one["shop_id"]) == client.principal.id]
        order_sns = [one["order_sn"] for one in mine if not one["affiliate"] and one["status"] != "UNPAID"]
        found = []
        for start in range(0, len(order_sns), 20):
            batch = order_sns[start : start + 20]
            escrows = payment.get_escrow_detail_batch(client, order_sns=batch)
            assert set(escrows) == set(batch)
            dtos = order.get_order_detail(client, order_sns=batch)
            found += [(dto, escrows[dto.order_sn]) for dto in dtos]
        for dto, escrow in found:
            subtotals = escrow.line_subtotals(dto.lines)
            assert set(subtotals) == {line.key for line in dto.lines}
            kinds |= {part for part, value in escrow.buyer_parts.items() if value}
            kinds |= {line.promotion_type for line in dto.lines} | {"gift" for x in dto.lines if x.is_gift}
            parts = sum(v if part in ADDED else -v for part, v in escrow.buyer_parts.items())
            assert sum(subtotals.values()) + parts == pytest.approx(escrow.buyer_total, abs=0.005)
            if dto.status != "CANCELLED":
                open_lines = sum(
                    subtotals[line.key] * line.active_quantity / line.quantity for line in dto.lines
                )
                assert open_lines + parts == pytest.approx(dto.total_amount, abs=0.011), dto
            checked += 1
    assert checked > 9
    wanted = {"shipping", "tax", "seller_voucher", "shopee_voucher", "coins", "promotion", "bundle_deal"}
    assert wanted | {"gift"} <= kinds


def test_an_unpaid_order_has_no_total(platform):
    found = read(platform.shop(), platform.place(paid=False)["order_sn"])
    assert (found.status, found.total_amount, found.pay_time) == ("UNPAID", None, None)


def test_a_held_order_is_shown_as_pending(platform):
    client, order_sn = platform.shop(), platform.place(pending=True)["order_sn"]
    assert read(client, order_sn).status == "PENDING"
    listed = {ref.order_sn: ref.status for ref in order.get_order_list(client, **window(1)).items}
    assert listed[order_sn] == "PENDING"


def test_who_ships(platform):
    client = platform.shop()
    assert read(client, platform.place()["order_sn"]).fulfillment_flag in OUR_FULFILMENT
    theirs = read(client, platform.place(fulfillment_flag="fulfilled_by_shopee")["order_sn"])
    assert theirs.fulfillment_flag not in OUR_FULFILMENT
    booked = read(client, platform.place(booking=True)["order_sn"])
    assert booked.booking_sn and booked.advance_package


def test_the_same_order_has_the_same_digest_until_something_happens(platform):
    client, order_sn = platform.shop(), platform.place()["order_sn"]
    first = read(client, order_sn)
    assert read(client, order_sn) == first
    platform.sim(f"orders/{order_sn}/ask_cancel")
    asked = read(client, order_sn)
    assert (asked.status, asked.digest != first.digest) == ("IN_CANCEL", True)
    assert [line.key for line in asked.lines] == [line.key for line in first.lines]


def test_from_paid_to_label(platform):
    client = platform.shop()
    paid = read(client, platform.place()["order_sn"])
    [package] = paid.packages
    assert (paid.status, package.logistics_status) == ("READY_TO_SHIP", "LOGISTICS_READY")
    names = {"order_sn": paid.order_sn, "package_number": package.package_number}
    assert logistics.get_shipping_parameter(client, **names).info_needed["dropoff"] == ()
    logistics.ship_order(client, **names, dropoff={})
    with pytest.raises(Rejected):
        logistics.ship_order(client, **names, dropoff={})
    [detail] = order.get_package_detail(client, package_numbers=[package.package_number])
    assert detail.is_shipment_arranged
    pending = logistics.get_tracking_number(client, **names)
    assert pending.tracking_number == "" and pending.hint and pending.package_number
    platform.sim("clock", advance=10)
    tracking = logistics.get_tracking_number(client, **names).tracking_number
    assert tracking and read(client, paid.order_sn).status == "PROCESSED"

    wrong = DocumentRequest(**names, tracking_number="nonsense", document_type=LABEL)
    [refused] = logistics.create_shipping_document(client, requests=[wrong])
    assert refused.error == "logistics.tracking_number_invalid" and refused.error_message
    right = DocumentRequest(**names, tracking_number=tracking, document_type=LABEL)
    [kinds] = logistics.get_shipping_document_parameter(client, requests=[right])
    assert LABEL in kinds.selectable_types and kinds.suggested_type
    rows = logistics.create_shipping_document(client, requests=[right, wrong])
    assert [bool(row.error) for row in rows] == [False, True]
    [row] = logistics.get_shipping_document_result(client, requests=[right])
    assert row.status == "PROCESSING"
    platform.sim("clock", advance=10)
    [row] = logistics.get_shipping_document_result(client, requests=[right])
    assert row.status == "READY"
    label = logistics.download_shipping_document(client, requests=[right], document_type=LABEL)
    assert label.content.startswith(b"%PDF") and label.content_type.startswith("application/pdf")


@pytest.mark.parametrize(
    "simulator", [{"mass_lists_under_response": True}, {"mass_lists_under_response": False}], indirect=True
)
def test_mass_shipping_reads_its_lists_at_either_level(platform):
    client = platform.shop()
    orders = [platform.place() for _n in range(2)]
    numbers = [one["package"]["package_number"] for one in orders]
    channel = str(orders[0]["package"]["channel_id"])
    result = logistics.mass_ship_order(
        client, package_numbers=[*numbers, "unknown"], channel_id=channel, dropoff={}
    )
    assert set(result.successes) == set(numbers) and set(result.failures) == {"unknown"}


# ------------------------------------------------------------
# PUSHES
# ------------------------------------------------------------


@pytest.fixture
def listener():
    """Address of a server that keeps what is pushed to it: (url, [(body, signature)])."""
    received = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((body, self.headers["Authorization"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Nothing on the terminal."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/shopee/push/7", received
    server.shutdown()
    server.server_close()


def test_pushes_are_authentic_and_name_the_order(platform, listener):
    url, received = listener
    key = platform.simulator.config.partner_key
    push.set_app_push_config(platform.public, callback_url=url)
    order_sn = platform.place()["order_sn"]
    deadline = time.monotonic() + 5
    events = {}
    while order_sn not in events and time.monotonic() < deadline:
        time.sleep(0.05)
        parsed = [PushEvent.from_payload(json.loads(body)) for body, _header in list(received)]
        events = {sn: event for event in parsed if event.code == 3 for sn in event.order_sns}
    assert events[order_sn].shop_id == platform.pair.shop_ids[0]
    for body, header in received:
        assert is_push_authentic(key, url, body, header)
        assert not is_push_authentic(key, url, body + b" ", header)
        assert not is_push_authentic("another key", url, body, header)
    push.set_app_push_config(platform.public, callback_url=url, codes=(3,))
