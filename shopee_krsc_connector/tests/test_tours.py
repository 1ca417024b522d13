"""What a person does with the mouse, in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.queue_job.job import Job

from ..models.shopee_account import ShopeeAccount
from .common import FakeClient, ShopeeCase
from .common_ship import LabelCase, ShipCase, pdf


@tagged("post_install", "-at_install")
class TestConnectTour(HttpCase):
    def test_connect(self):
        """Shopee's page is replaced by its answer: the browser is sent back with a code at once."""
        self.env["shopee.shop"].search([]).active = False
        client = FakeClient()
        client.answers["auth/token/get"] = {
            "access_token": "tour-access",
            "refresh_token": "tour-refresh",
            "expire_in": 14400,
            "shop_id_list": [220000999],
            "merchant_id_list": [3300999],
        }

        def granted_at_once(account, redirect):
            return f"{redirect}&code=tour-code&main_account_id=8800999"

        with (
            patch.object(ShopeeAccount, "_consent_url", granted_at_once),
            patch.object(ShopeeAccount, "_client", lambda account: client),
        ):
            self.start_tour("/odoo", "shopee_connect", login="admin")
        account = self.env["shopee.account"].search([("api_partner_id", "=", "1000001")])
        self.assertEqual(account.main_account_id, "8800999")
        self.assertEqual(account.merchant_ids.merchant_id, "3300999")
        self.assertEqual(account.shop_ids.state, "connecting")
        [asked] = client.params("auth/token/get")
        self.assertEqual(asked["code"], "tour-code")


@tagged("post_install", "-at_install")
class TestSyncOrdersTour(HttpCase, ShopeeCase):
    def run_jobs(self, method):
        jobs = self.env["queue.job"].search([("method_name", "=", method), ("state", "=", "pending")])
        self.assertTrue(jobs)
        for uuid in jobs.mapped("uuid"):
            job = Job.load(self.env, uuid)
            job.perform()
            job.set_done()
            job.store()

    def test_sync_orders_by_hand(self):
        self.shop._ensure_menu()
        self.add_stock(self.cream, 5)
        new_test_user(
            self.env, "tour_seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        payload = self.order_payload(order_sn="260110TOUR0001", ship_by_date=4102444800)
        self.client.answers["order/get_order_detail"] = {"order_list": [payload]}
        self.start_tour("/odoo", "shopee_sync_orders", login="tour_seller")
        self.run_jobs("_job_read")
        self.run_jobs("_job_build")
        run = self.env["shopee.sync.run"].search([("shop_id", "=", self.shop.id)], limit=1)
        self.assertEqual((run.trigger, run.state, run.created), ("manual", "done", 1))
        self.start_tour("/odoo/shopee-orders", "shopee_synced_order", login="tour_seller")


@tagged("post_install", "-at_install")
class TestShipTours(HttpCase, ShipCase):
    registry_test_mode = False  # ShipCase enters it

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No more rights than a warehouse needs: our access rights let it read zip prefixes of carriers,
        # without which Odoo's form of a transfer does not open
        new_test_user(cls.env, "tour_picker", groups="base.group_user,stock.group_stock_user")

    def open_transfer(self, order, tour):
        action = self.env.ref("stock.action_picking_tree_all").id
        self.start_tour(f"/odoo/action-{action}/{order.picking_ids.id}", tour, login="tour_picker")

    def test_validated_transfer_ships_by_itself(self):
        order = self.ready_orders()
        self.open_transfer(order, "shopee_validate_transfer")
        self.assertEqual(order.picking_ids.state, "done")
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_ready_to_ship_by_button(self):
        self.shop.ship_trigger = "manual"
        order = self.ready_orders()
        self.open_transfer(order, "shopee_ready_to_ship")
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_print_labels(self):
        orders = self.ready_orders(2, order_status="PROCESSED")
        for number, package in enumerate(orders.package_ids, start=1):
            package.write(
                {
                    "ship_state": "arranged",
                    "label_state": "ready",
                    "tracking_number": f"SPXTOUR{number}",
                    "label_attachment_id": self.env["ir.attachment"]
                    .create({"name": f"{number}.pdf", "raw": pdf(f"label {number}")})
                    .id,
                }
            )
        self.start_tour("/odoo/shopee-labels", "shopee_print_labels", login="tour_picker")
        self.assertTrue(all(package.label_printed_at for package in orders.package_ids))


@tagged("post_install", "-at_install")
class TestBoardTour(HttpCase, LabelCase):
    registry_test_mode = False  # ShipCase enters it

    def test_board_to_labels_for_twenty_orders(self):
        new_test_user(self.env, "tour_board", groups="base.group_user,stock.group_stock_user")
        orders = self.read_orders(
            *[
                self.order_payload(
                    [(self.cream if number % 2 else self.stick, 1, 10.0)], order_sn=f"260110BOARD{number:03}"
                )
                for number in range(20)
            ]
        )
        orders[:5].shipping_carrier = "SLS Economy"
        self.add_stock(self.cream, 10)
        self.add_stock(self.stick, 10)
        self.assertEqual(set(orders.mapped("stock_condition")), {"none"})
        self.start_tour("/odoo/shopee-to-ship", "shopee_board_to_ship", login="tour_board")
        packages = orders.package_ids
        self.assertEqual(set(orders.mapped("stock_condition")), {"full"})
        self.assertEqual(set(packages.mapped("ship_state")), {"asked"})
        packages._job_ship()
        self.run_all(packages)
        self.assertEqual(sorted(self.sent()), sorted(packages.mapped("package_number")))
        self.assertEqual(set(packages.mapped("label_state")), {"ready"})
        self.start_tour("/odoo/shopee-to-ship", "shopee_board_labels", login="tour_board")
        self.assertTrue(all(packages.mapped("label_printed_at")))

    def test_scan_check(self):
        new_test_user(self.env, "tour_packer", groups="base.group_user,stock.group_stock_user")
        picked, unpicked = orders = self.ready_orders(2, order_status="PROCESSED")
        for number, package in enumerate(orders.package_ids, start=1):
            package.write({"ship_state": "arranged", "tracking_number": f"SPXSCAN{number}"})
        picked.picking_ids.move_ids.picked = True
        self.start_tour("/odoo/shopee-label-check", "shopee_label_check", login="tour_packer")
        self.assertTrue(picked.package_ids.label_checked_at)
        self.assertFalse(unpicked.package_ids.label_checked_at)
