"""Going live, opening stock and Sync Stock by hand."""

from unittest.mock import patch

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from ..const import MAX_STOCK
from ..lib.errors import AuthorisationLost, Rejected, Unavailable
from .common_stock_check import INFO, MODELS, CheckCase
from .common_stock_send import UPDATE


@tagged("post_install", "-at_install")
class TestGoingLive(CheckCase):
    def setUp(self):
        super().setUp()
        self.merchant.stock_mode = "draft"
        self.other = self.list_product(self.stick)

    def start(self):
        return self.compared(self.merchant.action_stock_start())

    def test_preview_shows_both_sides_and_sends_nothing(self):
        self.add_stock(self.cream, 8)
        self.put(self.variation, 5)
        self.put(self.other, 0)
        check = self.start()
        self.assertEqual((check.state, check.kind, self.merchant.stock_mode), ("ready", "start", "preview"))
        line = self.line(check, self.variation)
        self.assertEqual((line.shopee_stock, line.on_hand, line.to_send, line.difference), (5, 8, 8, 3))
        self.assertEqual((line.result, self.line(check, self.other).result), ("differs", "same"))
        self.assertEqual((check.differing_count, check.same_count, check.total_count), (1, 1, 2))
        self.env.cr.flush()
        self.merchant._job_send_stock()
        self.assertFalse(self.client.count(UPDATE))

    def test_go_live_sends_what_differs_and_only_that(self):
        self.add_stock(self.cream, 8)
        self.put(self.variation, 5)
        self.put(self.other, 0)
        check = self.start()
        check.action_go_live()
        self.assertEqual((self.merchant.stock_mode, check.state), ("live", "sending"))
        self.assertEqual(self.outcomes(check), {self.cream: "sent", self.stick: False})
        self.assertEqual(self.told, [{self.key(self.variation): 8}])
        self.assertEqual(check.state, "done")

    def test_go_live_with_too_many_zeros_stops_for_a_person(self):
        variations = [
            self.list_product(self.env["product.product"].create({"name": f"Mask {n}"})) for n in range(6)
        ]
        for variation in variations:
            variation.product_id.is_storable = True
            self.put(variation, 5)
        self.put(self.variation, 0)
        self.put(self.other, 0)
        check = self.start()
        self.assertEqual(check.zero_count, 6)
        check.action_go_live()
        self.outcomes(check)
        self.assertTrue(self.merchant.stock_stopped)
        self.assertEqual((check.state, check.waiting_count, check.is_stopped), ("sending", 6, True))
        self.assertFalse(self.told)

    def test_not_before_the_comparison_is_complete(self):
        self.put(self.variation, 5)
        check = self.check_of(self.merchant.action_stock_start())
        with self.assertRaisesRegex(UserError, "not complete"):
            check.action_go_live()
        self.assertEqual(self.merchant.stock_mode, "preview")

    def test_only_managers_go_live(self):
        self.put(self.variation, 5)
        self.put(self.other, 5)
        check = self.start()
        user = new_test_user(
            self.env, "seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        with self.assertRaises(AccessError):
            check.with_user(user).action_go_live()
        with self.assertRaises(AccessError):
            check.with_user(user).action_take_opening()

    def test_without_warehouse_it_says_what_to_choose(self):
        self.merchant.warehouse_ids.unlink()
        with self.assertRaisesRegex(RedirectWarning, "No warehouse holds the stock"):
            self.merchant.action_stock_start()

    def test_orders_only_says_why(self):
        self.merchant.is_upgraded = False
        with self.assertRaisesRegex(UserError, "global products"):
            self.merchant.action_stock_start()

    def test_nothing_read_yet(self):
        self.env["shopee.global.item"].search([]).unlink()
        with self.assertRaisesRegex(UserError, "Sync Products"):
            self.merchant.action_stock_start()


@tagged("post_install", "-at_install")
class TestOpeningStock(CheckCase):
    def setUp(self):
        super().setUp()
        self.merchant.stock_mode = "draft"

    def start(self):
        return self.compared(self.merchant.action_stock_start())

    def test_one_adjustment_makes_both_sides_equal(self):
        moved = self.list_product(self.stick)
        self.add_stock(self.stick, 1)
        self.put(self.variation, 40)
        self.put(moved, 7)
        check = self.start()
        self.assertEqual(check.openable_count, 1)
        check.action_take_opening()
        self.run_jobs()
        self.assertEqual((check.state, check.opening_count), ("ready", 1))
        self.assertEqual((self.cream.qty_available, self.stick.qty_available), (40, 1))
        move = self.env["stock.move"].search([("product_id", "=", self.cream.id), ("state", "=", "done")])
        self.assertEqual((len(move), move.is_inventory), (1, True))
        self.assertIn("Opening stock from Shopee", move.reference)
        self.assertEqual(self.line(check, self.variation).result, "same")
        self.assertEqual(self.line(check, moved).result, "differs")
        self.assertFalse(check.openable_count)
        with self.assertRaisesRegex(UserError, "counted or moved"):
            check.action_take_opening()

    def test_many_products_are_taken_in_by_several_jobs(self):
        other = self.list_product(self.stick)
        self.put(self.variation, 40)
        self.put(other, 7)
        check = self.start()
        with patch.object(type(check)._next_opening, "__defaults__", (1,)):
            check.action_take_opening()
            self.run_jobs()
        self.assertEqual((check.state, check.opening_count), ("ready", 2))
        self.assertEqual((self.cream.qty_available, self.stick.qty_available), (40, 7))

    def test_open_orders_come_on_top(self):
        """Shopee offers what is left after its orders; the pieces of those orders are still here."""
        self.read_orders(self.order_payload([(self.cream, 3, 10.0)]))
        self.put(self.variation, 10, reserved=3)
        check = self.start()
        check.action_take_opening()
        self.run_jobs()
        self.assertEqual(self.cream.qty_available, 13)
        self.assertEqual(self.line(check, self.variation).to_send, 10)

    def test_by_location(self):
        second = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [
            (0, 0, {"warehouse_id": second.id, "location_id": "SGZ", "sequence": 20})
        ]
        self.put(self.variation, {"KRZ": 4, "SGZ": 6})
        check = self.start()
        self.assertEqual(self.line(check, self.variation).location_text, "KRZ: 4 → 0, SGZ: 6 → 0")
        check.action_take_opening()
        self.run_jobs()
        there = {
            w: self.cream.with_context(warehouse_id=w.id).qty_available for w in (self.warehouse, second)
        }
        self.assertEqual(there, {self.warehouse: 4, second: 6})
        self.assertEqual(self.line(check, self.variation).result, "same")

    def test_same_sum_in_other_locations_differs(self):
        second = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [
            (0, 0, {"warehouse_id": second.id, "location_id": "SGZ", "sequence": 20})
        ]
        self.add_stock(self.cream, 10)
        self.put(self.variation, {"KRZ": 4, "SGZ": 6})
        line = self.line(self.start(), self.variation)
        self.assertEqual((line.difference, line.is_different, line.result), (0, True, "differs"))

    def test_lots_are_left_to_a_person(self):
        self.cream.tracking = "lot"
        self.put(self.variation, 40)
        check = self.start()
        self.assertFalse(check.openable_count)
        self.assertIn("lots or serial numbers", self.line(check, self.variation).message)


@tagged("post_install", "-at_install")
class TestSyncStock(CheckCase):
    def sync(self, records):
        return self.compared(records.action_shopee_sync_stock())

    def test_table_first_then_sent_unchanged_and_failed(self):
        same, refused = self.list_product(self.stick), self.list_product(self.pouch)
        for product, quantity in ((self.cream, 8), (self.stick, 3), (self.pouch, 2)):
            self.add_stock(product, quantity)
        self.put(self.variation, 5)
        self.put(same, 3)
        self.put(refused, 9)

        def answer(global_item_id, stock_list):
            if str(global_item_id) == refused.listing_id.global_item_id:
                return Rejected("error_item_uneditable", "banned")
            return self.accept(global_item_id, stock_list)

        self.client.answers[UPDATE] = answer
        check = self.compared(self.shop.action_sync_stock())
        self.assertEqual((check.state, check.differing_count, check.same_count), ("ready", 2, 1))
        self.assertFalse(self.client.count(UPDATE))
        check.action_send()
        self.assertEqual(self.outcomes(check), {self.cream: "sent", self.stick: False, self.pouch: "failed"})
        self.assertEqual((check.sent_count, check.same_count, check.failed_count), (1, 1, 1))
        self.assertTrue(self.line(check, refused).message)
        self.assertEqual(check.state, "done")

    def test_of_a_product_and_of_a_selection(self):
        self.list_product(self.stick)
        self.put(self.variation, 5)
        check = self.sync(self.cream.product_tmpl_id)
        self.assertEqual((check.line_ids.product_id, check.scope), (self.cream, self.cream.display_name))
        check = self.check_of((self.cream | self.stick).action_shopee_sync_stock())
        self.assertEqual(check.line_ids.product_id, self.cream | self.stick)

    def test_send_chosen_lines_only(self):
        other = self.list_product(self.stick)
        self.put(self.variation, 5)
        self.put(other, 5)
        check = self.sync(self.cream | self.stick)
        self.line(check, other).action_send()
        self.outcomes(check)
        self.assertEqual(self.told, [{self.key(other): 0}])
        self.assertFalse(self.line(check, self.variation).outcome)

    def test_nothing_is_sent_before_going_live(self):
        self.merchant.stock_mode = "draft"
        self.put(self.variation, 5)
        check = self.sync(self.cream)
        with self.assertRaisesRegex(UserError, "Go live first"):
            check.action_send()
        with self.assertRaisesRegex(UserError, "Go live first"):
            check.line_ids.action_send()

    def test_nothing_to_send(self):
        self.put(self.variation, 0)
        check = self.sync(self.cream)
        with self.assertRaisesRegex(UserError, "nothing to send"):
            check.action_send()

    def test_what_is_not_on_shopee(self):
        with self.assertRaisesRegex(UserError, "no stock to send"):
            self.stick.action_shopee_sync_stock()

    def test_held_stock_waits(self):
        self.put(self.variation, 5)
        self.merchant.stock_hold = True
        check = self.sync(self.cream)
        check.action_send()
        self.assertEqual(self.outcomes(check), {self.cream: "waiting"})
        self.assertTrue(check.is_held)
        self.merchant.stock_hold = False
        self.send()
        self.env["shopee.stock.check"]._cron_sweep_checks()
        self.assertEqual((check.line_ids.outcome, check.state), ("sent", "done"))

    def test_promised_too_much(self):
        self.put(self.variation, 10, reserved=10)
        line = self.line(self.sync(self.cream), self.variation)
        self.assertEqual((line.result, line.to_send), ("promised", 10))
        self.assertIn("Promised 10, have 0", line.message)

    def test_quantities_that_are_not_whole_positive_or_small(self):
        self.put(self.variation, 0)
        for stock, sent, words in (
            (-3, 0, "Odoo is 3 short"),
            (7.5, 4, "Odoo has 4.5: only whole pieces"),
            (5_000_000, MAX_STOCK, "takes 999,999 at most"),
        ):
            self.add_stock(self.cream, stock)
            line = self.line(self.sync(self.cream), self.variation)
            self.assertEqual(line.to_send, sent)
            self.assertIn(words, line.message)

    def test_not_counted_gone_and_unread(self):
        service = self.env["product.product"].create({"name": "Gift wrap", "type": "service"})
        wrap, gone = self.list_product(service), self.list_product(self.stick)
        self.put(wrap, 5)
        self.put(self.variation, 5)
        check = self.sync(service | self.stick | self.cream)
        self.assertEqual(self.line(check, wrap).result, "skipped")
        self.assertIn("does not keep the stock", self.line(check, wrap).message)
        self.assertIn("Shopee does not show it any more", self.line(check, gone).message)
        self.client.answers[MODELS] = Rejected("error_permission", "no")
        self.there = {(self.variation.listing_id.global_item_id, "7"): 5}
        self.reserved = dict.fromkeys(self.there, 0)
        check = self.sync(self.cream)
        self.assertIn("could not be read: no", self.line(check, self.variation).message)

    def test_lost_authorisation_fails_visibly_and_can_be_read_again(self):
        self.put(self.variation, 5)
        self.client.answers[INFO] = AuthorisationLost("no authorisation", code="not_authorised")
        check = self.sync(self.cream)
        self.assertEqual((check.state, check.error), ("failed", "no authorisation"))
        self.client.answers[INFO] = self.answer_info
        check.action_read()
        self.run_jobs()
        self.assertEqual((check.state, check.error), ("ready", False))

    def test_unavailable_is_tried_again(self):
        self.put(self.variation, 5)
        self.client.answers[INFO] = Unavailable("502")
        check = self.sync(self.cream)
        self.assertEqual((check.state, check.line_ids.result), ("reading", "reading"))

    def test_dead_job_ends_the_check(self):
        check = self.check_of(self.cream.action_shopee_sync_stock())
        self.jobs_of("shopee.stock.check").state = "cancelled"
        check.flush_recordset()
        self.env.cr.execute("UPDATE shopee_stock_check SET write_date = write_date - interval '1 hour'")
        check.invalidate_recordset()
        check._cron_sweep_checks()
        self.assertEqual(check.state, "failed")

    def test_queries_do_not_grow_with_the_products(self):
        counts = []
        for count in (10, 60):
            variations = self.list_many(count)
            for variation in variations:
                self.put(variation, 3)
            check = self.check_of(variations.product_id.action_shopee_sync_stock())
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            check._job_read()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(check.differing_count, count)
        self.assertLess(counts[1] - counts[0], 15, counts)
