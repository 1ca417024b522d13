"""Kits have the stock of their components, and what moves those marks the kits."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.shopee_krsc_connector.tests.common_stock_number import NumberCase

from .common import KitMixin


@tagged("post_install", "-at_install")
class TestKitStock(KitMixin, NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit()  # two creams and a stick
        cls.variation = cls.list_product(cls.kit)

    # ------------------------------------------------------------
    # MARKS
    # ------------------------------------------------------------

    def test_component_marks_its_kits(self):
        self.assertEqual(self.marked(self.add_stock, self.cream, 2), {self.kit: False})
        self.assertEqual(self.marked(self.add_stock, self.pouch, 2), {})

    def test_component_marks_kits_of_kits(self):
        outer = self.make_kit("SET-OF-SETS", [(self.kit, 1), (self.pouch, 1)])
        self.list_product(outer)
        self.assertEqual(self.marked(self.add_stock, self.stick, 2), {self.kit: False, outer: False})
        self.assertEqual(self.marked(self.add_stock, self.pouch, 2), {outer: False})

    def test_component_of_one_variant(self):
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [Command.create({"name": name}) for name in ("S", "L")]}
        )
        line = {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
        template = self.env["product.template"].create(
            {"name": "Box", "attribute_line_ids": [Command.create(line)]}
        )
        small, large = template.product_variant_ids
        for product in (small, large):
            self.list_product(product)
        bom = self.make_bom(small, [(self.pouch, 1)], product_id=large.id)
        self.assertEqual(self.marked(self.add_stock, self.pouch, 2), {large: False})
        self.assertEqual(self.marked(bom.write, {"product_id": small.id}), {small: False, large: False})

    def test_order_of_a_kit_marks_its_components_and_their_other_kits(self):
        self.list_product(self.cream)
        other = self.make_kit("SET-2", [(self.stick, 3)])
        self.list_product(other)
        payload = self.order_payload([(self.kit, 1, 20.0)], order_status="UNPAID")
        self.assertEqual(
            self.marked(self.read_orders, payload), {self.kit: True, self.cream: False, other: False}
        )

    def test_bill_of_materials(self):
        bom = self.kit.bom_ids
        vals = {"bom_id": bom.id, "product_id": self.pouch.id, "product_qty": 1}
        for work, *args in (
            (self.env["mrp.bom.line"].create, vals),
            (bom.bom_line_ids[:1].write, {"product_qty": 3}),
            (bom.bom_line_ids[:1].unlink,),
            (bom.write, {"type": "normal"}),
            (bom.unlink,),
        ):
            self.assertEqual(self.marked(work, *args), {self.kit: False})

    def test_manufactured_products_are_no_kits(self):
        self.kit.bom_ids.type = "normal"
        self.assertEqual(self.marked(self.add_stock, self.cream, 2), {})

    def test_two_queries_however_much_changes(self):
        self.env.cr.flush()
        goods = self.env["product.product"].create(
            [{"name": f"Part {at}", "is_storable": True} for at in range(30)]
        )
        kits = self.env["product.product"]
        for at, product in enumerate(goods):
            kit = self.make_kit(f"SET-P{at}", [(product, 1)])
            self.list_product(kit)
            kits |= kit
        self.env.cr.flush()
        for product in goods:
            self.add_stock(product, 1)
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env.cr.flush()
        self.assertEqual(kits & self.env["shopee.stock.mark"].sudo().search([]).product_id, kits)

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_scarcest_component(self):
        self.add_stock(self.cream, 9)
        self.add_stock(self.stick, 3)
        self.assertEqual(self.quantity(self.variation), 3)
        self.transfer(self.cream, 6).do_unreserve()
        self.assertEqual(self.quantity(self.variation), 1)

    def test_kits_and_components_hold_each_other_back(self):
        cream = self.list_product(self.cream)
        self.add_sets(5)
        self.read_orders(self.order_payload([(self.kit, 2, 20.0)], order_status="UNPAID"))
        self.assertEqual((self.quantity(self.variation), self.quantity(cream)), (3, 6))
        self.read_orders(self.order_payload([(self.cream, 1, 10.0)], order_status="UNPAID"))
        number = self.number(self.variation)
        self.assertEqual((number.held, number.quantity), (3, 2))
        self.assertEqual(self.quantity(cream), 5)

    def test_held_where_there_is_plenty_takes_no_kit(self):
        self.add_stock(self.cream, 100)
        self.add_stock(self.stick, 4)
        self.read_orders(self.order_payload([(self.cream, 50, 10.0)], order_status="UNPAID"))
        number = self.number(self.variation)
        self.assertEqual((number.held, number.quantity), (0, 4))

    def test_confirmed_order_of_a_kit_is_counted_once(self):
        self.add_sets(5)
        self.read_orders(self.order_payload([(self.kit, 2, 20.0)]))
        number = self.number(self.variation)
        self.assertEqual((number.held, number.quantity), (0, 3))

    def test_a_kit_is_made_in_one_warehouse(self):
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids = [Command.create({"warehouse_id": busan.id})]
        self.add_stock(self.cream, 3)
        self.add_stock(self.stick, 1)
        self.add_stock(self.cream, 3, busan)
        self.add_stock(self.stick, 4, busan)
        self.assertEqual(self.quantity(self.variation), 2)

    def test_nested_kit_with_its_held_parts(self):
        outer = self.make_kit("SET-OF-SETS", [(self.kit, 2)])
        variation = self.list_product(outer)
        self.add_sets(7)
        self.assertEqual(self.quantity(variation), 3)
        self.read_orders(self.order_payload([(self.kit, 2, 20.0)], order_status="UNPAID"))
        self.assertEqual(self.quantity(variation), 2)

    def test_kit_without_counted_components_has_no_number(self):
        leaflet = self.env["product.product"].create({"name": "Leaflet", "type": "consu"})
        variation = self.list_product(self.make_kit("SET-L", [(leaflet, 1)]))
        self.assertEqual(self.number(variation).skip, "not_counted")

    # ------------------------------------------------------------
    # OPENING STOCK
    # ------------------------------------------------------------

    def test_kit_takes_no_opening_stock(self):
        self.kit.is_storable = True
        products = self.kit | self.cream
        self.assertEqual(self.merchant._stock_openable(products), self.cream)
