"""What people are told who change a product that is on Shopee."""

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_reference import ReferenceCase


@tagged("post_install", "-at_install")
class TestListedProduct(ReferenceCase):
    """Archiving, deleting and renaming a product that is on Shopee calls nobody, and says so."""

    def setUp(self):
        super().setUp()
        self.add_global(1001, "SC-50")
        self.sync()
        self.client.calls.clear()
        self.template = self.cream.product_tmpl_id

    def notices(self):
        self.env.cr.precommit.run()  # the bus writes its messages there
        return self.env["bus.bus"].search([("message", "like", "simple_notification")]).mapped("message")

    def assert_untouched(self):
        self.env.flush_all()
        self.assertEqual(self.client.calls, [])
        self.assertEqual(self.global_item(1001).status, "NORMAL")
        self.assertTrue(self.global_item(1001))

    def test_archiving_a_product(self):
        action = self.template.action_archive()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Snail Cream", action["params"]["message"])
        self.assertFalse(self.template.active)
        self.assert_untouched()
        self.assertFalse(self.stick.product_tmpl_id.action_archive())

    def test_archiving_a_variant(self):
        action = (self.cream | self.stick).action_archive()
        self.assertIn("Snail Cream", action["params"]["message"])
        self.assertNotIn("Sun Stick", action["params"]["message"])
        self.assert_untouched()

    def test_deleting_a_product(self):
        self.template.unlink()
        [message] = self.notices()
        self.assertIn("Snail Cream", message)
        self.assertIn("Nothing changes on Shopee", message)
        self.assert_untouched()
        self.stick.product_tmpl_id.unlink()
        self.assertEqual(len(self.notices()), 1)

    def test_deleting_a_variant(self):
        self.cream.unlink()
        self.assertEqual(len(self.notices()), 1)
        self.assert_untouched()

    def test_renaming_a_product(self):
        values = self.template._onchange_shopee_hint()
        self.assertIsNone(values)
        renamed = self.template.new({"name": "Other", "sale_ok": True}, origin=self.template)
        self.assertEqual(renamed._onchange_shopee_hint()["warning"]["type"], "notification")
        stopped = self.template.new({"sale_ok": False}, origin=self.template)
        self.assertIn("stays on sale", stopped._onchange_shopee_hint()["warning"]["message"])
        other = self.stick.product_tmpl_id
        self.assertIsNone(other.new({"name": "Other"}, origin=other)._onchange_shopee_hint())
        with mute_logger("odoo.tests.form.onchange"), Form(self.template) as form:
            form.name = "Renamed cream"
        self.assertEqual(self.global_item(1001).name, "Item 1001")
        self.assert_untouched()

    def test_new_sku_of_a_variant(self):
        changed = self.cream.new({"default_code": "OTHER"}, origin=self.cream)
        self.assertIn("SKU", changed._onchange_shopee_hint()["warning"]["message"])
        same = self.cream.new({"default_code": "SC-50"}, origin=self.cream)
        self.assertIsNone(same._onchange_shopee_hint())
        self.assertIsNone(self.stick.new({"default_code": "X"}, origin=self.stick)._onchange_shopee_hint())

    def test_removed_option_is_told_once(self):
        self.add_global(
            1002,
            tiers=[("Shade", ["Rose", "Coral", "Plum"])],
            models=[(1, "S-R", (0,)), (2, "S-C", (1,)), (3, "S-P", (2,))],
        )
        self.sync()
        self.client.calls.clear()
        line = self.product("S-R").product_tmpl_id.attribute_line_ids
        archived = self.product("S-C")
        order = self.env["sale.order"].create({"partner_id": self.env.user.partner_id.id})
        self.env["sale.order.line"].create({"order_id": order.id, "product_id": archived.id})
        line.value_ids -= line.value_ids.filtered(lambda value: value.name != "Rose")
        self.assertFalse(archived.active)
        self.assertFalse(self.product("S-P"))
        [message] = self.notices()
        self.assertIn("Coral", message)
        self.assertIn("Plum", message)
        self.assert_untouched()

    def test_people_without_shopee_rights_are_told_too(self):
        manager = self.env["res.users"].create(
            {
                "name": "Buyer",
                "login": "shopee-buyer",
                "group_ids": [
                    (4, self.env.ref("product.group_product_manager").id),
                    (4, self.env.ref("stock.group_stock_manager").id),
                ],
            }
        )
        action = self.template.with_user(manager).action_archive()
        self.assertEqual(action["params"]["type"], "warning")

    def test_items_deleted_on_shopee_are_no_reason(self):
        self.global_item(1001).variation_ids.is_gone = True
        self.global_item(1001).item_ids.write({"status": "SELLER_DELETE"})
        self.assertFalse(self.template.action_archive())
