from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ShopeeCase


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
