"""Whatever changes what Shopee may sell makes a mark, and nothing else does."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..lib.dto.order import Order
from .common_stock_number import NumberCase


@tagged("post_install", "-at_install")
class TestStockMark(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.variation = cls.list_product(cls.cream)
        cls.other = cls.list_product(cls.stick)
        cls.env["stock.quant"]._update_available_quantity(cls.cream, cls.warehouse.lot_stock_id, 10)

    def assertMarks(self, products, moved, work, *args):
        self.assertEqual(self.marked(work, *args), dict.fromkeys(products, moved))

    # ------------------------------------------------------------
    # STOCK
    # ------------------------------------------------------------

    def test_reservation_and_its_end(self):
        picking = self.transfer(self.cream, 3)
        self.assertMarks(self.cream, False, picking.do_unreserve)
        self.assertMarks(self.cream, False, picking.action_assign)

    def test_demand_that_nothing_is_reserved_for(self):
        self.assertMarks(self.cream, False, self.transfer, self.cream, 50)

    def test_demand_changed_and_cancelled(self):
        picking = self.transfer(self.cream, 50)
        picking.do_unreserve()
        self.assertMarks(self.cream, False, picking.move_ids.write, {"product_uom_qty": 60})
        self.assertMarks(self.cream, False, picking.action_cancel)

    def test_demand_deleted(self):
        picking = self.transfer(self.cream, 50)
        picking.action_cancel()
        self.assertMarks(self.cream, False, picking.move_ids.unlink)

    def test_receipt(self):
        receipt = self.transfer(
            self.cream,
            5,
            self.env.ref("stock.stock_location_suppliers"),
            self.warehouse.lot_stock_id,
            self.warehouse.in_type_id,
        )
        self.assertMarks(self.cream, False, self.validate, receipt)

    def test_delivery_and_return(self):
        picking = self.transfer(self.cream, 5)
        self.assertMarks(self.cream, False, self.validate, picking)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        )
        wizard = wizard.create({"picking_id": picking.id})
        back = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertMarks(self.cream, False, self.validate, back)

    def test_adjustment(self):
        quant = self.cream.stock_quant_ids.filtered(
            lambda one: one.location_id == self.warehouse.lot_stock_id
        )
        quant.inventory_quantity = 4
        self.assertMarks(self.cream, False, quant.action_apply_inventory)
        self.assertEqual(self.quantity(self.variation), 4)

    def test_quantity_on_hand_typed_into_the_product(self):
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        vals = {
            "product_id": self.stick.id,
            "location_id": self.warehouse.lot_stock_id.id,
            "inventory_quantity_auto_apply": 8,
        }
        self.assertMarks(self.stick, False, quants.create, vals)

    def test_scrap(self):
        scrap = self.env["stock.scrap"].create({"product_id": self.cream.id, "scrap_qty": 2})
        self.assertMarks(self.cream, False, scrap.action_validate)

    def test_quant_of_another_product_and_of_none_that_is_listed(self):
        self.assertMarks(self.stick, False, self.add_stock, self.stick, 2)
        self.assertMarks((), False, self.add_stock, self.pouch, 2)

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def read_only(self, payload):
        """Store an order as the pull before a push does, without building it."""
        return self.env["shopee.order"]._upsert(self.shop, [Order.from_payload(payload)])[0]

    def test_imported_orders(self):
        for status in ("UNPAID", "READY_TO_SHIP", "PENDING"):
            payload = self.order_payload([(self.cream, 1, 10.0)], order_status=status)
            self.assertMarks(self.cream, True, self.read_only, payload)

    def test_order_read_again_without_news_for_the_stock(self):
        payload = self.order_payload([(self.cream, 1, 10.0)])
        self.read_only(payload)
        self.assertMarks((), True, self.read_only, {**payload, "note": "Wrap it", "update_time": 1768000200})

    def test_order_cancelled(self):
        payload = self.order_payload([(self.cream, 1, 10.0)])
        self.read_orders(payload)
        news = {**payload, "order_status": "CANCELLED", "update_time": 1768000200}
        self.assertMarks(self.cream, True, self.read_orders, news)

    def test_history_marks_nothing(self):
        payload = self.order_payload(
            [(self.cream, 1, 10.0)], order_status="COMPLETED", pickup_done_time=1700000000
        )
        self.assertMarks((), True, self.read_orders, payload)

    # ------------------------------------------------------------
    # SETTINGS
    # ------------------------------------------------------------

    def test_mapping(self):
        both = self.cream | self.stick
        warehouse = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        vals = {"merchant_id": self.merchant.id, "warehouse_id": warehouse.id}
        self.assertMarks(both, False, self.env["shopee.warehouse.mapping"].create, vals)
        line = self.merchant.warehouse_ids.filtered(lambda one: one.warehouse_id == warehouse)
        self.assertMarks(both, False, line.write, {"sequence": 1})
        self.assertMarks(both, False, line.unlink)

    def test_location_that_moves_to_another_warehouse(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id, "usage": "internal"}
        )
        other = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        vals = {"location_id": other.lot_stock_id.id}
        self.assertMarks(self.cream | self.stick, False, shelf.write, vals)

    def test_buffers(self):
        self.assertMarks(self.cream | self.stick, False, self.merchant.write, {"stock_buffer": 2})
        self.assertMarks(self.cream, False, self.cream.write, {"shopee_stock_buffer": 1})
        self.assertMarks(self.cream, False, self.cream.product_tmpl_id.write, {"is_storable": False})

    def test_share_and_link(self):
        self.assertMarks(self.cream, True, self.variation.write, {"stock_share": 50})
        self.assertMarks(self.stick, True, self.other.write, {"product_id": self.stick.id, "stock_share": 40})
        self.assertMarks((), True, self.variation.write, {"stock_share": 50})
        self.assertMarks(self.pouch, True, self.variation.write, {"product_id": self.pouch.id})
        self.assertMarks(self.cream, True, self.list_product, self.cream)

    def test_pieces_that_shopee_has_promised(self):
        self.assertMarks(self.cream, False, self.variation.write, {"reserved": 3})
        self.assertMarks((), False, self.variation.write, {"reserved": 3})

    def test_all_of_a_merchant(self):
        self.assertMarks(self.cream | self.stick, False, self.merchant._mark_all_stock)

    def test_form_of_a_transfer_marks_by_saving(self):
        form = Form(
            self.env["stock.picking"].with_context(default_picking_type_id=self.warehouse.out_type_id.id)
        )
        with form.move_ids.new() as move:
            move.product_id = self.cream
            move.product_uom_qty = 4
        self.assertEqual(self.marked(), {})
        picking = form.save()
        self.assertMarks(self.cream, False, picking.action_confirm)

    # ------------------------------------------------------------
    # COST
    # ------------------------------------------------------------

    def goods(self, count):
        return self.env["product.product"].create(
            [{"name": f"Mask {at}", "is_storable": True, "taxes_id": False} for at in range(count)]
        )

    def test_one_insert_however_much_changes(self):
        goods = self.goods(40)
        for product in goods:
            self.list_product(product)
        self.env.cr.flush()
        for product in goods:
            self.add_stock(product, 5)
            self.add_stock(product, 1)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env.cr.flush()
        self.assertEqual(self.env["shopee.stock.mark"].sudo().search([]).product_id & goods, goods)

    def test_a_transaction_that_is_rolled_back_leaves_nothing(self):
        self.marked()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.add_stock(self.cream, 5)
            1 / 0  # noqa: B018
        self.assertFalse(self.env["shopee.stock.mark"].sudo().search([]))

    def test_wake_up_follows_the_commit(self):
        woken = []
        self.patch(
            self.registry["shopee.merchant"], "_wake_stock", lambda merchants: woken.append(merchants.ids)
        )
        self.registry_enter_test_mode()
        self.marked()
        self.env.cr.postcommit.clear()
        self.add_stock(self.cream, 1)
        self.env.cr.flush()
        self.assertFalse(woken)
        self.env.cr.postcommit.run()
        self.assertEqual(woken, [self.merchant.ids])

    def cost(self, lines):
        """Queries of validating a delivery of so many lines."""
        goods = self.goods(lines)
        for product in goods:
            self.add_stock(product, 5)
            self.list_product(product)
        picking = self.transfer(goods[0], 1)
        for product in goods[1:]:
            picking.move_ids[:1].copy({"product_id": product.id, "picking_id": picking.id})
        picking.action_confirm()
        picking.action_assign()
        return self.queries(picking)

    def test_validating_costs_one_query_more(self):
        """With the hooks taken out of the classes, Odoo's own methods are what is left."""
        self.cost(1)  # the first to leave make the stock at the customer
        marks = self.registry["shopee.stock.mark"]
        for lines in (1, 10, 100):
            with_marks = self.cost(lines)
            with self.subTest(lines=lines), self.without_marks(marks):
                plain = self.cost(lines)
                self.assertEqual(with_marks, plain + 1 + self.kit_queries())

    def test_validating_an_order_of_shopee(self):
        """What is whole, what the order's status follows from, and the marks of both kinds."""
        goods = self.goods(100)
        for product in goods:
            self.add_stock(product, 20)
            self.list_product(product)
        costs = []
        for count in (100, 1, 10, 100):
            lines = [{"product_id": product.id, "price_unit": 5.0} for product in goods[:count]]
            sale = self.env["sale.order"].create(
                {
                    "partner_id": self.shop.partner_id.id,
                    "pricelist_id": self.shop.pricelist_id.id,
                    "warehouse_id": self.warehouse.id,
                    "order_line": [Command.create(line) for line in lines],
                }
            )
            sale.action_confirm()
            order = self.read_orders(self.order_payload([(product, 1, 5.0) for product in goods[:count]]))
            with self.without_marks(self.registry["shopee.stock.mark"]):
                plain = self.queries(sale.picking_ids)
            shopee = self.queries(order.picking_ids)
            costs.append((count, plain, shopee))
        for count, plain, shopee in costs[1:]:  # the first that left made the stock at the customer
            self.assertLessEqual(shopee, plain + 3 + self.kit_queries(), f"with {count} lines")

    def queries(self, picking):
        """Queries of validating this transfer, with all that its commit flushes."""
        picking.move_ids.picked = True
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        picking.button_validate()
        self.env.cr.flush()
        self.assertEqual(picking.state, "done")
        return self.cr.sql_log_count - before

    def without_marks(self, marks):
        return patch.object(marks, "_mark_products", lambda *args, **kwargs: None)

    def kit_queries(self):
        """With kits, one query finds those that a component belongs to."""
        return int("mrp.bom" in self.env)
