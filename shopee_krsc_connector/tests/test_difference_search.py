from lxml import etree

from odoo.tests import tagged

from .common_catalogue import CatalogueCase


@tagged("post_install", "-at_install")
class TestDifferenceSearch(CatalogueCase):
    MODELS = ("shopee.global.item", "shopee.global.variation", "shopee.item", "shopee.item.variation")

    def setUp(self):
        super().setUp()
        for number in range(1001, 1010):
            self.add_global(number, f"KR-{number}")
        self.group = self.add_global(
            1020, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.add_item(1800)
        self.sync()

    def assertFound(self, model, expected=None):
        """The filter finds what has a sentence, and its opposite the rest."""
        records = self.env[model].search([])
        records.invalidate_recordset(["difference"])
        told = records.filtered("difference")
        self.assertEqual(records.search([("difference", "!=", False)]), told, model)
        self.assertEqual(records.search([("difference", "=", False)]), records - told, model)
        if expected is not None:
            self.assertEqual(told, expected, model)

    def test_nothing_differs_after_the_import(self):
        for model in self.MODELS:
            self.assertFound(model, self.env[model])

    def test_each_difference_is_found(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        templates = {number: self.product(f"KR-{number}").product_tmpl_id for number in range(1001, 1010)}
        templates[1001].name = "My name"
        templates[1002].with_context(lang="fr_FR").name = "Nom"
        templates[1003].default_code = "OTHER"
        templates[1004].default_code = False
        templates[1005].image_1920 = False
        self.global_item(1006).write({"pictures": ["a", "b"]})
        self.global_item(1007).write({"pictures": []})
        self.group["models"] = [(1, "S-R", (0,))]
        self.items[1508]["item_name"] = "Own name of the store"
        self.sync()
        self.global_item(1009).write({"vanished_at": "2026-01-01", "name": "Deleted"})
        items = self.global_item
        self.assertFound(
            "shopee.global.item",
            (items(1001) | items(1003) | items(1004) | items(1005) | items(1007) | items(1020)).sorted(
                "id", reverse=True
            ),
        )
        for model in self.MODELS:
            self.assertFound(model)
        self.assertTrue(items(1008).item_ids.difference)
        self.shop.region = "TW"
        self.assertFound("shopee.item")
        self.assertFalse(items(1008).item_ids.difference)

    def test_prices_of_every_kind_of_rule(self):
        rules = {number: self.variation(number + 500).pricelist_item_id for number in range(1001, 1010)}
        rules[1001].fixed_price = 17.25
        rules[1002].fixed_price = 15.501  # rounds to what Shopee shows
        rules[1003].min_quantity = 10
        rules[1004].date_end = "2020-01-01 00:00:00"
        rules[1005].write({"compute_price": "percentage", "percent_price": 10})
        rules[1006].copy({"fixed_price": 9.0, "min_quantity": 1})
        rules[1007].copy({"fixed_price": 9.0, "min_quantity": 5})
        self.global_item(1008).variation_ids.is_further = True
        rules[1008].fixed_price = 99.0
        self.variation(1509).original_price = 0.0
        variations = self.env["shopee.item.variation"]
        for number in (1001, 1003, 1004, 1005, 1006):
            variations |= self.variation(number + 500)
        self.assertFound("shopee.item.variation", variations.sorted("id").sorted("listing_id", reverse=True))
        self.assertFound("shopee.item", variations.listing_id.sorted("id", reverse=True))

    def test_filter_of_the_lists(self):
        self.product("KR-1001").default_code = "OTHER"
        for model in ("shopee.global.item", "shopee.item"):
            views = self.env[model].get_view(view_type="search")
            [found] = etree.fromstring(views["arch"]).xpath("//filter[@name='differing']/@domain")
            self.assertEqual(found, "[('difference', '!=', False)]")
        [item] = self.env["shopee.global.item"].search([("difference", "!=", False)])
        self.assertEqual(item.global_item_id, "1001")

    def test_no_query_for_each_record(self):
        counts = []
        for size in (1, 9):
            for number in range(1001, 1001 + size):
                self.variation(number + 500).pricelist_item_id.write(
                    {"compute_price": "percentage", "percent_price": 10}
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.env["shopee.item.variation"].search([("difference", "!=", False)])
            found.mapped("difference")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), size)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
