"""What import and validation cost in queries against Odoo's own work; pictures are as Odoo makes them."""

import base64
import io

from PIL import Image

from odoo.fields import Command
from odoo.tests import tagged

from ..lib.dto.order import Order
from ..models.shopee_image_target import _insert_pictures
from ..models.shopee_order_build import BUILD_CONTEXT
from .common_ship import ShipCase

# Measured: 2494, of which Odoo itself takes 2468
QUERIES_OF_50_ORDERS = 2550


@tagged("post_install", "-at_install")
class TestPerformance(ShipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            [
                {
                    "name": f"Mask {number}",
                    "default_code": f"MASK-{number}",
                    "is_storable": True,
                    "taxes_id": False,
                }
                for number in range(100)
            ]
        )
        for product in cls.goods:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, 1000)

    def counted(self, work, *args):
        """Run ``work`` with a cold cache, as a job or a click has; return its result and its queries."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = work(*args)
        self.env.flush_all()
        return result, self.cr.sql_log_count - before

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def lines(self, count):
        """Of so many orders: pairs of goods with quantity and price."""
        return [
            [(self.goods[at % 100], 1, 10.0), (self.goods[(at + 7) % 100], 2, 5.0)] for at in range(count)
        ]

    def import_orders(self, payloads):
        """What the list job, the detail job and the build job do with an order."""
        dtos = [Order.from_payload(payload) for payload in payloads]
        orders = self.env["shopee.order"]._ensure_stubs(self.shop, [dto.order_sn for dto in dtos])
        orders._store(dtos, {})
        orders._build()
        return orders

    def make_by_hand(self, lines):
        """The same orders without Shopee."""
        sales = self.env["sale.order"].with_context(**BUILD_CONTEXT)
        sales = sales.create([self.hand_vals(each, number) for number, each in enumerate(lines)])
        sales.action_confirm()
        return sales

    def hand_vals(self, lines, number):
        return {
            "name": f"HAND-{number}",
            "partner_id": self.shop.partner_id.id,
            "pricelist_id": self.shop.pricelist_id.id,
            "team_id": self.shop.team_id.id,
            "warehouse_id": self.warehouse.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity, "price_unit": price})
                for product, quantity, price in lines
            ],
        }

    def test_import_grows_with_the_orders_only_as_odoo_itself(self):
        self.import_orders([self.order_payload(each) for each in self.lines(2)])
        few_orders = [self.order_payload(each) for each in self.lines(10)]
        many_orders = [self.order_payload(each) for each in self.lines(50)]
        _orders, few = self.counted(self.import_orders, few_orders)
        with self.assertQueryCount(QUERIES_OF_50_ORDERS):
            orders, many = self.counted(self.import_orders, many_orders)
        _sales, few_by_hand = self.counted(self.make_by_hand, self.lines(10))
        sales, many_by_hand = self.counted(self.make_by_hand, self.lines(50))
        self.assertEqual(set(orders.mapped("sync_state")), {"built"})
        self.assertEqual(set((orders.sale_order_id | sales).picking_ids.mapped("state")), {"assigned"})
        self.assertLessEqual(many - few, many_by_hand - few_by_hand)
        self.assertLess(many, many_by_hand * 1.05)

    # ------------------------------------------------------------
    # TRANSFERS
    # ------------------------------------------------------------

    def validated(self, sale):
        """Queries that validating the delivery of a sales order takes."""
        sale.picking_ids.move_ids.picked = True
        _result, queries = self.counted(sale.picking_ids.button_validate)
        self.assertEqual(sale.picking_ids.state, "done")
        return queries

    def test_validating_costs_three_queries_more_than_without_shopee(self):
        goods = [[(product, 1, 5.0) for product in self.goods[:count]] for count in (1, 10, 100)]
        goods.append(goods[-1])  # the first that leave make the stock at the customer and fill the caches
        by_hand = self.make_by_hand(goods)
        orders = self.import_orders([self.order_payload(lines) for lines in goods])
        costs = [
            (len(sale.order_line), self.validated(sale), self.validated(order.sale_order_id))
            for sale, order in zip(reversed(by_hand), reversed(orders), strict=True)
        ]
        for lines, plain, shopee in costs[1:]:
            self.assertLessEqual(shopee, plain + 3, f"with {lines} lines")

    # ------------------------------------------------------------
    # PICTURES
    # ------------------------------------------------------------

    def picture(self, width, height, kind):
        content = io.BytesIO()
        image = Image.linear_gradient("L").resize((width, height)).convert("P" if kind == "GIF" else "RGB")
        image.save(content, kind)
        return base64.b64encode(content.getvalue())

    def test_pictures_are_those_that_odoo_makes(self):
        """Sizes larger than the picture are not computed; they must be what Odoo would have computed."""
        names = ["image_1920", "image_1024", "image_512", "image_256", "image_128"]
        sizes = [(100, 60), (128, 128), (200, 300), (600, 400), (700, 1025), (2400, 300)]
        contents = [self.picture(*size, kind) for size in sizes for kind in ("JPEG", "PNG", "GIF", "BMP")]
        by_odoo = self.env["product.template"].create(
            [{"name": "By Odoo", "image_1920": content} for content in contents]
        )
        by_import = self.env["product.template"].create([{"name": "By the import"} for _one in contents])
        _insert_pictures("image_1920", list(zip(by_import, contents, strict=True)))
        self.env.flush_all()
        self.env.invalidate_all()
        for one, other in zip(by_odoo, by_import, strict=True):
            for name in (*names, "can_image_1024_be_zoomed"):
                self.assertEqual(one[name], other[name], name)
        files = self.env["ir.attachment"].sudo()
        found = [
            files.search(
                [
                    ("res_model", "=", "product.template"),
                    ("res_field", "in", names),
                    ("res_id", "in", each.ids),
                ],
                order="res_field, res_id",
            )
            for each in (by_odoo, by_import)
        ]
        self.assertEqual(len(found[0]), 5 * len(contents))
        for name in ("checksum", "mimetype", "file_size"):
            self.assertEqual(found[0].mapped(name), found[1].mapped(name), name)
