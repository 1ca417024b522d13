"""Which price a store shall show."""

import psycopg2

from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_price import CREAM, PriceCase


@tagged("post_install", "-at_install")
class TestPrice(PriceCase):
    def test_retail_follows_the_pricelist_until_typed_in(self):
        self.assertEqual(self.small.retail_price, 15.5)
        self.small.pricelist_item_id.fixed_price = 17.0
        self.assertEqual(self.small.retail_price, 17.0)
        self.small.retail_price = 18.4
        self.small.pricelist_item_id.fixed_price = 19.0
        self.assertEqual(self.small.retail_price, 18.4)
        self.assertEqual(self.small.wanted_price, 18.4)
        self.small.action_retail_from_pricelist()
        self.assertEqual(self.small.retail_price, 19.0)

    def test_selling_price_wins_above_zero(self):
        self.small.selling_price = 9.9
        self.assertEqual(self.small.wanted_price, 9.9)
        self.assertFalse(self.small.price_warning)
        self.small.selling_price = 0
        self.assertEqual(self.small.wanted_price, 15.5)

    def test_selling_above_retail_is_a_warning_and_goes_out(self):
        self.small.selling_price = 20.0
        self.assertIn("above the retail price", self.small.price_warning)
        update = self.preview(self.small)
        self.assertIn("above the retail price", update.line_ids.message)
        self.send(update)
        self.assertEqual(self.sent_prices(), {0: 20.0})

    def test_decimals_of_the_market(self):
        _shop, thai = self.add_store("TH", "THB")
        thai.selling_price = 499.5
        self.assertEqual(thai.wanted_price, 500.0)
        self.assertIn("no decimals", thai.price_warning)
        self.small.selling_price = 12.35
        self.assertEqual(self.small.wanted_price, 12.35)
        self.assertFalse(self.small.price_warning)

    def test_negative_and_absurd_prices_are_refused(self):
        for field in ("selling_price", "retail_price"):
            for price in (-1.0, 1e15):
                with (
                    self.subTest(field=field, price=price),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(psycopg2.errors.CheckViolation),
                    self.env.cr.savepoint(),
                ):
                    self.small[field] = price
                    self.small.flush_recordset()
            self.env.invalidate_all()

    def test_nothing_is_sent_for_zero(self):
        self.small.pricelist_item_id.fixed_price = 0.0
        self.assertIn("no price above 0", self.small.price_warning)
        update = self.preview(self.small)
        self.assertEqual(update.line_ids.outcome, "skipped")
        self.assertEqual(update.state, "same")
        self.send(update)
        self.assertFalse(self.client.calls)

    def test_nothing_is_sent_where_a_pricelist_goes_below_zero(self):
        self.small.pricelist_item_id.write(
            {"compute_price": "formula", "base": "list_price", "price_surcharge": -80.0}
        )
        self.assertEqual(self.small.wanted_price, -30.0)
        self.assertIn("no price above 0", self.small.price_warning)
        self.assertEqual(self.preview(self.small).line_ids.outcome, "skipped")

    def test_spread_of_an_item(self):
        self.set_s.selling_price = 10.0
        self.set_m.selling_price = 50.0
        self.assertNotIn("times its lowest", self.set_m.price_warning or "")
        self.set_m.selling_price = 50.1
        self.assertIn("more than 5 times its lowest", self.set_m.price_warning)
        self.set_s.write({"selling_price": 0.0})
        self.set_s.pricelist_item_id.fixed_price = 10.0
        self.assertIn("times its lowest", self.set_m.price_warning)
        self.assertFalse(self.set_s.price_warning)

    def test_without_rate_there_is_no_price(self):
        self.small.pricelist_item_id.unlink()
        self.assertEqual(self.small.retail_price, 50.0)
        self.env["res.currency.rate"].search([("currency_id", "=", self.sgd.id)]).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.small.retail_price, 0.0)
        self.assertIn("no exchange rate for SGD", self.small.price_warning)

    def test_missing_rate_is_seen_whatever_the_rate_of_the_company_currency(self):
        """The currency counts as 1, but the quotient of both rates is not 1."""
        self.small.pricelist_item_id.unlink()
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", self.sgd.id)]).unlink()
        own = self.company.currency_id
        rates.search([("currency_id", "=", own.id)]).unlink()
        rates.create({"currency_id": own.id, "rate": 1300.0, "company_id": self.company.id})
        self.env.invalidate_all()
        self.assertEqual(self.small.retail_price, 0.0)
        self.assertIn("no exchange rate for SGD", self.small.price_warning)

    def test_rate_of_exactly_one_is_a_rate(self):
        self.small.pricelist_item_id.unlink()
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", self.sgd.id)]).unlink()
        rates.create({"currency_id": self.sgd.id, "rate": 1.0, "company_id": self.company.id})
        self.env.invalidate_all()
        self.assertEqual(self.small.retail_price, 100.0)

    def test_pricelist_in_a_currency_without_rate(self):
        """The store's currency has a rate; that of the pricelist it is computed from has none."""
        baht = self.env.ref("base.THB")
        baht.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", baht.id)]).unlink()
        base = self.env["product.pricelist"].create(
            {
                "name": "Baht",
                "currency_id": baht.id,
                "item_ids": [Command.create({"compute_price": "fixed", "fixed_price": 700.0})],
            }
        )
        rule = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": base.id}
        self.small.pricelist_item_id.write(rule)
        self.assertEqual(self.small.retail_price, 0.0)
        self.assertIn("no exchange rate", self.small.price_warning)

    def test_costs_are_those_of_the_company_of_the_store(self):
        """Whichever company the reader works in."""
        self.small.pricelist_item_id.write({"compute_price": "formula", "base": "standard_price"})
        self.cream.with_company(self.company).standard_price = 60.0
        other = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.krw.id})
        self.cream.with_company(other).standard_price = 5.0
        self.env.user.company_ids |= other
        there = self.small.with_context(allowed_company_ids=[other.id, self.company.id])
        self.env.invalidate_all()
        self.assertEqual(there.retail_price, 30.0)

    def test_further_listing_keeps_its_price(self):
        """The pricelist's price is that of the listing which manages the product."""
        self.small.pricelist_item_id.fixed_price = 99.0
        self.small.global_variation_id.is_further = True
        self.assertEqual(self.small.wanted_price, 15.5)
        self.assertEqual(self.preview(self.small).line_ids.outcome, "same")
        self.small.selling_price = 14.0
        self.assertEqual(self.small.wanted_price, 14.0)

    def test_global_price_is_the_sales_price_in_the_merchants_currency(self):
        source = self.small.global_variation_id
        self.cream.list_price = 12.5
        self.assertEqual(source.wanted_price, 12500)
        self.merchant.global_pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Global",
                "currency_id": self.krw.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.cream.id,
                            "compute_price": "fixed",
                            "fixed_price": 13000,
                        },
                    )
                ],
            }
        )
        self.assertEqual(source.wanted_price, 13000)

    def test_differs_from_odoo_by_the_price_typed_in(self):
        """The filter of the database and the sentence agree."""
        for prices, differs in (
            ({"selling_price": 0.0, "own_retail_price": 0.0}, False),
            ({"selling_price": 14.0, "own_retail_price": 0.0}, True),
            ({"selling_price": 15.5, "own_retail_price": 30.0}, False),
            ({"selling_price": 0.0, "own_retail_price": 30.0}, True),
            ({"selling_price": 0.0, "own_retail_price": 15.504}, False),
        ):
            with self.subTest(prices):
                self.small.write(prices)
                self.assertEqual(bool(self.small.difference), differs)
                found = self.small.search([("difference", "!=", False), ("id", "=", self.small.id)])
                self.assertEqual(bool(found), differs)

    def test_prices_of_a_page_cost_few_queries(self):
        everything = self.small | self.set_s | self.set_m
        self.env.invalidate_all()
        with self.assertQueryCount(22):
            everything.mapped("wanted_price")

    def test_product_form_edits_the_prices_of_its_stores(self):
        user = new_test_user(
            self.env,
            "pricer",
            groups="base.group_user,shopee_krsc_connector.group_shopee_user,product.group_product_manager",
        )
        with Form(self.cream.product_tmpl_id.with_user(user)) as form, form.shopee_price_ids.edit(0) as row:
            self.assertEqual(row.retail_price, 15.5)
            row.retail_price = 16.0
            row.selling_price = 14.5
        self.assertEqual(self.small.own_retail_price, 16.0)
        self.assertEqual(self.small.wanted_price, 14.5)
        self.assertFalse(self.client.calls)

    def test_import_leaves_prices_of_odoo_alone_once_they_are_sent(self):
        """Live, Odoo is right; before, the Seller Centre is."""
        self.items[CREAM]["price_info"] = [{"currency": "SGD", "original_price": 30.0, "current_price": 30.0}]
        self.resync()
        self.assertEqual(self.small.original_price, 30.0)
        self.assertEqual(self.small.retail_price, 15.5)
        self.merchant.stock_mode = "draft"
        self.items[CREAM]["price_info"] = [{"currency": "SGD", "original_price": 31.0, "current_price": 31.0}]
        self.resync()
        self.assertEqual(self.small.retail_price, 31.0)

    def resync(self):
        merchant = self.merchant.with_context(queue_job__no_delay=True)
        merchant._pull_catalogue("manual", full=True)
