"""What the tests of this addon share: a connected merchant with one shop, and Shopee's side of a call."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.base.tests.common import BaseCommon

from ..lib.client import Download
from ..lib.dto.order import Order
from ..models.shopee_principal_mixin import ShopeePrincipalMixin


class FakeClient:
    """Stands in for ``lib.client.Client``: answers per endpoint, and remembers what was asked.

    ``answers[path]`` is the unwrapped payload, an exception to raise, or a function of the call's
    parameters that returns either. A list of type ``Sequence`` is answered one by one.
    """

    partner_id = "1000001"

    def __init__(self):
        self.answers = {}
        self.calls = []

    def get(self, path, **params):
        return self._answer(path, params)

    def post(self, path, **body):
        return self._answer(path, body)

    def upload(self, path, files, **fields):
        return self._answer(path, fields)

    def download(self, path, **body):
        answer = self._answer(path, body)
        return answer if isinstance(answer, Download) else Download(*answer)

    def count(self, path):
        return sum(1 for called, _params in self.calls if called == path)

    def params(self, path):
        return [params for called, params in self.calls if called == path]

    def _answer(self, path, params):
        self.calls.append((path, params))
        if path not in self.answers:
            raise AssertionError(f"unexpected call of {path} with {params}")
        answer = self.answers[path]
        if isinstance(answer, Sequence):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer) and not isinstance(answer, type):
            answer = answer(**params)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Sequence(list):
    """Answers given one after the other; the last one stays."""


class ShopeeCase(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.sgd = cls.env.ref("base.SGD")
        cls.sgd.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.sgd.id, "rate": 0.5, "company_id": cls.company.id}
        )
        cls.account = cls.env["shopee.account"].create(
            {
                "name": "Hanbit",
                "environment": "custom",
                "custom_host": "http://localhost:1",
                "api_partner_id": "1000001",
                "partner_key": "test-partner-key",
            }
        )
        cls.merchant = cls.env["shopee.merchant"].create(
            {
                "name": "Hanbit Beauty",
                "merchant_id": "3300045",
                "account_id": cls.account.id,
                "region": "KR",
                "is_upgraded": True,
                "currency_id": cls.env.ref("base.KRW").id,
                "stock_cutover": "2026-01-01 00:00:00",
                "warehouse_ids": [(0, 0, {"warehouse_id": cls.warehouse.id})],
            }
        )
        cls.shop = cls.env["shopee.shop"].create(
            {
                "name": "Hanbit SG",
                "shop_id": "220000123",
                "account_id": cls.account.id,
                "merchant_id": cls.merchant.id,
                "region": "SG",
                "state": "connected",
                "country_id": cls.env.ref("base.sg").id,
                "currency_id": cls.sgd.id,
                "partner_id": cls.env["res.partner"].create({"name": "Shopee SG customers"}).id,
                "pricelist_id": cls.env["product.pricelist"]
                .create({"name": "Shopee SG", "currency_id": cls.sgd.id})
                .id,
                "team_id": cls.env["crm.team"].create({"name": "Hanbit SG"}).id,
            }
        )
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "default_code": sku,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 100.0,
                    "taxes_id": False,
                }
                for name, sku in [("Snail Cream", "SC-50"), ("Sun Stick", "SS-20"), ("Gift Pouch", "GP-1")]
            ]
        )
        cls.cream, cls.stick, cls.pouch = cls.products

    def setUp(self):
        super().setUp()
        self.client = FakeClient()

        @contextmanager
        def fake_api(record):
            yield self.client

        self.startPatcher(patch.object(ShopeePrincipalMixin, "_api", fake_api))

    def add_stock(self, product, quantity, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, location, quantity)

    # ------------------------------------------------------------
    # PAYLOADS as order/get_order_detail answers them
    # ------------------------------------------------------------

    _next_sn = 0

    @classmethod
    def order_payload(cls, lines=None, **changes):
        """One order of ``order_list``.

        :param lines: list of (product, quantity, price) or of ready item dicts
        """
        ShopeeCase._next_sn += 1
        order_sn = changes.pop("order_sn", f"2601100KRTEST{ShopeeCase._next_sn:04}")
        items = [
            line if isinstance(line, dict) else cls.item_payload(*line, number=number)
            for number, line in enumerate(lines or [(cls.cream, 2, 10.0)], start=1)
        ]
        total = sum(item["model_discounted_price"] * item["model_quantity_purchased"] for item in items)
        payload = {
            "order_sn": order_sn,
            "region": "SG",
            "currency": "SGD",
            "cod": False,
            "total_amount": round(total, 2),
            "order_status": "READY_TO_SHIP",
            "create_time": 1768000000,
            "update_time": 1768000100,
            "pay_time": 1768000050,
            "ship_by_date": 1768259200,
            "days_to_ship": 3,
            "message_to_seller": "",
            "buyer_user_id": 77001,
            "buyer_username": "lim_mei",
            "payment_method": "Credit Card",
            "shipping_carrier": "Standard International",
            "checkout_shipping_carrier": "Standard International",
            "estimated_shipping_fee": 1.99,
            "fulfillment_flag": "fulfilled_by_cb_seller",
            "pickup_done_time": 0,
            "recipient_address": {
                "name": "L****i",
                "phone": "******12",
                "town": "",
                "district": "",
                "city": "Singapore",
                "state": "Singapore",
                "region": "SG",
                "zipcode": "0****1",
                "full_address": "****",
            },
            "item_list": items,
            "package_list": [
                {
                    "package_number": f"OFG{order_sn[-8:]}",
                    "logistics_status": "LOGISTICS_READY",
                    "logistics_channel_id": 28016,
                    "shipping_carrier": "Standard International",
                    "item_list": [
                        {
                            "item_id": item["item_id"],
                            "model_id": item["model_id"],
                            "model_quantity": item["model_quantity_purchased"],
                        }
                        for item in items
                    ],
                }
            ],
        }
        payload.update(changes)
        return payload

    @classmethod
    def item_payload(cls, product, quantity, price, number=1, **changes):
        payload = {
            "item_id": 9000000000 + product.id,
            "item_name": product.name,
            "item_sku": product.default_code or "",
            "model_id": 0,
            "model_name": "",
            "model_sku": "",
            "model_quantity_purchased": quantity,
            "model_original_price": price,
            "model_discounted_price": price,
            "wholesale": False,
            "weight": 0.2,
            "order_item_id": 9000000000 + product.id,
            "promotion_group_id": 0,
            "promotion_id": 0,
            "promotion_type": "",
            "is_prescription_item": False,
            "product_location_id": ["KRZ"],
            "line_item_id": number,
        }
        payload.update(changes)
        return payload

    def read_orders(self, *payloads, shop=None, escrows=None):
        """Read payloads as a detail job would, build what they ask for, and return the orders."""
        orders = self.env["shopee.order"]
        dtos = [self.dto(payload) for payload in payloads]
        orders._upsert(shop or self.shop, dtos, escrows)
        orders = orders.search(
            [
                ("shop_id", "=", (shop or self.shop).id),
                ("order_sn", "in", [dto.order_sn for dto in dtos]),
            ]
        ).sorted("id")
        orders._build()
        return orders

    def dto(self, payload):
        return Order.from_payload(payload)

    def issues(self, records):
        """Open issues of these records."""
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "=", "open")]
        return self.env["shopee.issue"].search(domain)
