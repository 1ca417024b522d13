"""What the tests of the sender share: a live merchant, Shopee's side of its calls, and one cursor for all."""

from contextlib import contextmanager
from unittest.mock import patch

from ..models import shopee_stock_send
from ..models.shopee_principal_mixin import ShopeePrincipalMixin
from .common_stock_number import NumberCase

UPDATE = "global_product/update_stock"
NO_ORDERS = {"order_list": [], "more": False, "next_cursor": ""}


class SendCase(NumberCase):
    """``told`` is what Shopee has been told: list of {(global item id, model id): quantity}, a call each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merchant.stock_mode = "live"
        cls.variation = cls.list_product(cls.cream)

    def setUp(self):
        super().setUp()
        self.told = []
        self.client.answers["order/get_order_list"] = NO_ORDERS
        self.client.answers[UPDATE] = self.accept
        case = self

        @contextmanager
        def clients(record, kept, count):
            yield [self.client] * min(count, 5)

        @contextmanager
        def cursor(merchant):
            """Tests see their own transaction only; what is new in a snapshot is tested by real cursors."""
            case.env.flush_all()
            case.env.invalidate_all()
            yield merchant
            case.env.flush_all()

        self.startPatcher(patch.object(ShopeePrincipalMixin, "_api_clients", clients))
        self.startPatcher(patch.object(type(self.merchant), "_stock_cursor", cursor))
        self.startPatcher(patch.object(shopee_stock_send, "LINGER_SECONDS", 0))

    def accept(self, global_item_id, stock_list):
        self.told.append(
            {
                (str(global_item_id), str(row.get("global_model_id") or "")): sum(
                    one["stock"] for one in row["seller_stock"]
                )
                for row in stock_list
            }
        )
        return {}

    def key(self, variation):
        return variation.listing_id.global_item_id, variation.model_id

    def numbers_told(self, variation):
        """What Shopee was told of one variation, oldest first."""
        return [call[self.key(variation)] for call in self.told if self.key(variation) in call]

    def marks(self):
        return self.env["shopee.stock.mark"].search([])

    def send(self):
        """What the transaction marks becomes rows, and the job runs."""
        self.env.cr.flush()
        self.merchant._job_send_stock()

    def mark(self, *products, moved=False):
        ids = [product.id for product in products or [self.cream]]
        self.env["shopee.stock.mark"]._mark_products(ids, moved=moved)
        self.env.cr.flush()

    def list_many(self, count, stock=5):
        """Variations of new products with stock, sent already."""
        products = self.env["product.product"].create(
            [{"name": f"Mask {number}", "is_storable": True} for number in range(count)]
        )
        for product in products:
            self.add_stock(product, stock)
        variations = self.env["shopee.global.variation"].union(
            *(self.list_product(product) for product in products)
        )
        self.send()
        self.told.clear()
        return variations

    def issue(self, code, record):
        return self.env["shopee.issue"].search(
            [
                ("code", "=", code),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
            ]
        )
