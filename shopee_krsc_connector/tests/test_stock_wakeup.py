"""No change is lost between transactions that do not see each other: on real cursors, with committed rows."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged

from ..models import shopee_stock_send
from ..models.shopee_job_mixin import ShopeeJobMixin
from ..models.shopee_principal_mixin import ShopeePrincipalMixin
from .common import FakeClient
from .common_stock_send import NO_ORDERS, UPDATE


@tagged("post_install", "-at_install")
class TestStockWakeUp(TransactionCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.ids = self.make(env)
        self.addCleanup(self.remove)
        self.told = []
        self.client = FakeClient()
        self.client.answers["order/get_order_list"] = NO_ORDERS
        self.client.answers[UPDATE] = self.accept

        @contextmanager
        def clients(record, kept, count):
            yield [self.client] * count

        self.startPatcher(patch.object(ShopeePrincipalMixin, "_api_clients", clients))
        self.startPatcher(patch.object(shopee_stock_send, "LINGER_SECONDS", 0))
        enqueue = ShopeeJobMixin._enqueue

        def enqueue_for_later(records, *args, **options):
            """The job runner of this process leaves alone what is not due."""
            return enqueue(records, *args, **{**options, "delay": 3600})

        self.startPatcher(patch.object(ShopeeJobMixin, "_enqueue", enqueue_for_later))

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '10s'")
            yield api.Environment(cr, SUPERUSER_ID, {})

    def make(self, env):
        account = env["shopee.account"].create(
            {
                "name": "Wake",
                "environment": "custom",
                "custom_host": "http://localhost:1",
                "api_partner_id": "1999999",
                "partner_key": "test-partner-key",
            }
        )
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        merchant = env["shopee.merchant"].create(
            {
                "name": "Wake",
                "merchant_id": "3999999",
                "account_id": account.id,
                "region": "KR",
                "is_upgraded": True,
                "stock_mode": "live",
                "warehouse_ids": [(0, 0, {"warehouse_id": warehouse.id})],
            }
        )
        products = env["product.product"].create(
            [{"name": f"Wake {number}", "is_storable": True} for number in range(2)]
        )
        listings = env["shopee.global.item"].create(
            [
                {"merchant_id": merchant.id, "global_item_id": str(8100 + number), "name": "Wake"}
                for number in range(2)
            ]
        )
        env["shopee.global.variation"].create(
            [
                {"listing_id": listing.id, "product_id": product.id, "state": "linked"}
                for listing, product in zip(listings, products, strict=True)
            ]
        )
        env.cr.precommit.clear()  # what linking marks is not what is tested here
        env.cr.precommit.data.clear()
        env.flush_all()
        return {
            "shopee.account": account.ids,
            "shopee.merchant": merchant.ids,
            "product.product": products.ids,
            "shopee.global.item": listings.ids,
        }

    def remove(self):
        with self.transaction() as env:
            products = env["product.product"].browse(self.ids["product.product"])
            env.cr.execute("DELETE FROM shopee_stock_mark WHERE merchant_id = ANY(%s)", [self.merchant_ids])
            env.cr.execute("DELETE FROM stock_quant WHERE product_id = ANY(%s)", [products.ids])
            self.job_records(env).unlink()
            env["shopee.issue"].search([("merchant_id", "in", self.merchant_ids)]).unlink()
            env["shopee.global.item"].browse(self.ids["shopee.global.item"]).unlink()
            merchant = env["shopee.merchant"].browse(self.merchant_ids)
            merchant.warehouse_ids.unlink()
            merchant.unlink()
            env["shopee.account"].browse(self.ids["shopee.account"]).unlink()
            products.product_tmpl_id.unlink()

    @property
    def merchant_ids(self):
        return self.ids["shopee.merchant"]

    def accept(self, global_item_id, stock_list):
        self.told.append((global_item_id, stock_list[0]["seller_stock"][0]["stock"]))
        return {}

    def add_stock(self, env, number, quantity):
        product = env["product.product"].browse(self.ids["product.product"][number])
        warehouse = env["shopee.merchant"].browse(self.merchant_ids).warehouse_ids.warehouse_id
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, quantity)

    def job_records(self, env):
        return env["queue.job"].search([("identity_key", "=", f"shopee:stock:{self.merchant_ids[0]}")])

    def run_job(self):
        """The sender's job from start to end, as a worker does it."""
        with self.transaction() as env:
            jobs = self.job_records(env).filtered(lambda job: job.state == "pending")
            self.assertEqual(len(jobs), 1)
            jobs.state = "started"
        with self.transaction() as env:
            env["shopee.merchant"].browse(self.merchant_ids)._job_send_stock()
            self.job_records(env).filtered(lambda job: job.state == "started").state = "done"

    # ------------------------------------------------------------
    # TESTS
    # ------------------------------------------------------------

    def test_sender_that_runs_to_its_end_inside_an_open_transaction(self):
        with self.transaction() as user:
            with self.transaction() as other:
                self.add_stock(other, 0, 3)
            self.assertEqual(len(self.job_records(user)), 1)  # pending for ever in this snapshot
            self.add_stock(user, 1, 4)
            user.cr.flush()
            self.run_job()
            self.assertEqual(self.told, [(8100, 3)])
            self.assertEqual(self.job_records(user).state, "pending")
        self.run_job()
        self.assertEqual(self.told, [(8100, 3), (8101, 4)])

    def test_change_committed_after_the_last_look(self):
        """The sender still has its lock, so nobody enqueues a job: it looks again once it has let go."""
        rounds = type(self.env["shopee.merchant"])._send_rounds
        late = []

        def then_a_change(merchant, *args):
            rounds(merchant, *args)
            if not late:
                late.append(True)
                with self.transaction() as other:
                    self.add_stock(other, 1, 4)

        with self.transaction() as other:
            self.add_stock(other, 0, 3)
        with patch.object(type(self.env["shopee.merchant"]), "_send_rounds", then_a_change):
            self.run_job()
        self.assertEqual(self.told, [(8100, 3), (8101, 4)])
        with self.transaction() as env:
            self.assertFalse(self.job_records(env).filtered(lambda job: job.state == "pending"))
            self.assertFalse(env["shopee.stock.mark"].search([("merchant_id", "in", self.merchant_ids)]))

    def test_change_during_the_calls_is_seen_by_the_next_round(self):
        """Committed between the round's reading of its numbers and the writing of its results."""
        call_items = type(self.env["shopee.merchant"])._call_items

        def with_a_change(merchant, *args):
            if not self.told:
                with self.transaction() as other:
                    self.add_stock(other, 0, 2)
            return call_items(merchant, *args)

        with self.transaction() as other:
            self.add_stock(other, 0, 3)
        with patch.object(type(self.env["shopee.merchant"]), "_call_items", with_a_change):
            self.run_job()
        self.assertEqual(self.told, [(8100, 3), (8100, 5)])

    def test_sender_whose_lock_is_lost_sends_no_more(self):
        """Its connection drops between the round's numbers and the calls: another sender may be at work."""
        merchants = type(self.env["shopee.merchant"])
        plan_stock = merchants._plan_stock

        def then_the_connection_drops(merchant, sending):
            plan = plan_stock(merchant, sending)
            if plan and plan.items:
                self.drop_lock(merchant)
            return plan

        with self.transaction() as other:
            self.add_stock(other, 0, 3)
        with (
            patch.object(merchants, "_plan_stock", then_the_connection_drops),
            self.assertLogs(shopee_stock_send.__name__, "WARNING"),
        ):
            self.run_job()
        self.assertFalse(self.told)
        self.wake()
        self.run_job()
        self.assertEqual(self.told, [(8100, 3)])

    def drop_lock(self, merchant):
        merchant.env.cr.execute(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
             WHERE locktype = 'advisory' AND classid = %s AND objid = %s
            """,
            [shopee_stock_send.LOCK_STOCK, merchant.id],
        )
        self.assertEqual(merchant.env.cr.fetchall(), [(True,)])

    def test_change_that_does_not_see_a_new_link(self):
        """It began before the product was linked, and commits when the link has been sent already."""
        with self.transaction() as env:
            self.variation(env).product_id = False
        with self.transaction() as user:
            self.add_stock(user, 1, 4)
            with self.transaction() as other:
                self.variation(other).write({"product_id": self.ids["product.product"][1], "state": "linked"})
            self.run_job()
            self.assertEqual(self.told, [(8101, 0)])
            self.wake()  # too early: the stock is not there yet
            with self.transaction() as other:
                self.assertFalse(self.job_records(other).filtered(lambda job: job.state == "pending"))
        with self.transaction() as other:
            self.assertFalse(self.job_records(other).filtered(lambda job: job.state == "pending"))
        self.wake()
        self.run_job()
        self.assertEqual(self.told, [(8101, 0), (8101, 4)])
        with self.transaction() as env:
            self.assertFalse(env["shopee.stock.link"].search([("merchant_id", "in", self.merchant_ids)]))

    def variation(self, env):
        return env["shopee.global.item"].browse(self.ids["shopee.global.item"][1]).variation_ids

    def wake(self):
        with self.transaction() as env:
            env["shopee.merchant"]._cron_wake_stock()

    def test_rolled_back_change_is_not_sent(self):
        with self.transaction() as other:
            self.add_stock(other, 0, 3)
            other.cr.flush()
            other.cr.rollback()
        with self.transaction() as env:
            self.assertFalse(self.job_records(env))
