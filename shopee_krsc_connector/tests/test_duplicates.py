from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common_catalogue import CatalogueCase


@tagged("post_install", "-at_install")
class TestDuplicates(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, "binder", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )

    def global_variation(self, global_item_id):
        return self.global_item(global_item_id).variation_ids

    def two_listings(self):
        """:return: (the variation that has the product, the loser)"""
        self.add_global(1001, "SC-50")
        self.add_global(1002, "SC-50")
        self.sync()
        return self.global_variation(1001), self.global_variation(1002)

    def bind(self, variation, product=None, role=None):
        """What a person does in the workbench."""
        variation = variation.with_user(self.user)
        wizards = self.env["shopee.bind"].with_user(self.user)
        form = Form(wizards.with_context(**variation.action_bind()["context"]))
        if product:
            form.product_id = product
        if role:
            form.role = role
        form.save().action_bind()

    def workbench(self):
        action = self.env.ref("shopee_krsc_connector.shopee_global_variation_action_duplicates")
        return self.env["shopee.global.variation"].search(safe_eval(action.domain))

    def rule_prices(self, product):
        rules = self.shop.pricelist_id.item_ids
        return rules.filtered(lambda rule: rule.product_id == product).mapped("fixed_price")

    # ------------------------------------------------------------
    # BIND HERE
    # ------------------------------------------------------------

    def test_bind_here_moves_the_binding(self):
        former, loser = self.two_listings()
        self.assertRecordValues(former, [{"product_id": self.cream.id, "stock_share": 100}])
        self.assertEqual((loser.reason_code, loser.candidate_ids), ("sku_duplicate", self.cream))
        self.bind(loser)
        self.assertRecordValues(
            former | loser,
            [
                {"product_id": self.cream.id, "is_further": True, "stock_share": 0, "state": "linked"},
                {"product_id": self.cream.id, "is_further": False, "stock_share": 100, "state": "linked"},
            ],
        )
        self.assertFalse(self.issues("sku_duplicate"))
        self.assertEqual(self.variation(1501).product_id, self.cream)
        self.assertEqual(self.variation(1502).product_id, self.cream)

    def test_binding_stays_with_every_further_sync(self):
        former, loser = self.two_listings()
        self.bind(loser)
        self.globals[1001]["global_item_name"] = "Changed"
        self.globals[1002]["global_item_name"] = "Changed, too"
        self.sync()
        self.assertEqual((former | loser).mapped("product_id"), self.cream)
        self.assertRecordValues(former | loser, [{"stock_share": 0}, {"stock_share": 100}])
        self.assertFalse(self.issues("sku_duplicate"))

    def test_third_listing_names_the_new_winner(self):
        self.add_global(1003, "SC-50")
        _former, loser = self.two_listings()
        third = self.global_variation(1003)
        self.assertEqual(third.reason_params["winner_id"], "1001")
        self.bind(loser)
        self.assertEqual((third.state, third.reason_params["winner_id"]), ("duplicate", "1002"))

    def test_bind_back_moves_the_share_along(self):
        former, loser = self.two_listings()
        self.bind(loser)
        loser.stock_share = 70
        former.stock_share = 30
        self.bind(former)
        self.assertRecordValues(
            former | loser,
            [{"is_further": False, "stock_share": 70}, {"is_further": True, "stock_share": 0}],
        )

    def test_only_the_main_listing_makes_the_price(self):
        _former, loser = self.two_listings()
        self.bind(loser)
        self.items[1501]["price_info"][0]["original_price"] = 99.0
        self.items[1502]["price_info"][0]["original_price"] = 21.0
        self.sync()
        self.assertEqual(self.rule_prices(self.cream), [21.0])

    # ------------------------------------------------------------
    # IGNORE
    # ------------------------------------------------------------

    def test_ignored_winner_leaves_the_product_to_the_next(self):
        former, loser = self.two_listings()
        former.with_user(self.user).action_ignore()
        self.assertRecordValues(
            former | loser,
            [
                {"product_id": False, "state": "ignored", "reason_code": False},
                {"product_id": self.cream.id, "state": "linked", "reason_code": False},
            ],
        )
        self.assertFalse(former.listing_id.product_tmpl_id)
        self.assertRecordValues(self.variation(1501), [{"product_id": False, "state": "ignored"}])
        self.assertRecordValues(self.variation(1502), [{"product_id": self.cream.id, "state": "linked"}])
        self.assertFalse(self.issues("sku_duplicate"))

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_nobody_else_decides(self):
        former, loser = self.two_listings()
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        for method in ("action_ignore", "action_take_in"):
            for variation in (loser, self.variation(1501)):
                with self.assertRaises(AccessError):
                    getattr(variation.with_user(outsider), method)()
        for listing in (former.listing_id, self.variation(1501).listing_id):
            with self.assertRaises(AccessError):
                listing.with_user(outsider).action_sync()

    def test_product_of_another_company_is_refused(self):
        _former, loser = self.two_listings()
        other = self.env["res.company"].create({"name": "Other company"})
        self.pouch.company_id = other
        with self.assertRaisesRegex(UserError, "Other company"):
            loser.chosen_product_id = self.pouch
        with self.assertRaisesRegex(UserError, "Other company"):
            loser._take_over(self.pouch)

    # ------------------------------------------------------------
    # FURTHER LISTINGS
    # ------------------------------------------------------------

    def test_further_listing_starts_with_no_share(self):
        former, loser = self.two_listings()
        self.bind(loser, role="further")
        self.assertRecordValues(
            former | loser,
            [{"is_further": False, "stock_share": 100}, {"is_further": True, "stock_share": 0}],
        )
        self.assertEqual(loser.product_id, self.cream)
        self.sync()
        self.assertEqual(former.product_id, self.cream)

    def test_chosen_by_hand_is_further_too(self):
        former, _loser = self.two_listings()
        self.add_global(1004, "")
        self.sync()
        bare = self.global_variation(1004)
        bare.with_user(self.user).chosen_product_id = self.cream
        self.assertRecordValues(bare, [{"is_further": True, "stock_share": 0, "product_id": self.cream.id}])
        bare.action_take_in()
        self.assertRecordValues(bare, [{"is_further": False, "stock_share": 100, "product_id": False}])
        self.assertEqual(former.product_id, self.cream)

    def test_shares_never_exceed_the_stock(self):
        former, loser = self.two_listings()
        self.bind(loser, role="further")
        with self.assertRaisesRegex(ValidationError, "130"):
            loser.with_user(self.user).stock_share = 30
        former.with_user(self.user).stock_share = 70
        loser.with_user(self.user).stock_share = 30
        with self.assertRaises(ValidationError):
            former.stock_share = 100

    def test_product_has_one_listing_whatever_the_skus(self):
        """A product that was bound by hand is not bound again by its SKU."""
        self.add_global(1001, "")
        self.sync()
        self.bind(self.global_variation(1001), product=self.cream)
        self.add_global(1002, "SC-50")
        self.sync()
        loser = self.global_variation(1002)
        self.assertRecordValues(
            loser, [{"product_id": False, "state": "duplicate", "reason_code": "product_taken"}]
        )
        self.assertIn("Item 1001", loser.reason)
        self.global_variation(1001).action_ignore()
        self.sync()
        self.assertRecordValues(loser, [{"product_id": self.cream.id, "state": "linked"}])

    def test_product_stays_with_the_one_that_has_got_it_meanwhile(self):
        self.add_global(1001, "SC-50")
        self.add_global(1002, "")
        self.sync()
        former, bare = self.global_variation(1001), self.global_variation(1002)
        self.come_and_go(former, lambda: self.bind(bare, product=self.cream))
        self.assertRecordValues(
            former | bare,
            [
                {"product_id": False, "is_gone": False, "reason_code": "product_taken"},
                {"product_id": self.cream.id, "is_gone": False, "reason_code": False},
            ],
        )

    def test_further_one_that_comes_back_has_no_share(self):
        former, loser = self.two_listings()
        self.bind(loser, role="further")
        former.stock_share = 40
        loser.stock_share = 60
        self.come_and_go(loser, lambda: former.write({"stock_share": 100}))
        self.assertRecordValues(former | loser, [{"stock_share": 100}, {"stock_share": 0}])

    def come_and_go(self, variation, meanwhile):
        """Shopee does not list the variation for a while."""
        variation.is_gone = True
        variation.listing_id.digest = False
        meanwhile()
        self.sync()

    # ------------------------------------------------------------
    # OTHER REASONS
    # ------------------------------------------------------------

    def test_empty_sku_and_several_products(self):
        twin = self.stick.copy({"default_code": "SS-20"})
        self.add_global(1001, "")
        self.add_global(1002, "SS-20")
        self.sync()
        bare, several = self.global_variation(1001), self.global_variation(1002)
        self.assertEqual(several.candidate_ids, self.stick | twin)
        self.bind(bare, product=self.pouch)
        self.bind(several, product=twin)
        self.assertEqual((bare.product_id, several.product_id), (self.pouch, twin))
        self.assertFalse(self.issues("sku_empty") | self.issues("product_several"))
        self.assertRecordValues(bare | several, [{"stock_share": 100}, {"stock_share": 100}])

    def test_workbench_lists_every_loser(self):
        self.add_global(1003, "")
        former, loser = self.two_listings()
        bare = self.global_variation(1003)
        self.assertEqual(self.workbench(), loser | bare)
        loser.with_user(self.user).action_ignore()
        bare.with_user(self.user).action_ignore()
        self.assertEqual(self.workbench(), loser | bare)
        self.assertEqual(former.product_id, self.cream)

    def test_open_on_shopee(self):
        former, _loser = self.two_listings()
        url = former.with_user(self.user).action_open_on_shopee()["url"]
        self.assertEqual(url, "https://seller.shopee.sg/portal/product/1501")


@tagged("post_install", "-at_install")
class TestDuplicateTour(HttpCase, CatalogueCase):
    def test_solve_a_duplicate(self):
        self.add_global(1001, "SC-50")
        self.add_global(1002, "SC-50", global_item_name="Second listing")
        self.sync()
        new_test_user(
            self.env, "tour_binder", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        self.start_tour("/odoo/shopee-duplicates", "shopee_solve_duplicate", login="tour_binder")
        former, chosen = self.global_item(1001).variation_ids, self.global_item(1002).variation_ids
        self.assertRecordValues(
            former | chosen,
            [
                {"product_id": self.cream.id, "is_further": True, "stock_share": 0},
                {"product_id": self.cream.id, "is_further": False, "stock_share": 100},
            ],
        )
