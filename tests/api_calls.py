"""One call at least of every function of ``lib.api``, and a client to make it with."""

from datetime import date, datetime

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
from odoo.addons.shopee_krsc_connector.lib.client import Download, Principal
from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    ChosenAttribute,
    ChosenValue,
    GlobalItemChanges,
    GlobalItemDraft,
    ModelChanges,
    ModelDraft,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import Dimension, Option, SellerStock, Tier
from odoo.addons.shopee_krsc_connector.lib.dto.order import OrderLine
from odoo.addons.shopee_krsc_connector.lib.dto.publication import (
    ChosenChannel,
    Publication,
    PublishedModel,
    SyncSwitches,
)
from odoo.addons.shopee_krsc_connector.lib.dto.shipping import DocumentRequest

FROM = datetime(2026, 8, 1)
TO = datetime(2026, 8, 16)
LABEL = DocumentRequest("A", "P1", "TN1", "THERMAL_AIR_WAYBILL")
SIZE = Dimension(10.0, 8.0, 4.5)
STOCKS = (SellerStock("KRZ", 5), SellerStock("", 6))
ATTRIBUTES = (
    ChosenAttribute("100999", (ChosenValue("4501"), ChosenValue(text="90", unit="ml"))),
    ChosenAttribute("101000"),
)
LINE = {"item_id": 1, "model_id": 2, "order_item_id": 3, "promotion_group_id": 4}
PIECES = [(OrderLine.from_payload(LINE), 1), (OrderLine.from_payload({"item_id": 5}), 2)]
DRAFT = GlobalItemDraft(
    name="Birch toner",
    description="A toner of birch sap",
    sku="TONER",
    category_id="101900",
    brand_id="1146303",
    brand_name="Hanbit",
    image_ids=("kr-1", "kr-2"),
    attributes=ATTRIBUTES,
    weight=0.3,
    dimension=SIZE,
    days_to_ship=3,
    condition="NEW",
    price=9000.0,
    stocks=STOCKS,
)
LEAST_DRAFT = GlobalItemDraft(
    name="Birch toner",
    description="A toner of birch sap",
    category_id="101900",
    image_ids=("kr-1",),
    weight=0.3,
    days_to_ship=3,
    price=9000.0,
)
CHANGES = GlobalItemChanges(
    name="Toner",
    description="",
    sku="T",
    category_id="101901",
    brand_id="",
    image_ids=("kr-1",),
    attributes=ATTRIBUTES,
    weight=0.25,
    dimension=SIZE,
    days_to_ship=5,
    condition="USED",
)
TIERS = (
    Tier("Color", (Option("Red", "kr-1", option_id="71"), Option("Blue")), variation_id="7", group_id="70"),
    Tier("Size", (Option("S"),)),
)
MODELS = (
    ModelDraft(
        sku="T-R",
        tier_index=(0, 0),
        price=9000.0,
        stocks=STOCKS,
        weight=0.2,
        dimension=SIZE,
        days_to_ship=3,
    ),
    ModelDraft(sku="T-B", tier_index=(1, 0), price=9000.5),
)
PUBLICATION = Publication(
    name="Toner",
    description="A toner",
    status="UNLIST",
    price=21.5,
    image_ids=("kr-1",),
    models=(
        PublishedModel(tier_index=(0, 0), price=21.5, status="UNAVAILABLE"),
        PublishedModel(tier_index=(1, 0), price=22.0),
    ),
    channels=(
        ChosenChannel(channel_id="18025", size_id="2", shipping_fee=1.5, is_free=False),
        ChosenChannel(channel_id="18026", enabled=False),
    ),
    is_pre_order=True,
    days_to_ship=7,
    tiers=TIERS,
)
SWITCHES = SyncSwitches(
    region="SG",
    name_and_description=True,
    media_information=False,
    tier_variation_name_and_option=True,
    price=False,
    days_to_ship=True,
)
PICTURE = ("toner.png", b"\x89PNG\r\n\x1a\n", "image/png")

CALLS = [
    (auth.get_token, "auth/token/get", {"code": "c", "main_account_id": "8800123"}),
    (auth.get_token, "auth/token/get", {"code": "c", "shop_id": "220000123"}),
    (auth.refresh_access_token, "auth/access_token/get", {"refresh_token": "r", "shop_id": "220000123"}),
    (auth.refresh_access_token, "auth/access_token/get", {"refresh_token": "r", "merchant_id": "3300045"}),
    (shop.get_shop_info, "shop/get_shop_info", {}),
    (shop.get_authorised_reseller_brand, "shop/get_authorised_reseller_brand", {"page_no": 2}),
    (merchant.get_merchant_info, "merchant/get_merchant_info", {}),
    (merchant.get_shop_list_by_merchant, "merchant/get_shop_list_by_merchant", {}),
    (merchant.get_merchant_warehouse_location_list, "merchant/get_merchant_warehouse_location_list", {}),
    (global_product.get_global_item_list, "global_product/get_global_item_list", {}),
    (
        global_product.get_global_item_list,
        "global_product/get_global_item_list",
        {"offset": "xyz", "update_time_from": FROM, "update_time_to": TO},
    ),
    (
        global_product.get_global_item_info,
        "global_product/get_global_item_info",
        {"global_item_ids": [str(n) for n in range(1, 21)]},
    ),
    (global_product.get_global_model_list, "global_product/get_global_model_list", {"global_item_id": "9"}),
    (global_product.get_published_list, "global_product/get_published_list", {"global_item_id": "9"}),
    (
        global_product.get_global_item_id,
        "global_product/get_global_item_id",
        {"shop_id": "220000123", "item_ids": ["1", "2"]},
    ),
    (
        global_product.update_stock,
        "global_product/update_stock",
        {"global_item_id": "9", "stocks": [("1", "KRZ", 5), ("1", "KRY", 6), ("2", "", 7)]},
    ),
    (
        global_product.update_stock,
        "global_product/update_stock",
        {"global_item_id": "9", "stocks": [("", "", 0)]},
    ),
    (
        global_product.update_price,
        "global_product/update_price",
        {"global_item_id": "9", "prices": {"1": 15000, "2": 15000.5}},
    ),
    (global_product.get_brand_list, "global_product/get_brand_list", {"category_id": "100630"}),
    (global_product.get_category, "global_product/get_category", {}),
    (
        global_product.get_attribute_tree,
        "global_product/get_attribute_tree",
        {"category_ids": [str(n) for n in range(1, 21)]},
    ),
    (
        global_product.search_global_attribute_value_list,
        "global_product/search_global_attribute_value_list",
        {"attribute_id": "100999", "name": "bir", "cursor": 100},
    ),
    (
        global_product.search_global_attribute_value_list,
        "global_product/search_global_attribute_value_list",
        {"attribute_id": "100999"},
    ),
    (
        global_product.get_global_item_limit,
        "global_product/get_global_item_limit",
        {"category_id": "101900"},
    ),
    (global_product.support_size_chart, "global_product/support_size_chart", {"category_id": "101900"}),
    (
        global_product.category_recommend,
        "global_product/category_recommend",
        {"name": "Birch toner", "image_id": "kr-1"},
    ),
    (global_product.category_recommend, "global_product/category_recommend", {"name": "Birch toner"}),
    (
        global_product.get_recommend_attribute,
        "global_product/get_recommend_attribute",
        {"name": "Birch toner", "category_id": "101900", "image_id": "kr-1"},
    ),
    (global_product.add_global_item, "global_product/add_global_item", {"draft": DRAFT}),
    (global_product.add_global_item, "global_product/add_global_item", {"draft": LEAST_DRAFT}),
    (
        global_product.update_global_item,
        "global_product/update_global_item",
        {"global_item_id": "9", "changes": CHANGES},
    ),
    (
        global_product.update_global_item,
        "global_product/update_global_item",
        {"global_item_id": "9", "changes": GlobalItemChanges(name="Toner")},
    ),
    (
        global_product.init_tier_variation,
        "global_product/init_tier_variation",
        {"global_item_id": "9", "tiers": TIERS, "models": MODELS},
    ),
    (
        global_product.init_tier_variation,
        "global_product/init_tier_variation",
        {"global_item_id": "9", "tiers": (), "models": ()},
    ),
    (
        global_product.update_tier_variation,
        "global_product/update_tier_variation",
        {"global_item_id": "9", "tiers": TIERS, "positions": {"31": (1, 0), "32": (0, 0)}},
    ),
    (
        global_product.update_tier_variation,
        "global_product/update_tier_variation",
        {"global_item_id": "9", "tiers": TIERS},
    ),
    (
        global_product.add_global_model,
        "global_product/add_global_model",
        {"global_item_id": "9", "models": MODELS},
    ),
    (
        global_product.update_global_model,
        "global_product/update_global_model",
        {
            "global_item_id": "9",
            "models": (
                ModelChanges(model_id="31", sku="T-R", weight=0.2, dimension=SIZE, days_to_ship=4),
                ModelChanges(model_id="32", sku="T-B2"),
            ),
        },
    ),
    (global_product.get_publishable_shop, "global_product/get_publishable_shop", {"global_item_id": "9"}),
    (
        global_product.get_shop_publishable_status,
        "global_product/get_shop_publishable_status",
        {"global_item_id": "9"},
    ),
    (
        global_product.create_publish_task,
        "global_product/create_publish_task",
        {"global_item_id": "9", "shop_id": "220000123", "region": "SG", "publication": PUBLICATION},
    ),
    (
        global_product.create_publish_task,
        "global_product/create_publish_task",
        {"global_item_id": "9", "shop_id": "220000123", "region": "SG", "publication": Publication()},
    ),
    (
        global_product.get_publish_task_result,
        "global_product/get_publish_task_result",
        {"publish_task_id": "77000001"},
    ),
    (
        global_product.set_sync_field,
        "global_product/set_sync_field",
        {"shops": {"220000123": SWITCHES, "220000124": SWITCHES}},
    ),
    (
        global_product.get_local_adjustment_rate,
        "global_product/get_local_adjustment_rate",
        {"shop_id": "220000123"},
    ),
    (media_space.upload_image, "media_space/upload_image", {"images": [PICTURE]}),
    (media_space.upload_image, "media_space/upload_image", {"images": [PICTURE], "scene": "desc"}),
    (product.get_item_list, "product/get_item_list", {}),
    (
        product.get_item_list,
        "product/get_item_list",
        {"offset": 100, "statuses": ("SELLER_DELETE",), "update_time_from": FROM, "update_time_to": TO},
    ),
    (
        product.get_item_base_info,
        "product/get_item_base_info",
        {"item_ids": [str(n) for n in range(1, 51)]},
    ),
    (product.get_model_list, "product/get_model_list", {"item_id": "9"}),
    (
        product.get_item_promotion,
        "product/get_item_promotion",
        {"item_ids": [str(n) for n in range(1, 51)]},
    ),
    (product.update_price, "product/update_price", {"item_id": "9", "prices": {"": 12.5}}),
    (
        product.update_price,
        "product/update_price",
        {"item_id": "9", "prices": {str(n): 12.5 for n in range(1, 51)}},
    ),
    (order.get_order_list, "order/get_order_list", {"time_from": FROM, "time_to": TO}),
    (
        order.get_order_list,
        "order/get_order_list",
        {
            "time_from": FROM,
            "time_to": TO,
            "field": "create_time",
            "cursor": "c",
            "status": "READY_TO_SHIP",
            "page_size": 50,
        },
    ),
    (order.get_order_detail, "order/get_order_detail", {"order_sns": [f"SN{n}" for n in range(50)]}),
    (order.get_package_detail, "order/get_package_detail", {"package_numbers": ["P1", "P2"]}),
    (order.search_package_list, "order/search_package_list", {}),
    (order.search_package_list, "order/search_package_list", {"status": 3, "cursor": "c"}),
    (order.cancel_order, "order/cancel_order", {"order_sn": "A", "reason": "CUSTOMER_REQUEST"}),
    (
        order.cancel_order,
        "order/cancel_order",
        {"order_sn": "A", "reason": "OUT_OF_STOCK", "items": [("1", "2"), ("3", "")]},
    ),
    (
        order.cancel_order,
        "order/cancel_order",
        {"order_sn": "A", "reason": "CUSTOMER_REQUEST", "parts": PIECES},
    ),
    (
        order.handle_buyer_cancellation,
        "order/handle_buyer_cancellation",
        {"order_sn": "A", "operation": "ACCEPT"},
    ),
    (
        payment.get_escrow_detail_batch,
        "payment/get_escrow_detail_batch",
        {"order_sns": [f"SN{n}" for n in range(20)]},
    ),
    (logistics.get_shipping_parameter, "logistics/get_shipping_parameter", {"order_sn": "A"}),
    (
        logistics.get_shipping_parameter,
        "logistics/get_shipping_parameter",
        {"order_sn": "A", "package_number": "P1"},
    ),
    (
        logistics.get_mass_shipping_parameter,
        "logistics/get_mass_shipping_parameter",
        {"package_numbers": ["P1"], "channel_id": "18025", "location_id": "SGZ"},
    ),
    (logistics.ship_order, "logistics/ship_order", {"order_sn": "A", "dropoff": {}}),
    (
        logistics.ship_order,
        "logistics/ship_order",
        {
            "order_sn": "A",
            "package_number": "P1",
            "pickup": {"address_id": "2831", "pickup_time_id": "1766826000_3"},
        },
    ),
    (
        logistics.ship_order,
        "logistics/ship_order",
        {"order_sn": "A", "non_integrated": {"tracking_number": "TN1"}},
    ),
    (
        logistics.update_shipping_order,
        "logistics/update_shipping_order",
        {
            "order_sn": "A",
            "package_number": "P1",
            "pickup": {"address_id": "2831", "pickup_time_id": "1766826000_3"},
        },
    ),
    (
        logistics.mass_ship_order,
        "logistics/mass_ship_order",
        {"package_numbers": ["P1", "P2"], "channel_id": "18025", "dropoff": {"branch_id": "12"}},
    ),
    (
        logistics.get_tracking_number,
        "logistics/get_tracking_number",
        {"order_sn": "A", "package_number": "P1"},
    ),
    (
        logistics.get_mass_tracking_number,
        "logistics/get_mass_tracking_number",
        {"package_numbers": ["P1", "P2"]},
    ),
    (
        logistics.get_shipping_document_parameter,
        "logistics/get_shipping_document_parameter",
        {"requests": [LABEL]},
    ),
    (logistics.create_shipping_document, "logistics/create_shipping_document", {"requests": [LABEL]}),
    (
        logistics.create_shipping_document,
        "logistics/create_shipping_document",
        {"requests": [DocumentRequest("A")]},
    ),
    (
        logistics.get_shipping_document_result,
        "logistics/get_shipping_document_result",
        {"requests": [LABEL]},
    ),
    (
        logistics.download_shipping_document,
        "logistics/download_shipping_document",
        {"requests": [LABEL], "document_type": "THERMAL_AIR_WAYBILL"},
    ),
    (logistics.get_channel_list, "logistics/get_channel_list", {}),
    (first_mile.get_channel_list, "first_mile/get_channel_list", {}),
    (first_mile.get_transit_warehouse_list, "first_mile/get_transit_warehouse_list", {}),
    (first_mile.get_unbind_order_list, "first_mile/get_unbind_order_list", {"cursor": "c"}),
    (
        first_mile.generate_first_mile_tracking_number,
        "first_mile/generate_first_mile_tracking_number",
        {"declare_date": date(2026, 8, 1)},
    ),
    (
        first_mile.get_tracking_number_list,
        "first_mile/get_tracking_number_list",
        {"from_date": date(2026, 8, 1), "to_date": date(2026, 8, 2)},
    ),
    (
        first_mile.bind_first_mile_tracking_number,
        "first_mile/bind_first_mile_tracking_number",
        {
            "number": "CJ88881111",
            "method": "dropoff",
            "channel_id": "814",
            "parcels": [(f"SN{n}", "P1" if n else "") for n in range(50)],
            "warehouse_id": "KRW1",
            "warehouse_type": 1,
        },
    ),
    (
        first_mile.unbind_first_mile_tracking_number,
        "first_mile/unbind_first_mile_tracking_number",
        {"number": "CJ88881111", "parcels": [("A", "P1")]},
    ),
    (first_mile.get_detail, "first_mile/get_detail", {"number": "CJ88881111"}),
    (first_mile.get_waybill, "first_mile/get_waybill", {"numbers": ["CJ88881111"]}),
    (logistics.get_address_list, "logistics/get_address_list", {}),
    (returns.get_return_list, "returns/get_return_list", {"update_time_from": FROM, "update_time_to": TO}),
    (returns.get_return_detail, "returns/get_return_detail", {"return_sn": "R1"}),
    (push.set_app_push_config, "push/set_app_push_config", {"callback_url": "https://erp.example.com/p"}),
    (push.get_lost_push_message, "push/get_lost_push_message", {}),
    (
        push.confirm_consumed_lost_push_message,
        "push/confirm_consumed_lost_push_message",
        {"last_message_id": 7},
    ),
]


class Stub:
    """``Client`` that answers what it is told."""

    partner_id = "1000001"
    principal = Principal("shop", "220000123")

    def __init__(self, answer=None):
        self.answer = answer
        self.calls = []

    def _take(self, method, path, params):
        self.calls.append((method, path, params))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def get(self, path, **params):
        return self._take("GET", path, params)

    def post(self, path, **body):
        return self._take("POST", path, body)

    def upload(self, path, files, **fields):
        parts = {}
        for name, (_filename, content, _kind) in files:
            parts.setdefault(name, []).append(content)
        return self._take("POST", path, {**fields, **parts})

    def download(self, path, **body):
        self._take("POST", path, body)
        return Download(b"%PDF", "application/pdf")
