"""What the screens tell: numbers of the dashboard, who has which menu, and where connecting begins."""

import json
from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestDashboard(ShopeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.shop.copy({"name": "Hanbit TW", "shop_id": "220000124", "region": "TW"})

    def test_numbers_equal_what_their_button_opens(self):
        self.add_stock(self.cream, 50)
        orders = self.read_orders(
            self.order_payload(),
            self.order_payload(ship_by_date=1768300000),
            self.order_payload(order_status="IN_CANCEL"),
            self.order_payload(order_status="PROCESSED"),
            self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")]),
        )
        self.read_orders(self.order_payload(), shop=self.other)
        orders[3].package_ids.write({"ship_state": "arranged", "label_state": "ready"})
        with freeze_time("2026-01-13 03:00:00"):
            expected = {
                ("to_ship_count", "action_view_to_ship", ""): 3,
                ("today_count", "action_view_to_ship", "today"): 3,
                ("late_count", "action_view_to_ship", "late"): 2,
                ("cancel_count", "action_view_orders", "in_cancel"): 1,
                ("order_count", "action_view_orders", ""): 5,
                ("label_count", "action_view_labels", ""): 1,
                ("issue_count", "action_view_issues", ""): 1,
            }
            for (field, method, search_filter), number in expected.items():
                with self.subTest(field):
                    self.assertEqual(self.shop[field], number)
                    context = {f"search_default_{search_filter}": 1} if search_filter else {}
                    action = getattr(self.shop.with_context(**context), method)()
                    self.assertEqual(self.found_by(action), number)
        self.assertEqual(self.other.to_ship_count, 1)

    def found_by(self, action):
        """Number of records that a person sees after pressing the button."""
        model = self.env[action["res_model"]]
        domain = action["domain"] or []
        domain = safe_eval(domain) if isinstance(domain, str) else domain
        view = self.env["ir.ui.view"].search(
            [("model", "=", model._name), ("type", "=", "search"), ("mode", "=", "primary")], limit=1
        )
        arch = view._get_combined_arch()
        for key, value in action["context"].items():
            name = key.removeprefix("search_default_")
            node = arch.xpath(f"//filter[@name='{name}'][@domain]")
            if node:
                domain = domain + safe_eval(node[0].get("domain"))
            elif arch.xpath(f"//field[@name='{name}']"):
                domain = domain + [(name, "=", value)]
        return model.search_count(domain)

    def test_queries_do_not_grow_with_the_stores(self):
        shops = self.shop | self.other
        names = [
            name
            for name, field in shops._fields.items()
            if field.compute and field.compute_sudo and not field.store and field._modules
        ]
        dashboard = [name for name in names if name.endswith(("_count", "_graph", "_summary", "_syncing"))]
        self.assertIn("order_graph", dashboard)
        for shop in shops:
            run = self.env["shopee.sync.run"]._start("orders", shop)
            run._report(planned=1, is_last=True)

        def queries(records):
            self.env.invalidate_all()
            records.fetch(["name", "merchant_id", "account_id"])
            before = self.cr.sql_log_count
            for name in dashboard:
                records.mapped(name)
            return self.cr.sql_log_count - before

        queries(shops)
        self.assertEqual(queries(self.shop), queries(shops))

    def test_graph_counts_the_last_days(self):
        order = self.read_orders(self.order_payload())
        order.create_time = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(sum(value["value"] for value in self.graph(self.shop)), 1)
        self.assertEqual(len(self.graph(self.shop)), 7)
        self.assertEqual(sum(value["value"] for value in self.graph(self.other)), 0)

    def graph(self, shop):
        return json.loads(shop.order_graph)[0]["values"]

    def test_running_sync_shows_its_progress(self):
        run = self.env["shopee.sync.run"]._start("orders", self.shop)
        run._report(planned=3, is_last=True)
        run._report(created=4, is_child=True)
        self.assertTrue(self.shop.is_syncing)
        self.assertEqual(self.shop.sync_progress, run.progress)
        self.assertTrue(0 < run.progress < 100)
        self.assertFalse(self.other.is_syncing)
        run._report(is_child=True)
        run._report(is_child=True, failed=1, error="refused")
        self.env.invalidate_all()
        self.assertFalse(self.shop.is_syncing)
        [summary] = self.shop.sync_summary
        self.assertEqual((summary["state"], summary["failed"], summary["error"]), ("partial", 1, "refused"))

    def test_runs_of_merchant_and_account_are_shown_daily_ones_first(self):
        self.env["shopee.sync.run"]._start("catalogue", self.merchant)
        self.env["shopee.sync.run"]._start("connect", self.account)
        self.assertEqual([run["kind"] for run in self.shop.sync_summary], ["Global products", "Connection"])


@tagged("post_install", "-at_install")
class TestButtons(ShopeeCase):
    def test_buttons_call_methods_of_records(self):
        """The web client gives every button the ids of its records: a method of the model alone breaks."""
        views = self.env["ir.ui.view"].search([("model", "=like", "shopee.%")])
        for view in views:
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("type") == "object":
                    method = getattr(type(self.env[view.model]), button.get("name"), None)
                    self.assertFalse(getattr(method, "_api_model", False), (view.name, button.get("name")))


@tagged("post_install", "-at_install")
class TestMenus(ShopeeCase):
    def menus(self, groups):
        user = new_test_user(self.env, "reader", groups=f"base.group_user,{groups}")
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {
            menu["xmlid"].partition(".")[2]
            for menu in menus.values()
            if menu.get("xmlid", "").startswith("shopee_krsc_connector.")
        }

    def test_seller_sees_everything_but_the_jobs(self):
        menus = self.menus("shopee_krsc_connector.group_shopee_user")
        self.assertIn("shopee_dashboard_menu", menus)
        self.assertIn("shopee_issue_menu", menus)
        self.assertIn("shopee_return_menu", menus)
        self.assertNotIn("shopee_job_menu", menus)

    def test_warehouse_sees_what_it_ships(self):
        self.assertEqual(
            self.menus("stock.group_stock_user"),
            {
                "shopee_root_menu",
                "shopee_order_menu",
                "shopee_shipping_menu",
                "shopee_to_ship_menu",
                "shopee_label_menu",
                "shopee_label_check_menu",
                "shopee_shipped_menu",
                "shopee_first_mile_root_menu",
                "shopee_first_mile_menu",
                "shopee_first_mile_package_menu",
                "shopee_after_sales_menu",
                "shopee_return_menu",
                "shopee_parcel_menu",
            },
        )

    def test_accountant_sees_orders_invoices_and_returns(self):
        self.assertEqual(
            self.menus("account.group_account_invoice"),
            {
                "shopee_root_menu",
                "shopee_order_menu",
                "shopee_accounting_menu",
                "shopee_accounting_order_menu",
                "shopee_invoice_menu",
                "shopee_accounting_return_menu",
            },
        )

    def test_connected_store_has_its_menu(self):
        self.shop._ensure_menu()
        channels = self.env.ref("shopee_krsc_connector.shopee_channels_menu")
        self.assertEqual(self.shop.menu_id.parent_id, channels)
        self.assertEqual(self.shop.menu_id.complete_name, "Integrations/Ecommerce Sales Channels/Hanbit SG")
        action = self.shop.menu_id.action
        self.assertEqual((action.res_model, action.res_id), ("shopee.shop", self.shop.id))

    def test_bar_fits_a_laptop(self):
        root = self.env.ref("shopee_krsc_connector.shopee_root_menu")
        self.assertEqual(
            root.child_id.mapped("name"),
            [
                "Ecommerce Sales Channels",
                "Orders",
                "Shipping",
                "After Sales",
                "Products",
                "Issues to Solve",
                "Accounting",
                "Configuration",
            ],
        )

    def test_no_menu_is_empty(self):
        root = self.env.ref("shopee_krsc_connector.shopee_root_menu")
        for menu in self.env["ir.ui.menu"].search([("id", "child_of", root.id)]):
            self.assertTrue(menu.action or menu.child_id, menu.complete_name)


@tagged("post_install", "-at_install")
class TestStartConnect(ShopeeCase):
    """“Connect Stores” never asks for a key that has been typed already."""

    def start(self):
        return self.env["shopee.account"].action_start_connect()

    def account_of(self, partner, **changes):
        values = {"api_partner_id": partner, "partner_key": "key", **changes}
        return self.env["shopee.account"].create(values)

    def test_nothing_yet(self):
        self.env["shopee.account"].search([]).active = False
        action = self.start()
        self.assertEqual((action["view_mode"], action.get("res_id")), ("form", None))

    def test_the_only_one_is_opened(self):
        self.account.connected_at = fields.Datetime.now()
        self.assertEqual(self.start()["res_id"], self.account.id)

    def test_the_one_that_waits_is_opened(self):
        self.account.connected_at = fields.Datetime.now()
        waiting = self.account_of("1000002")
        self.assertEqual(self.start()["res_id"], waiting.id)

    def test_a_choice_of_connected_ones(self):
        self.account.connected_at = fields.Datetime.now()
        self.account_of("1000002", connected_at=fields.Datetime.now())
        self.assertEqual(self.start()["view_mode"], "list,form")
