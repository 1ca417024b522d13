from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..lib.errors import AccountRefused, Rejected
from .common_stock_send import UPDATE, SendCase


@tagged("post_install", "-at_install")
class TestStockRefused(SendCase):
    def refuse(self, code, message="No."):
        self.client.answers[UPDATE] = Rejected(code, message)
        self.add_stock(self.cream, 5)
        self.send()
        self.assertFalse(self.marks())
        self.assertEqual(self.variation.stock_state, "failed")
        return self.issue("stock_refused", self.variation)

    # ------------------------------------------------------------
    # BY CODE
    # ------------------------------------------------------------

    def test_every_reason_has_its_sentence(self):
        cases = {
            ("error_busi_global_model_not_found", "x"): "any more",
            ("error_busi_global_item_not_found", "x"): "any more",
            ("error_busi_update_sock_failed", "The global item is banned."): "banned",
            ("error_busi_update_sock_failed", "The global item is under review."): "reviewing",
            ("product.error_model_update_stock_model_in_promotion", "x"): "promotion locks",
            ("error_stock_bigger_then_limit", "x"): "too large",
            ("error_busi", "Something odd"): "Something odd",
        }
        for (code, message), words in cases.items():
            issue = self.refuse(code, message)
            self.assertIn(words, issue.message, code)
            self.assertIn(words, self.variation.stock_error)
            self.assertTrue(issue.advice)

    def test_success_solves_the_issue(self):
        issue = self.refuse("error_busi", "odd")
        self.client.answers[UPDATE] = self.accept
        issue.action_retry()
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5])
        self.assertEqual(issue.state, "solved")
        self.assertFalse(self.variation.stock_error)

    def test_retry_once_the_review_or_the_promotion_is_over(self):
        seller = new_test_user(self.env, "refused_seller", groups="shopee_krsc_connector.group_shopee_user")
        for code, message in (
            ("error_busi_update_sock_failed", "The global item is under review."),
            ("product.error_model_update_stock_model_in_promotion", "x"),
        ):
            issue = self.refuse(code, message)
            self.assertIn("press Retry", issue.advice.replace("Press", "press"))
            self.assertIn("next change of this stock", issue.advice)
            self.send()
            self.assertEqual(self.variation.stock_state, "failed")
            told = len(self.told)
            self.client.answers[UPDATE] = self.accept
            self.send()
            self.assertEqual(len(self.told), told)
            issue.with_user(seller).action_retry()
            self.send()
            self.assertEqual((len(self.told), issue.state), (told + 1, "solved"))

    def test_number_that_returns_to_what_shopee_has_is_no_failure(self):
        self.add_stock(self.cream, 5)
        self.send()
        issue = self.refuse("error_busi", "odd")
        self.add_stock(self.cream, -5)
        self.client.answers[UPDATE] = self.accept
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5])
        self.assertEqual(self.variation.stock_state, "sent")
        self.assertEqual(issue.state, "solved")

    def test_one_refused_model_does_not_keep_the_others(self):
        other = self.env["shopee.global.variation"].create(
            {
                "listing_id": self.variation.listing_id.id,
                "model_id": "71",
                "product_id": self.stick.id,
                "state": "linked",
            }
        )
        self.variation.model_id = "70"

        def one_is_gone(global_item_id, stock_list):
            if any(row["global_model_id"] == 70 for row in stock_list):
                return Rejected("error_busi_global_model_not_found", "no such model")
            return self.accept(global_item_id, stock_list)

        self.client.answers[UPDATE] = one_is_gone
        self.add_stock(self.cream, 5)
        self.add_stock(self.stick, 6)
        self.send()
        self.assertEqual(self.told, [{self.key(other): 6}])
        self.assertEqual((self.variation.stock_state, other.stock_state), ("failed", "sent"))
        self.assertFalse(self.marks())

    def test_refused_merchant_keeps_its_marks(self):
        self.client.answers[UPDATE] = AccountRefused("api_suspended", "suspended")
        self.add_stock(self.cream, 5)
        self.send()
        self.assertTrue(self.marks())
        self.assertEqual(self.variation.stock_state, "none")
        self.assertIn("suspended", self.issue("stock_not_sending", self.merchant).message)

    # ------------------------------------------------------------
    # PROMISED TO PROMOTIONS
    # ------------------------------------------------------------

    def shopee_reserved(self, pieces):
        info = {"stock_type": 2, "normal_stock": 50, "reserved_stock": pieces}
        self.client.answers["global_product/get_global_item_info"] = {
            "global_item_list": [
                {"global_item_id": int(self.variation.listing_id.global_item_id), "stock_info": [info]}
            ]
        }

    def floor(self, least):
        def update(global_item_id, stock_list):
            if stock_list[0]["seller_stock"][0]["stock"] < least:
                return Rejected("error_stock_less_then_min_limit", f"less than {least}")
            return self.accept(global_item_id, stock_list)

        self.client.answers[UPDATE] = update

    def test_below_what_shopee_has_reserved_sends_the_reserved_number(self):
        self.shopee_reserved(10)
        self.floor(10)
        self.add_stock(self.cream, 4)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [10])
        self.assertRecordValues(self.variation, [{"stock_state": "sent", "sent_stock": 10, "reserved": 10}])
        message = self.issue("stock_promised", self.variation).message
        self.assertIn("Promised 10, have 4", message)
        self.assertFalse(self.marks())

    def test_promised_number_is_read_back_before_it_is_used(self):
        """The promotion has ended since the reserved pieces were read."""
        self.variation.reserved = 10
        self.shopee_reserved(0)
        self.add_stock(self.cream, 4)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [4])
        self.assertEqual(self.variation.reserved, 0)
        self.assertFalse(self.issue("stock_promised", self.variation))

    def test_known_promise_is_sent_and_refilling_solves_it(self):
        self.variation.reserved = 10
        self.shopee_reserved(10)
        self.floor(10)
        self.add_stock(self.cream, 4)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [10])
        self.assertEqual(self.client.count(UPDATE), 1)
        issue = self.issue("stock_promised", self.variation)
        self.assertTrue(issue)
        self.add_stock(self.cream, 20)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [10, 24])
        self.assertEqual(issue.state, "solved")

    def test_refused_again_is_a_failure(self):
        self.shopee_reserved(10)
        self.floor(20)
        self.add_stock(self.cream, 4)
        self.send()
        self.assertEqual(self.variation.stock_state, "failed")
        self.assertEqual(self.client.count(UPDATE), 2)

    # ------------------------------------------------------------
    # STOP BEFORE MANY ZEROS
    # ------------------------------------------------------------

    def empty(self, variations):
        for variation in variations:
            self.add_stock(variation.product_id, -variation.sent_stock)
        self.send()

    def test_many_zeros_stop_everything(self):
        variations = self.list_many(20)
        self.add_stock(variations[19].product_id, 1)
        self.empty(variations[:5])
        self.assertFalse(self.told)
        self.assertTrue(self.merchant.stock_stopped)
        self.assertEqual(len(self.marks().product_id), 6)
        issue = self.issue("stock_zero_stop", self.merchant)
        self.assertIn("5 of 20", issue.message)
        self.assertEqual(self.merchant._asked_zeros(), variations[:5])
        self.send()
        self.assertFalse(self.told)

    def test_send_anyway_sends_what_was_asked_about(self):
        variations = self.list_many(20)
        self.empty(variations[:5])
        self.issue("stock_zero_stop", self.merchant).action_stock_send_anyway()
        self.send()
        self.assertEqual(len(self.told), 5)
        self.assertFalse(self.marks())
        self.assertFalse(self.issue("stock_zero_stop", self.merchant))
        self.told.clear()
        self.empty(variations[5:10])
        self.assertFalse(self.told)
        self.assertTrue(self.merchant.stock_stopped)

    def test_hold_instead(self):
        variations = self.list_many(20)
        self.empty(variations[:5])
        self.issue("stock_zero_stop", self.merchant).action_stock_hold()
        self.assertRecordValues(self.merchant, [{"stock_hold": True, "stock_stopped": False}])
        self.merchant.action_stock_release()
        self.send()
        self.assertTrue(self.merchant.stock_stopped)

    def test_corrected_stock_goes_on(self):
        variations = self.list_many(20)
        self.empty(variations[:5])
        for variation in variations[:5]:
            self.add_stock(variation.product_id, 5)
        self.issue("stock_zero_stop", self.merchant).action_retry()
        self.send()
        self.assertFalse(self.told)
        self.assertFalse(self.marks())
        self.assertFalse(self.merchant.stock_stopped)

    def test_few_zeros_go_out(self):
        variations = self.list_many(20)
        self.empty(variations[:4])
        self.assertEqual(len(self.told), 4)
        self.assertFalse(self.merchant.stock_stopped)

    def test_zeros_of_the_last_minutes_count(self):
        variations = self.list_many(20)
        self.empty(variations[:4])
        self.empty(variations[4])
        self.assertEqual(len(self.told), 4)
        self.assertTrue(self.merchant.stock_stopped)

    def test_zeros_of_long_ago_do_not_count(self):
        variations = self.list_many(20)
        self.empty(variations[:4])
        variations.write({"stock_zero_at": "2026-01-01 00:00:00"})
        self.empty(variations[4])
        self.assertEqual(len(self.told), 5)

    def test_all_that_is_marked_is_looked_at_before_the_first_call(self):
        variations = self.list_many(20)
        with patch("odoo.addons.shopee_krsc_connector.models.shopee_stock_round.ROUND_ITEMS", 2):
            self.empty(variations[:8])
        self.assertFalse(self.told)
        self.assertTrue(self.merchant.stock_stopped)

    def test_products_asked_about_show_their_numbers(self):
        variations = self.list_many(20)
        self.empty(variations[:5])
        action = self.issue("stock_zero_stop", self.merchant).action_view_asked_zeros()
        self.assertEqual(variations.search(action["domain"]), variations[:5])
        shown = variations.get_view(action["views"][0][0], "list")["arch"]
        for name in ("sent_stock", "stock_now", "product_id"):
            self.assertIn(f'name="{name}"', shown)

    def test_decide_leads_to_the_buttons_also_when_the_issue_was_ignored(self):
        self.empty(self.list_many(20)[:5])
        issue = self.issue("stock_zero_stop", self.merchant)
        opened = self.shop.action_view_stock_stop()
        self.assertEqual((opened["res_model"], opened["res_id"]), (issue._name, issue.id))
        issue.action_ignore()
        opened = self.shop.action_view_stock_stop()
        self.assertEqual((opened["res_model"], opened["res_id"]), (self.merchant._name, self.merchant.id))

    def test_only_managers_decide(self):
        user = new_test_user(self.env, "picker", groups="shopee_krsc_connector.group_shopee_user")
        for action in ("action_stock_send_anyway", "action_stock_hold", "action_stock_release"):
            with self.assertRaises(AccessError):
                getattr(self.merchant.with_user(user), action)()
