"""Printing labels: one PDF in the order of the pick list, until the hub has scanned the parcel."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import shopee_label_print
from .common_ship import LabelCase, ShipCase, page_texts, pdf

PDF = pdf("label")


@tagged("post_install", "-at_install")
class TestLabelPrint(LabelCase):
    def test_print_action(self):
        first, second = packages = self.arranged_packages(2)
        with self.assertRaises(UserError):
            packages.action_print_labels()
        self.run_all(first)
        self.make_due(second)
        action = packages.order_id.picking_ids.action_shopee_print_labels()
        self.assertEqual(action["params"]["next"]["url"], f"/shopee/labels?ids={first.id}")
        self.assertIn(second.order_id.order_sn, action["params"]["message"])
        action = first.sale_order_id.action_shopee_print_labels()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_labels_come_in_the_order_of_the_pick_list(self):
        near, far = (
            self.env["stock.location"].create({"name": name, "location_id": self.warehouse.lot_stock_id.id})
            for name in ("A", "B")
        )
        for product, shelf in ((self.cream, far), (self.stick, near)):
            self.env["stock.quant"]._update_available_quantity(product, shelf, 9)
        orders = self.read_orders(
            *[
                self.order_payload([(product, 1, 5.0)], order_status="PROCESSED")
                for product in (self.cream, self.stick, self.cream, self.stick)
            ]
        )
        packages = orders.package_ids
        packages.ship_state = "arranged"
        packages._fetch_numbers()
        self.run_all(packages)
        url = orders.action_print_labels()["url"]
        first, second, third, fourth = packages
        ids = [second.id, fourth.id, first.id, third.id]
        self.assertEqual(url, f"/shopee/labels?ids={','.join(map(str, ids))}")
        report = self.env["report.shopee_krsc_connector.pick_list"]._get_report_values(orders.ids)
        self.assertEqual(report["docs"].package_ids.ids, ids)
        self.assertEqual(orders.picking_ids.action_shopee_print_labels()["url"], url)

    def test_reprint_until_the_hub_scan(self):
        printed, scanned = packages = self.arranged_packages(2)
        self.run_all(packages)
        for _n in range(2):
            self.assertEqual(packages.action_print_labels()["type"], "ir.actions.act_url")
            packages._print_labels()
        scanned.logistics_status = "LOGISTICS_PICKUP_DONE"
        action = packages.action_print_labels()
        self.assertEqual(action["params"]["next"]["url"], f"/shopee/labels?ids={printed.id}")
        self.assertIn(scanned.order_id.order_sn, action["params"]["message"])
        self.assertNotIn(printed.order_id.order_sn, action["params"]["message"])
        with self.assertRaisesRegex(UserError, "hub has scanned"):
            scanned.action_print_labels()
        self.assertFalse(scanned.order_id.picking_ids.shopee_has_label)
        printed.order_id.krsc_status = "SHIPPED"
        with self.assertRaisesRegex(UserError, "hub has scanned"):
            printed.action_print_labels()

    def test_printing_marks_and_keeps_the_order(self):
        packages = self.arranged_packages(3)
        self.run_all(packages)
        wanted = packages.sorted("tracking_number", reverse=True)
        content = wanted._print_labels()
        self.assertEqual(page_texts(content), wanted.mapped("tracking_number"))
        self.assertTrue(all(packages.mapped("label_printed_at")))

    def test_more_than_one_pdf_holds(self):
        packages = self.arranged_packages(3)
        self.run_all(packages)
        with patch.object(shopee_label_print, "LABELS_PER_PDF", 2):
            action = packages.action_print_labels()
        printed = packages._in_pick_order()[:2]
        self.assertEqual(
            action["params"]["next"]["url"], f"/shopee/labels?ids={printed[0].id},{printed[1].id}"
        )
        self.assertIn("the other 1", action["params"]["message"])

    def test_salesperson_prints_without_rights_on_stock(self):
        user = new_test_user(self.env, "sales_print", groups="sales_team.group_sale_salesman_all_leads")
        self.cream.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.cream.id})
        shelf = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.cream, shelf, 4, lot_id=lot)
        packages = self.read_orders(*[self.order_payload() for _n in range(2)]).package_ids
        packages.ship_state = "arranged"
        packages._fetch_numbers()
        self.run_all(packages)
        self.env.invalidate_all()  # rights are asked for where something is read
        action = packages.sale_order_id.with_user(user).action_shopee_print_labels()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_warehouse_user_fetches_a_failed_label_again(self):
        user = new_test_user(self.env, "label_retry", groups="stock.group_stock_user")
        stranger = new_test_user(self.env, "label_stranger", groups="account.group_account_readonly")
        package = self.arranged_packages()
        package._fail_label("label_refused", reason="Try later")
        with self.assertRaises(AccessError):
            package.with_user(stranger).action_retry_labels()
        self.assertIn("Fetch Label", package.order_id.next_step)
        package.with_user(user).action_retry_labels()
        self.assertEqual(package.label_state, "number")
        self.assertFalse(self.issues(package))


@tagged("post_install", "-at_install")
class TestLabelPdf(ShipCase, HttpCase):
    def setUp(self):
        super(ShipCase, self).setUp()

    def labelled(self, count):
        self.add_stock(self.cream, 2 * count)
        orders = self.read_orders(*[self.order_payload() for _n in range(count)])
        for package in orders.package_ids:
            package.label_attachment_id = self.env["ir.attachment"].create(
                {"name": "l.pdf", "raw": PDF, "res_model": package._name, "res_id": package.id}
            )
        return orders.package_ids

    def test_one_pdf(self):
        new_test_user(self.env, "printer", password="printer-pass", groups="stock.group_stock_user")
        packages = self.labelled(2)
        self.authenticate("printer", "printer-pass")
        numbers = ",".join(map(str, packages.ids))
        response = self.url_open(f"/shopee/labels?ids={numbers}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(len(page_texts(response.content)), 2)
        packages.invalidate_recordset()
        self.assertTrue(all(packages.mapped("label_printed_at")))

    def test_scanned_parcels_are_not_served(self):
        new_test_user(self.env, "reprinter", password="reprinter-pass", groups="stock.group_stock_user")
        kept, scanned = packages = self.labelled(2)
        scanned.order_id.pickup_done_time = "2026-01-12 03:00:00"
        self.authenticate("reprinter", "reprinter-pass")
        numbers = ",".join(map(str, packages.ids))
        response = self.url_open(f"/shopee/labels?ids={numbers}")
        self.assertEqual(len(page_texts(response.content)), 1)
        packages.invalidate_recordset()
        self.assertEqual((bool(kept.label_printed_at), bool(scanned.label_printed_at)), (True, False))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/shopee/labels?ids={scanned.id}").status_code, 404)

    def test_strangers_see_nothing(self):
        new_test_user(self.env, "stranger", password="stranger-pass", groups="base.group_user")
        package = self.labelled(1)
        self.authenticate("stranger", "stranger-pass")
        with mute_logger("odoo.http"):
            response = self.url_open(f"/shopee/labels?ids={package.id}")
        self.assertEqual(response.status_code, 403)
        self.assertFalse(package.label_printed_at)
        self.authenticate(None, None)
        response = self.url_open(f"/shopee/labels?ids={package.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
