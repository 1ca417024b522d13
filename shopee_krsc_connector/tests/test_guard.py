"""What only the sync keeps is not for people to write, by whatever way they call."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ShopeeCase
from .common_listing import ListingCase
from .common_stock_number import NumberCase

USER = "base.group_user,shopee_krsc_connector.group_shopee_user"
MANAGER = "base.group_user,shopee_krsc_connector.group_shopee_manager"


@tagged("post_install", "-at_install")
class TestGuard(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "guard_seller", groups=USER)
        cls.manager = new_test_user(cls.env, "guard_manager", groups=MANAGER)
        cls.source = cls.list_product(cls.cream)

    def refuse(self, record, *vals_list, user=None):
        for vals in vals_list:
            with self.subTest(model=record._name, vals=vals), self.assertRaises(AccessError):
                record.with_user(user or self.seller).write(vals)
                self.env.flush_all()

    def test_every_model_that_people_may_write(self):
        """One that is new has to inherit the guard, or be nobody's to write."""
        rights = self.env["ir.model.access"].search([("model_id.model", "=like", "shopee.%")])
        written = rights.filtered(lambda one: one.perm_write or one.perm_create).mapped("model_id.model")
        bare = [
            name
            for name in written
            if not self.env[name]._transient and not hasattr(self.env[name], "_refuse_readonly")
        ]
        self.assertFalse(bare)

    def test_products(self):
        item = self.source.listing_id
        copy = self.source.item_variation_ids.listing_id
        self.refuse(
            item,
            {"vanished_at": "2026-01-01 00:00:00"},
            {"global_item_id": "1"},
            {"product_tmpl_id": self.stick.product_tmpl_id.id},
            {"digest": False},
            {"state": "ignored"},
            {"findings": []},
            {"item_ids": [Command.unlink(copy.id)]},
            {"variation_ids": [Command.unlink(self.source.id)]},
        )
        self.refuse(copy, {"global_id": False}, {"item_id": "1"}, {"status": "NORMAL"}, {"shop_id": 1})
        # What the form saves
        item.with_user(self.seller).write(
            {"variation_ids": [Command.update(self.source.id, {"chosen_product_id": self.stick.id})]}
        )
        self.assertEqual(self.source.product_id, self.stick)

    def test_orders(self):
        order = self.read_orders(self.order_payload())
        for user in (self.seller, self.manager):
            self.refuse(
                order,
                {"sync_state": "new"},
                {"sale_order_id": False},
                {"oms_status": "Cancelled"},
                {"total_amount": 1},
                {"cancel_state": "asked"},
                {"package_ids": [Command.clear()]},
                user=user,
            )
            self.refuse(order.package_ids, {"ship_state": "arranged"}, {"label_state": "none"}, user=user)
            self.refuse(order.line_ids, {"quantity": 9}, {"product_id": False}, user=user)
            with self.assertRaises(AccessError):
                self.env["shopee.order"].with_user(user).create(
                    {"order_sn": "2601100MADEUP", "shop_id": self.shop.id}
                )
        message = order.with_user(self.seller).message_post(body="Called the buyer")
        self.assertIn(message, order.message_ids)

    def test_issues(self):
        order = self.read_orders(self.order_payload())
        issue = self.env["shopee.issue"]._raise_issues("not_invoiced", "money", {order: {"reason": "x"}})
        self.refuse(issue, {"params": {"reason": "y"}}, {"res_id": 0}, {"code": "other"})
        self.refuse(issue, {"params": {"reason": "y"}}, user=self.manager)
        issue.with_user(self.seller).action_ignore()
        self.assertEqual(issue.state, "ignored")

    def test_switches(self):
        switch = self.env["shopee.sync.switch"]._ensure(self.shop)
        self.refuse(switch, {"state": "sent"}, {"sent_at": "2026-01-01 00:00:00"})
        switch.state = "sent"
        switch.with_user(self.seller).price = True
        self.assertEqual(switch.state, "changed")

    def test_stock_and_price_comparisons(self):
        update = self.env["shopee.price.update"]._make(
            "update", self.source.item_variation_ids, self.env["shopee.global.variation"]
        )
        self.refuse(update.line_ids, {"new_price": 1}, {"outcome": "ready"}, {"variation_id": False})
        self.refuse(update, {"is_asked": True}, {"kind": "drift"})
        check = self.env["shopee.stock.check"]._make("sync", self.source, "x")
        self.refuse(check.line_ids, {"to_send": 9}, {"is_different": True}, {"can_open": True})
        self.refuse(check, {"state": "ready"}, {"is_whole": True})

    def test_what_managers_do_not_set_either(self):
        self.refuse(self.account, {"main_account_id": "1"}, user=self.manager)
        self.refuse(
            self.merchant,
            {"stock_mode": "live"},
            {"stock_stopped": False},
            {"merchant_id": "1"},
            {"is_upgraded": True},
            user=self.manager,
        )
        self.refuse(self.shop, {"state": "connected"}, {"shop_id": "1"}, user=self.manager)
        with self.assertRaises(AccessError):
            self.env["shopee.shop"].with_user(self.manager).create({"name": "x", "shop_id": "1"})
        self.merchant.with_user(self.manager).stock_buffer = 2
        self.shop.with_user(self.manager).write({"name": "Hanbit SG 2", "ship_wait_minutes": 5})
        self.assertEqual((self.merchant.stock_buffer, self.shop.name), (2, "Hanbit SG 2"))


@tagged("post_install", "-at_install")
class TestListingFields(ListingCase):
    """A sheet: what people fill in, and what Shopee made of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "sheet_seller", groups=USER)

    def test_outcome_is_not_typed(self):
        listing = self.draft(self.cream).with_user(self.seller)
        for record, vals in (
            (listing, {"state": "done"}),
            (listing, {"global_item_ref": "1"}),
            (listing, {"attempt": 9}),
            (listing, {"sent_skus": []}),
            (listing.shop_line_ids, {"state": "done"}),
            (listing.shop_line_ids, {"item_ref": "1"}),
            (listing.variation_ids, {"sent_stocks": [["", 9]]}),
            (listing.picture_ids, {"res_id": 1}),
            (listing.attribute_ids[:1], {"search_state": "done"}),
            (listing, {"shop_line_ids": [Command.create({"shop_id": self.shop.id, "state": "done"})]}),
            (listing, {"picture_ids": [Command.create({"res_model": "product.product", "res_id": 1})]}),
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                record.write(vals)
                self.env.flush_all()
        for name, vals in (
            ("shopee.listing", {"product_tmpl_id": 1, "merchant_id": self.merchant.id}),
            ("shopee.listing.update", {"listing_id": listing.id}),
            ("shopee.listing.price", {"listing_id": listing.id}),
        ):
            with self.subTest(model=name), self.assertRaises(AccessError):
                listing.env[name].create(vals)

    def test_buttons_of_a_sheet(self):
        """Every button of a listing works for a person who has no more rights than to press it."""
        listing = self.draft(self.group).with_user(self.seller)
        listing.action_suggest()
        self.run_jobs()
        listing.action_accept_suggestions()
        listing.write({"name": "Lip Tint Velvet 2026", "weight": 0.1})
        listing.shop_line_ids.unlink()
        listing.shop_line_ids = [Command.create({"shop_id": self.shop.id})]
        self.assertEqual(len(listing.price_ids), 6)
        listing.write(
            {
                "price_ids": [Command.update(listing.price_ids[0].id, {"price": 9.0})],
                "variation_ids": [Command.update(listing.variation_ids[0].id, {"price": 12000.0})],
                "picture_ids": [Command.create({"sequence": 90, "image": self.group.image_1920})],
            }
        )
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        other = self.shop.copy({"shop_id": "220000999", "name": "Hanbit MY", "region": "MY"})
        other.state = "connected"
        self.group.with_user(self.seller).action_shopee_publish_more()
        listing.shop_line_ids = [Command.create({"shop_id": other.id})]
        listing.action_publish_more()
        self.run_jobs()
        self.assertEqual(listing.shop_line_ids.mapped("state"), ["done", "done"])
        listing.weight = 0.3
        update = listing.env["shopee.listing.update"].browse(listing.action_compare()["res_id"])
        self.run_jobs()
        update.action_send()
        self.run_jobs()
        self.assertEqual(update.state, "done", update.failure)
        listing.sudo().global_item_id.write({"status": "SHOPEE_DELETE"})
        listing.action_list_anew()
        self.assertEqual(listing.state, "draft")

    def test_sheet_of_an_imported_product(self):
        listing = self.draft(self.cream)
        listing.action_list()
        self.run_jobs()
        listing.unlink()
        action = self.cream.product_tmpl_id.with_user(self.seller).action_shopee_update()
        self.assertEqual(self.env["shopee.listing"].browse(action["res_id"]).state, "done")
        picker = new_test_user(self.env, "sheet_picker", groups="base.group_user,stock.group_stock_user")
        with self.assertRaises(AccessError):
            self.cream.product_tmpl_id.with_user(picker).action_shopee_update()


@tagged("post_install", "-at_install")
class TestCalls(ShopeeCase):
    """Methods that anybody who is logged in can call by name."""

    def test_who_may_start_reading(self):
        picker = new_test_user(self.env, "call_picker", groups="base.group_user,stock.group_stock_user")
        seller = new_test_user(self.env, "call_seller", groups=USER)
        event = self.env["shopee.push.event"].create(
            {"account_id": self.account.id, "code": 3, "body": "{}", "digest": "x"}
        )
        for record, method in (
            (self.shop, "action_sync_products"),
            (self.merchant, "action_sync_products"),
            (self.merchant, "action_load_reference"),
            (self.account, "action_register_push"),
            (self.env["shopee.sync.switch"], "action_open_all"),
            (event, "action_retry"),
        ):
            with self.subTest(method=method, model=record._name), self.assertRaises(AccessError):
                getattr(record.with_user(picker), method)()
        with self.assertRaises(AccessError):
            self.account.with_user(seller).action_register_push()
        self.shop.with_user(seller).action_sync_products()
        self.assertTrue(self.env["shopee.sync.run"].search([("kind", "=", "items")]))

    def test_many_transfers_are_not_validated_for_somebody_else(self):
        order = self.read_orders(self.order_payload())
        reader = new_test_user(self.env, "call_reader", groups="account.group_account_readonly")
        with self.assertRaises(AccessError):
            order.with_user(reader).action_validate_shipped()


@tagged("post_install", "-at_install")
class TestVariationFields(NumberCase):
    """What the sync keeps of a variation is not for people to write, by whatever way they call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.list_product(cls.cream)
        cls.copy = cls.source.item_variation_ids
        cls.seller = new_test_user(
            cls.env, "seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )

    def test_only_what_screens_let_people_edit_is_free(self):
        for variation, names in (
            (self.source, {"chosen_product_id", "item_variation_ids", "stock_share"}),
            (self.copy, {"chosen_product_id", "own_retail_price", "retail_price", "selling_price"}),
        ):
            free = {name for name, field in variation._fields.items() if not field.readonly}
            self.assertEqual(free, names)

    def test_technical_fields_are_refused(self):
        for variation, vals_list in (
            (
                self.source,
                [
                    {"stock_zero": "allowed"},
                    {"sent_stocks": [["", 7]]},
                    {"sent_stock": 7},
                    {"stock_sent_at": "2026-01-01 00:00:00"},
                    {"stock_share": 50, "reserved": 7},
                    {"stock": 7},
                    {"state": "ignored"},
                    {"product_id": self.stick.id},
                    {"is_further": True},
                    {"listing_id": self.list_product(self.stick).listing_id.id},
                    {"item_variation_ids": [Command.unlink(self.copy.id)]},
                ],
            ),
            (
                self.copy,
                [
                    {"global_variation_id": False},
                    {"original_price": 1},
                    {"pricelist_item_id": False},
                    {"product_id": self.stick.id},
                    {"state": "ignored"},
                ],
            ),
        ):
            for vals in vals_list:
                with self.subTest(vals=vals), self.assertRaises(AccessError):
                    variation.with_user(self.seller).write(vals)
                    self.env.flush_all()
        with self.assertRaisesRegex(AccessError, "Promised|Reserved"):
            self.source.with_user(self.seller).write({"reserved": 7})

    def test_fields_of_the_screens_can_be_written(self):
        source, copy = self.source.with_user(self.seller), self.copy.with_user(self.seller)
        source.write({"stock_share": 50})
        copy.write({"selling_price": 9.0})
        copy.write({"retail_price": 12.0})
        self.assertEqual((source.stock_share, copy.selling_price, copy.own_retail_price), (50, 9.0, 12.0))
        source.chosen_product_id = self.stick
        self.assertEqual(self.source.product_id, self.stick)
        source.action_ignore()
        source.action_take_in()
        self.assertEqual(self.source.state, "unmatched")
