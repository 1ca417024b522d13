"""What the sender does not know for sure: lost answers, stores and reserved pieces that cannot be read."""

from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.fields import Datetime
from odoo.tests import tagged

from ..lib.errors import Unavailable
from ..models import shopee_stock_calls, shopee_stock_pull
from ..models.shopee_principal_mixin import ShopeePrincipalMixin
from ..models.shopee_token import CallSlotsTaken
from .common_stock_send import UPDATE, SendCase


@tagged("post_install", "-at_install")
class TestStockUnsure(SendCase):
    def taken_without_answer(self, **body):
        self.accept(**body)
        return Unavailable("timeout")

    def test_number_that_returns_after_a_lost_answer_is_sent(self):
        """Shopee took 8 and Odoo never knew: that 5 was sent last says nothing any more."""
        self.add_stock(self.cream, 5)
        self.send()
        self.client.answers[UPDATE] = self.taken_without_answer
        self.add_stock(self.cream, 3)
        self.send()
        self.add_stock(self.cream, -3)
        self.client.answers[UPDATE] = self.accept
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5, 8, 5])
        self.assertFalse(self.marks())

    def test_promise_that_cannot_be_read_is_not_sent(self):
        """The promotion may have ended: its pieces would be sold though they are not there."""
        self.variation.reserved = 10
        self.client.answers["global_product/get_global_item_info"] = Unavailable("down")
        self.add_stock(self.cream, 4)
        self.send()
        self.assertFalse(self.told)
        self.assertTrue(self.marks())

    def test_taken_places_are_waited_for(self):
        """Prices use the merchant's calls as well; stock does not wait for the next minute then."""
        tries = []

        @contextmanager
        def clients(record, kept, count):
            if record == self.merchant and len(tries) < 2:
                tries.append(record)
                raise CallSlotsTaken("all call slots are taken")
            yield [self.client]

        self.add_stock(self.cream, 5)
        with (
            patch.object(ShopeePrincipalMixin, "_api_clients", clients),
            patch.object(shopee_stock_calls, "SLOT_SECONDS", 0),
        ):
            self.send()
        self.assertEqual(len(tries), 2)
        self.assertEqual(self.numbers_told(self.variation), [5])

    def test_stores_take_few_connections_at_once(self):
        for number in range(5):
            self.shop.copy({"shop_id": f"9990{number}", "state": "connected"})
        self.merchant.shop_ids.write({"state": "connected", "sync_orders": True})
        held, most = set(), []

        @contextmanager
        def clients(record, kept, count):
            held.add(record)
            most.append(len(held))
            yield [self.client]
            held.remove(record)

        self.add_stock(self.cream, 5)
        with (
            patch.object(ShopeePrincipalMixin, "_api_clients", clients),
            patch.object(shopee_stock_pull, "PULL_THREADS", 2),
        ):
            self.send()
        self.assertEqual(self.client.count("order/get_order_list"), 6)
        self.assertEqual(max(most), 2)

    def test_location_that_gets_more_waits_for_a_store_that_does_not_answer(self):
        self.variation.write({"sent_stocks": [["KRZ", 5], ["SGZ", 5]], "sent_stock": 10})
        self.assertTrue(self.variation._is_increase([["KRZ", 2], ["SGZ", 7]], False))
        self.assertFalse(self.variation._is_increase([["KRZ", 2], ["SGZ", 5]], False))

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def test_product_found_later_is_held_from_then_on(self):
        """Another line keeps the order from being built, so no transfer tells of it."""
        order = self.read_order(self.order_payload([(self.cream, 2, 10.0), (self.stick, 1, 5.0)]))
        order.line_ids.product_id = False
        copies = self.variation.item_variation_ids
        copies.product_id = False
        (self.cream | self.stick).default_code = False
        order.line_ids[0].sku = "LATER"
        order._build()
        self.cream.default_code = "LATER"
        self.assertEqual(self.marked(order._build), {self.cream: False})
        self.assertEqual(order.sync_state, "blocked")

    def read_order(self, payload):
        self.add_stock(self.cream, 60)
        return self.read_orders(payload)

    # ------------------------------------------------------------
    # STOP
    # ------------------------------------------------------------

    def sell_out(self, variations):
        """Buyers order the last pieces, and Shopee shows 0 by itself."""
        lines = [(one.product_id, one.sent_stock, 10.0) for one in variations]
        self.read_orders({**self.order_payload(lines), "create_time": int(Datetime.now().timestamp()) + 60})
        self.send()

    def test_products_sold_out_on_shopee_stop_nothing(self):
        variations = self.list_many(10)
        self.sell_out(variations[:6])
        self.assertFalse(self.merchant.stock_stopped)
        self.assertEqual([sum(call.values()) for call in self.told], [0] * 6)
        self.assertFalse(any(variations.mapped("stock_zero_at")))

    def test_consent_ends_with_the_number_it_was_for(self):
        self.add_stock(self.cream, 5)
        self.send()
        self.variation.stock_zero = "allowed"
        self.mark()
        self.send()
        self.assertFalse(self.variation.stock_zero)

    def test_look_that_is_broken_off_is_taken_again(self):
        variations = self.list_many(20)
        met = []
        for variation in variations[:8]:
            self.add_stock(variation.product_id, -5)
        look = type(self.merchant)._marked_beside

        def broken(merchant, *args):
            others = look(merchant, *args)
            if not met:
                met.append(True)
                raise psycopg2.errors.SerializationFailure()
            return others

        with (
            patch("odoo.addons.shopee_krsc_connector.models.shopee_stock_round.ROUND_ITEMS", 2),
            patch.object(type(self.merchant), "_marked_beside", broken),
        ):
            self.send()
        self.assertFalse(self.told)
        self.assertTrue(self.merchant.stock_stopped)


@tagged("post_install", "-at_install")
class TestStockUnmanaged(SendCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.further = cls.list_product(cls.cream, is_further=True, stock_share=0)
        cls.env.cr.flush()

    def test_product_whose_main_listing_is_deleted_is_listed(self):
        self.env.cr.flush()
        self.assertFalse(self.issue("stock_unmanaged", self.further))
        self.variation.listing_id._set_vanished()
        self.env.cr.flush()
        issue = self.issue("stock_unmanaged", self.further)
        self.assertIn(self.cream.display_name, issue.message)
        issue.action_retry()
        self.env.cr.flush()
        self.assertRecordValues(self.further, [{"is_further": False, "stock_share": 100}])
        self.assertEqual(issue.state, "solved")

    def test_main_listing_that_is_ignored_leaves_it_unmanaged(self):
        self.variation._ignore()
        self.env.cr.flush()
        issue = self.issue("stock_unmanaged", self.further)
        self.assertTrue(issue)
        self.further.stock_share = 40
        self.env.cr.flush()
        self.assertEqual(issue.state, "solved")
