"""Going live, Sync Stock and the choice of warehouses in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_stock_check import CheckCase

MERCHANTS = "/odoo/shopee-merchants"
CHECKS = "/odoo/shopee-stock-checks"


@tagged("post_install", "-at_install")
class TestStockTour(HttpCase, CheckCase):
    def user(self, login, group, *others):
        groups = ",".join(["base.group_user", f"shopee_krsc_connector.{group}", *others])
        return new_test_user(self.env, login, groups=groups)

    def test_going_live(self):
        self.user("tour_manager", "group_shopee_manager")
        self.merchant.stock_mode = "draft"
        moved = self.list_product(self.stick)
        self.add_stock(self.stick, 3)
        self.put(self.variation, 40)
        self.put(moved, 5)
        self.marked()
        self.start_tour(f"{MERCHANTS}/{self.merchant.id}", "shopee_stock_start", login="tour_manager")
        self.assertFalse(self.client.calls)
        check = self.env["shopee.stock.check"].search([])
        self.run_jobs()
        self.start_tour(f"{CHECKS}/{check.id}", "shopee_stock_opening", login="tour_manager")
        self.run_jobs()
        self.env.invalidate_all()
        self.assertEqual(self.cream.qty_available, 40)
        self.marked()
        self.start_tour(f"{CHECKS}/{check.id}", "shopee_stock_go_live", login="tour_manager")
        self.assertEqual(self.merchant.stock_mode, "live")
        self.outcomes(check)
        self.assertEqual(self.told, [{self.key(moved): 3}])

    def test_sync_stock(self):
        self.user("tour_seller", "group_shopee_user", "product.group_product_manager")
        self.add_stock(self.cream, 8)
        self.put(self.variation, 5)
        self.marked()
        action = self.env.ref("shopee_krsc_connector.shopee_products_to_list_action").id
        template = self.cream.product_tmpl_id
        self.start_tour(f"/odoo/action-{action}/{template.id}", "shopee_stock_sync", login="tour_seller")
        self.run_jobs()
        check = self.env["shopee.stock.check"].search([])
        self.start_tour(f"{CHECKS}/{check.id}", "shopee_stock_send", login="tour_seller")
        self.assertEqual(self.outcomes(check), {self.cream: "sent"})
        self.start_tour(f"{CHECKS}/{check.id}", "shopee_stock_outcome", login="tour_seller")

    def test_mapping(self):
        self.user("tour_mapper", "group_shopee_manager", "stock.group_stock_multi_warehouses")
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.add_stock(self.cream, 7, busan)
        self.start_tour(f"{MERCHANTS}/{self.merchant.id}", "shopee_stock_mapping", login="tour_mapper")
        self.assertEqual(self.merchant.warehouse_ids.sorted("sequence").warehouse_id[:1], busan)
        self.assertEqual(self.quantity(self.variation), 7)
