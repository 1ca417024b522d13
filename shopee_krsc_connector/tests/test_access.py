from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ShopeeCase
from .common_stock_number import NumberCase


@tagged("post_install", "-at_install")
class TestAccess(ShopeeCase):
    """Who sees what: own companies only, and each person what the job asks for."""

    def user(self, login, *groups, company=None):
        company = company or self.company
        return self.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [self.env.ref(group).id for group in groups])],
            }
        )

    def test_every_model_with_a_company_has_its_rule(self):
        models = self.env["ir.model"].search([("model", "=like", "shopee.%"), ("transient", "=", False)])
        ruled = self.env["ir.rule"].search(
            [("model_id", "in", models.ids), ("domain_force", "like", "company")]
        )
        wanted = models.filtered(
            lambda model: (
                not self.env[model.model]._abstract
                and self.env[model.model]._auto
                and "company_id" in self.env[model.model]._fields
            )
        )
        self.assertFalse((wanted - ruled.model_id).mapped("model"))

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("stranger", "shopee_krsc_connector.group_shopee_manager", company=other)
        order = self.read_orders(self.order_payload())
        for record in (self.account, self.merchant, self.shop, order, order.line_ids, order.package_ids):
            self.assertFalse(
                self.env[record._name].with_user(stranger).search([("id", "in", record.ids)]),
                record._name,
            )
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_warehouse_and_accountant_read_orders_and_change_nothing(self):
        order = self.read_orders(self.order_payload())
        for login, group in (
            ("packer", "stock.group_stock_user"),
            ("books", "account.group_account_invoice"),
        ):
            user = self.user(login, group)
            self.assertEqual(order.with_user(user).order_sn, order.order_sn)
            with self.assertRaises(AccessError):
                order.with_user(user).write({"note": "x"})

    def test_user_cannot_configure(self):
        seller = self.user("seller", "shopee_krsc_connector.group_shopee_user")
        with self.assertRaises(AccessError):
            self.shop.with_user(seller).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.account.with_user(seller).read(["partner_key"])


@tagged("post_install", "-at_install")
class TestVariationFields(NumberCase):
    """What the sync keeps of a variation is not for people to write, by whatever way they call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.list_product(cls.cream)
        cls.copy = cls.source.item_variation_ids
        cls.seller = new_test_user(
            cls.env, "seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )

    def test_only_what_screens_let_people_edit_is_free(self):
        for variation, names in (
            (self.source, {"chosen_product_id", "item_variation_ids", "stock_share"}),
            (self.copy, {"chosen_product_id", "own_retail_price", "retail_price", "selling_price"}),
        ):
            free = {name for name, field in variation._fields.items() if not field.readonly}
            self.assertEqual(free, names)

    def test_technical_fields_are_refused(self):
        for variation, vals_list in (
            (
                self.source,
                [
                    {"stock_zero": "allowed"},
                    {"sent_stocks": [["", 7]]},
                    {"sent_stock": 7},
                    {"stock_sent_at": "2026-01-01 00:00:00"},
                    {"stock_share": 50, "reserved": 7},
                    {"stock": 7},
                    {"state": "ignored"},
                    {"product_id": self.stick.id},
                    {"is_further": True},
                    {"listing_id": self.list_product(self.stick).listing_id.id},
                    {"item_variation_ids": [Command.unlink(self.copy.id)]},
                ],
            ),
            (
                self.copy,
                [
                    {"global_variation_id": False},
                    {"original_price": 1},
                    {"pricelist_item_id": False},
                    {"product_id": self.stick.id},
                    {"state": "ignored"},
                ],
            ),
        ):
            for vals in vals_list:
                with self.subTest(vals=vals), self.assertRaises(AccessError):
                    variation.with_user(self.seller).write(vals)
                    self.env.flush_all()
        with self.assertRaisesRegex(AccessError, "Promised|Reserved"):
            self.source.with_user(self.seller).write({"reserved": 7})

    def test_fields_of_the_screens_can_be_written(self):
        source, copy = self.source.with_user(self.seller), self.copy.with_user(self.seller)
        source.write({"stock_share": 50})
        copy.write({"selling_price": 9.0})
        copy.write({"retail_price": 12.0})
        self.assertEqual((source.stock_share, copy.selling_price, copy.own_retail_price), (50, 9.0, 12.0))
        source.chosen_product_id = self.stick
        self.assertEqual(self.source.product_id, self.stick)
        source.action_ignore()
        source.action_take_in()
        self.assertEqual(self.source.state, "unmatched")
