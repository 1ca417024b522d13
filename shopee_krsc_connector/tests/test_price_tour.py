"""A price is changed on a product and sent, in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_price import PriceCase


@tagged("post_install", "-at_install")
class TestPriceTour(HttpCase, PriceCase):
    def test_price_of_a_product(self):
        new_test_user(
            self.env,
            "tour_pricer",
            groups="base.group_user,shopee_krsc_connector.group_shopee_user,product.group_product_manager",
        )
        action = self.env.ref("shopee_krsc_connector.shopee_products_to_list_action").id
        template = self.cream.product_tmpl_id
        self.start_tour(f"/odoo/action-{action}/{template.id}", "shopee_price_preview", login="tour_pricer")
        self.assertEqual(self.small.selling_price, 13.9)
        update = self.env["shopee.price.update"].search([], limit=1)
        self.assertEqual(self.line(update, self.small).outcome, "waiting")
        self.assertFalse(self.client.calls)
        self.run_jobs()
        self.assertEqual(self.sent_prices(), {0: 13.9})
        self.start_tour(
            f"/odoo/shopee-price-updates/{update.id}", "shopee_price_outcome", login="tour_pricer"
        )
