"""The number of a variation from all that Odoo knows: warehouses, demand, orders, share and buffer."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .. import const
from .common_stock_number import NumberCase


@tagged("post_install", "-at_install")
class TestStockNumber(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.variation = cls.list_product(cls.cream)
        cls.env["stock.quant"]._update_available_quantity(cls.cream, cls.warehouse.lot_stock_id, 10)

    def order(self, quantity=2, product=None, build=True, **changes):
        payload = self.order_payload([(product or self.cream, quantity, 10.0)], **changes)
        if build:
            return self.read_orders(payload)
        with patch.object(self.registry["shopee.order"], "_build", lambda orders: None):
            return self.read_orders(payload)

    # ------------------------------------------------------------
    # WAREHOUSES
    # ------------------------------------------------------------

    def test_what_is_reserved_or_promised_is_not_sold_again(self):
        picking = self.transfer(self.cream, 3)
        picking.action_assign()
        self.assertEqual(self.quantity(self.variation), 7)
        picking.do_unreserve()
        self.assertEqual(self.quantity(self.variation), 7, "promised, though nothing is reserved")
        self.transfer(self.cream, 20).do_unreserve()
        self.assertEqual(self.quantity(self.variation), 0)
        picking.action_cancel()
        number = self.number(self.variation)
        self.assertEqual(number.warehouses, ((self.warehouse.id, 10.0, -10.0),))

    def test_two_step_delivery_promises_once(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.order(4)
        self.assertEqual(order.picking_ids.picking_type_id, self.warehouse.pick_type_id)
        self.assertEqual(self.quantity(self.variation), 6)
        self.validate(order.picking_ids)
        self.assertEqual(len(order.picking_ids), 2)
        self.assertEqual(self.quantity(self.variation), 6)
        out = order.picking_ids.filtered(lambda one: one.state != "done")
        self.validate(out)
        self.assertEqual(out.state, "done")
        self.assertEqual(self.quantity(self.variation), 6)

    def test_warehouses_that_are_not_mapped_count_nothing(self):
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.add_stock(self.cream, 7, busan)
        self.assertEqual(self.quantity(self.variation), 10)
        line = self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": busan.id}
        )
        self.assertEqual(self.quantity(self.variation), 17)
        line.unlink()
        self.assertEqual(self.quantity(self.variation), 10)
        self.merchant.warehouse_ids.unlink()
        self.assertEqual(self.number(self.variation).by_location, (("", 0),))

    def test_archived_warehouse_counts_nothing(self):
        """Odoo archives empty ones only."""
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids = [Command.create({"warehouse_id": busan.id})]
        busan.active = False
        self.assertEqual(self.number(self.variation).by_location, (("", 10),))

    def test_locations_have_numbers_of_their_own(self):
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.add_stock(self.cream, 7, busan)
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [Command.create({"location_id": "SGZ", "warehouse_id": busan.id})]
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 10), ("SGZ", 7)))
        self.order(3, order_status="UNPAID")
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 7), ("SGZ", 7)))
        self.merchant.stock_buffer = 9
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 0), ("SGZ", 5)))

    def test_a_warehouse_of_two_locations_is_sold_once(self):
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [
            Command.create({"location_id": "SGZ", "warehouse_id": self.warehouse.id})
        ]
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 10), ("SGZ", 0)))

    def test_a_location_that_lost_its_warehouse_is_sent_0(self):
        self.variation.sent_stocks = [["SGZ", 4]]
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 10), ("SGZ", 0)))
        self.variation.sent_stocks = [["KRZ", 10], ["SGZ", 0]]
        self.assertEqual(self.number(self.variation).by_location, (("KRZ", 10),))

    def test_companies_do_not_share(self):
        company = self.env["res.company"].create({"name": "Second"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        account = self.account.copy(
            {"company_id": company.id, "api_partner_id": "1000002", "partner_key": "k"}
        )
        merchant = self.merchant.copy(
            {
                "merchant_id": "3300046",
                "account_id": account.id,
                "warehouse_ids": [Command.create({"warehouse_id": warehouse.id})],
            }
        )
        theirs = self.list_product(self.cream, merchant=merchant)
        self.env["stock.quant"].with_company(company)._update_available_quantity(
            self.cream, warehouse.lot_stock_id, 3
        )
        self.order(2, order_status="UNPAID")
        self.assertEqual(self.quantity(theirs, merchant), 3)
        self.assertEqual(self.quantity(self.variation), 8)

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def test_lots_and_serial_numbers(self):
        for tracking, quantities in (("lot", (4, 3)), ("serial", (1, 1))):
            product = self.env["product.product"].create(
                {"name": tracking, "default_code": tracking, "is_storable": True, "tracking": tracking}
            )
            variation = self.list_product(product)
            for at, quantity in enumerate(quantities):
                lot = self.env["stock.lot"].create({"name": f"{tracking}{at}", "product_id": product.id})
                self.env["stock.quant"]._update_available_quantity(
                    product, self.warehouse.lot_stock_id, quantity, lot_id=lot
                )
            self.assertEqual(self.quantity(variation), sum(quantities))
            self.transfer(product, 1).action_assign()
            self.assertEqual(self.quantity(variation), sum(quantities) - 1)

    def test_other_units(self):
        """One piece on Shopee is one of the product's unit, whatever the unit of a transfer."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.add_stock(self.cream, 20)
        self.transfer(self.cream, 2, unit=dozen)
        self.assertEqual(self.quantity(self.variation), 6)
        boxes = self.env["product.product"].create(
            {"name": "Box", "default_code": "BOX", "is_storable": True, "uom_id": dozen.id, "taxes_id": False}
        )
        variation = self.list_product(boxes)
        self.add_stock(boxes, 5)
        self.order(2, boxes)
        self.assertEqual(self.quantity(variation), 3)

    def test_fractions_negative_and_huge_quantities(self):
        for on_hand, expected in ((2.75, 2), (2.999999999, 3), (-4, 0), (10**9 + 0.5, 10**9)):
            product = self.env["product.product"].create({"name": str(on_hand), "is_storable": True})
            variation = self.list_product(product)
            self.add_stock(product, on_hand)
            self.assertEqual(self.quantity(variation), expected)

    def test_debt_of_one_warehouse_is_paid_by_the_others(self):
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids = [Command.create({"warehouse_id": busan.id})]
        self.add_stock(self.cream, -4, busan)
        self.assertEqual(self.quantity(self.variation), 6)

    def test_what_has_no_number(self):
        service = self.env["product.product"].create({"name": "Gift wrap", "type": "service"})
        self.assertEqual(self.number(self.list_product(service)).skip, "not_counted")
        self.variation.is_gone = True
        self.assertEqual(self.number(self.variation).skip, "gone")
        self.variation.product_id = False
        self.assertEqual(self.number(self.variation).skip, "not_linked")
        self.assertEqual(self.number(self.variation).by_location, ())

    # ------------------------------------------------------------
    # HELD
    # ------------------------------------------------------------

    def test_held_as_long_as_no_transfer_knows_of_it(self):
        for status in ("UNPAID", "PENDING", "INVOICE_PENDING"):
            order = self.order(2, order_status=status)
            self.assertFalse(order.sale_order_id.picking_ids)
            self.assertEqual(self.number(self.variation).held, 2, status)
            order.krsc_status = "CANCELLED"
            self.assertEqual(self.number(self.variation).held, 0, status)

    def test_not_counted_twice_when_it_is_confirmed(self):
        payload = self.order_payload([(self.cream, 2, 10.0)], order_status="UNPAID")
        self.read_orders(payload)
        self.assertEqual(self.number(self.variation).held, 2)
        self.read_orders({**payload, "order_status": "READY_TO_SHIP", "update_time": 1768000200})
        number = self.number(self.variation)
        self.assertEqual((number.held, number.quantity), (0, 8))

    def test_held_before_it_is_built_and_when_it_cannot_be(self):
        order = self.order(3, build=False)
        self.assertFalse(order.sale_order_id)
        self.assertEqual(self.quantity(self.variation), 7)
        order._block("build_failed", {order: {"error": "x"}})
        self.assertEqual(self.quantity(self.variation), 7)

    def test_held_although_its_transfers_were_cancelled_by_hand(self):
        order = self.order(3)
        order.sale_order_id.with_context(shopee_cancel_in_odoo=True)._action_cancel()
        self.assertEqual(self.number(self.variation).held, 3)

    def test_history_cancelled_and_what_shopee_ships_is_not_held(self):
        for changes in (
            {"order_status": "CANCELLED"},
            {"order_status": "COMPLETED", "pickup_done_time": 1700000000},
            {"fulfillment_flag": "fulfilled_by_shopee"},
            {"advance_package": True},
        ):
            for build in (False, True):
                self.order(2, build=build, **changes)
                self.assertEqual(self.quantity(self.variation), 10, changes)

    def test_held_for_a_listing_whose_product_was_linked_since(self):
        copy = self.variation.item_variation_ids
        copy.product_id = False
        self.cream.default_code = "ANOTHER"
        order = self.order(2, build=False)
        order.line_ids.sku = "UNKNOWN"
        order.line_ids.product_id = False
        self.assertEqual(self.quantity(self.variation), 10)
        copy.product_id = self.cream
        self.assertEqual(self.quantity(self.variation), 8)

    def test_orders_of_a_neighbour_are_held_and_of_another_warehouse_not(self):
        merchant = self.merchant.copy(
            {
                "merchant_id": "3300046",
                "warehouse_ids": [Command.create({"warehouse_id": self.warehouse.id})],
            }
        )
        theirs = self.list_product(self.cream, merchant=merchant)
        self.order(2, order_status="UNPAID")
        self.assertEqual(self.quantity(theirs, merchant), 8)
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.add_stock(self.cream, 5, busan)
        merchant.warehouse_ids.warehouse_id = busan
        self.assertEqual(self.quantity(theirs, merchant), 5)

    # ------------------------------------------------------------
    # SHARE, BUFFER, PROMOTIONS
    # ------------------------------------------------------------

    def test_two_listings_share(self):
        self.variation.stock_share = 60
        further = self.list_product(self.cream, stock_share=40, is_further=True)
        self.order(3, order_status="UNPAID")
        self.assertEqual(self.quantity(self.variation), 4)  # 60 % of 7
        self.assertEqual(self.quantity(further), 2)
        further.stock_share = 0
        self.assertEqual(self.quantity(further), 0)

    def test_buffer_of_the_product_instead_of_the_merchants(self):
        self.merchant.stock_buffer = 3
        self.assertEqual(self.quantity(self.variation), 7)
        self.cream.shopee_stock_buffer = 8
        self.assertEqual(self.quantity(self.variation), 2)
        self.cream.shopee_stock_buffer = 80
        self.assertEqual(self.quantity(self.variation), 0)

    def test_promised_to_a_promotion(self):
        self.order(2)
        self.variation.reserved = 2
        self.assertEqual(self.number(self.variation).promised, 0, "the order's own pieces")
        self.variation.reserved = 7
        number = self.number(self.variation)
        self.assertEqual((number.promised, number.quantity, number.is_short), (5, 8, False))
        self.variation.reserved = 14
        number = self.number(self.variation)
        self.assertEqual((number.available, number.quantity, number.is_short), (8, 12, True))

    def test_whether_the_number_includes_the_pieces_of_open_orders(self):
        self.order(2)
        self.variation.reserved = 2
        self.assertEqual(self.quantity(self.variation), 8)
        with patch.object(const, "STOCK_WRITE_INCLUDES_RESERVED", True):
            self.assertEqual(self.quantity(self.variation), 10)

    def test_shipped_orders_are_not_reserved_any_more(self):
        order = self.order(2)
        self.assertEqual(self.number(self.variation).ordered, 2)
        order.krsc_status = "SHIPPED"
        self.assertEqual(self.number(self.variation).ordered, 0)

    # ------------------------------------------------------------
    # ALL AT ONCE
    # ------------------------------------------------------------

    def test_queries_do_not_grow_with_the_variations(self):
        goods = self.env["product.product"].create(
            [{"name": f"Mask {at}", "is_storable": True} for at in range(60)]
        )
        variations = self.variation.union(*(self.list_product(product) for product in goods))

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.merchant._stock_numbers(records)), len(records))
            return self.cr.sql_log_count - before

        cost(variations)
        self.assertLessEqual(cost(variations), cost(variations[:2]) + 2)

    def test_a_listing_starts_with_the_same_number(self):
        self.order(2, order_status="UNPAID")
        self.merchant.stock_buffer = 1
        self.assertEqual(self.merchant._free_stocks(self.cream), {self.cream: [["", 7]]})
        self.assertEqual(self.quantity(self.variation), 7)
