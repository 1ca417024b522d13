"""The choice of the warehouses, and warehouses that go away."""

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..lib.dto.account import MerchantInfo, WarehouseLocation
from .common_stock_check import CheckCase


@tagged("post_install", "-at_install")
class TestWarehouseChoice(CheckCase):
    def setUp(self):
        super().setUp()
        self.busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})

    def choice(self):
        return self.env["shopee.warehouse.choice"].browse(self.merchant.action_map_warehouses()["res_id"])

    def row(self, choice, warehouse):
        return choice.line_ids.filtered(lambda line: line.warehouse_id == warehouse)

    def issues(self, code):
        return self.env["shopee.issue"].search([("code", "=", code), ("state", "=", "open")])

    def mapping(self):
        lines = self.merchant.warehouse_ids.sorted("sequence")
        return [(line.location_id or "", line.warehouse_id) for line in lines]

    def test_what_is_not_ticked_counts_nothing_and_says_so(self):
        self.add_stock(self.cream, 7, self.busan)
        choice = self.choice()
        self.assertTrue(self.row(choice, self.warehouse).is_used)
        row = self.row(choice, self.busan)
        self.assertEqual((row.is_used, row.pieces, row.note), (False, 7, "Counts nothing."))
        self.assertEqual(choice.uncounted, "Busan (7 pieces)")
        row.pieces = 7.5
        self.assertEqual(choice.uncounted, "Busan (7.5 pieces)")
        self.assertEqual(self.quantity(self.variation), 0)
        row.is_used = True
        self.assertFalse(choice.uncounted)
        choice.action_save()
        self.assertEqual(self.quantity(self.variation), 7)

    def test_only_the_choice_edits_the_mapping(self):
        """The list of the merchant has none of its warnings."""
        groups = "shopee_krsc_connector.group_shopee_manager,stock.group_stock_multi_warehouses"
        manager = new_test_user(self.env, "mapping_manager", groups=groups)
        form = Form(self.merchant.with_user(manager))
        with self.assertRaisesRegex(AssertionError, "not editable"):
            form.warehouse_ids.remove(0)
        choice = self.env["shopee.warehouse.choice"].with_user(manager)
        choice = choice.browse(self.merchant.with_user(manager).action_map_warehouses()["res_id"])
        self.row(choice, self.busan).is_used = True
        choice.action_save()
        self.assertEqual(self.mapping(), [("", self.warehouse), ("", self.busan)])

    def test_order_and_removal(self):
        choice = self.choice()
        row = self.row(choice, self.busan)
        row.write({"is_used": True, "sequence": 0})
        choice.line_ids.invalidate_recordset()
        choice.invalidate_recordset()
        choice.action_save()
        self.assertEqual(self.mapping(), [("", self.busan), ("", self.warehouse)])
        choice = self.choice()
        self.row(choice, self.warehouse).is_used = False
        choice.action_save()
        self.assertEqual(self.mapping(), [("", self.busan)])

    def test_locations(self):
        self.merchant.stock_locations = [["KRZ", "Korea"], ["SGZ", "Singapore"]]
        choice = self.choice()
        self.assertTrue(choice.has_locations)
        with self.assertRaisesRegex(UserError, "Choose the Shopee location"):
            choice.action_save()
        korea, singapore = choice.location_ids
        self.row(choice, self.warehouse).location_id = korea
        self.assertEqual(choice.empty_locations, "Singapore")
        self.row(choice, self.busan).write({"location_id": singapore.id, "is_used": True})
        self.assertFalse(choice.empty_locations)
        choice.action_save()
        self.assertEqual(self.mapping(), [("KRZ", self.warehouse), ("SGZ", self.busan)])
        self.assertEqual(self.choice().line_ids.mapped("location_id.platform_id"), ["KRZ", "SGZ"])

    def test_second_location_of_a_warehouse_is_kept_and_told(self):
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [
            (0, 0, {"warehouse_id": self.warehouse.id, "location_id": "SGZ", "sequence": 20})
        ]
        choice = self.choice()
        notes = self.row(choice, self.warehouse).mapped("note")
        self.assertEqual(notes, [False, "Its stock counts for KRZ already; here it only serves orders."])
        choice.action_save()
        self.assertEqual(self.mapping(), [("KRZ", self.warehouse), ("SGZ", self.warehouse)])

    def test_none_at_all_is_refused(self):
        choice = self.choice()
        choice.line_ids.is_used = False
        with self.assertRaisesRegex(UserError, "at least one warehouse"):
            choice.action_save()

    def test_saving_settles_the_question_and_marks(self):
        self.env["shopee.issue"]._raise_issues("choose_warehouses", "connection", {self.merchant: {}})
        choice = self.choice()
        self.row(choice, self.busan).is_used = True
        self.assertEqual(self.marked(choice.action_save), {self.cream: False})
        self.assertFalse(self.issues("choose_warehouses"))

    def test_deleting_a_mapped_warehouse_says_what_to_do(self):
        self.merchant.warehouse_ids = [(0, 0, {"warehouse_id": self.busan.id, "sequence": 20})]
        with self.assertRaisesRegex(UserError, "Busan holds the stock of Hanbit Beauty"):
            self.busan.unlink()

    def test_archived_warehouse_is_listed_and_left_out(self):
        self.add_stock(self.cream, 4)
        self.merchant.warehouse_ids = [(0, 0, {"warehouse_id": self.busan.id, "sequence": 20})]
        self.busan.active = False
        issue = self.issues("stock_warehouse_archived")
        self.assertEqual(issue.res_id, self.merchant.id)
        self.assertIn("Busan", issue.message)
        self.assertFalse(self.merchant.stock_hold)
        choice = self.choice()
        row = self.row(choice, self.busan)
        self.assertEqual((row.is_used, row.note), (False, "Archived: counts nothing."))
        row.is_used = True
        with self.assertRaisesRegex(UserError, "Busan is archived"):
            choice.action_save()
        row.is_used = False
        choice.action_save()
        self.assertEqual(self.mapping(), [("", self.warehouse)])
        self.assertFalse(self.issues("stock_warehouse_archived"))

    def test_taken_out_of_the_archive(self):
        self.merchant.warehouse_ids = [(0, 0, {"warehouse_id": self.busan.id, "sequence": 20})]
        self.busan.active = False
        self.busan.active = True
        self.assertFalse(self.issues("stock_warehouse_archived"))

    def test_no_warehouse_left_holds_instead_of_emptying_the_stores(self):
        self.add_stock(self.cream, 4)
        self.send()
        self.told.clear()
        self.merchant.warehouse_ids.unlink()
        self.assertTrue(self.merchant.stock_hold)
        self.assertEqual(self.issues("stock_no_warehouse").res_id, self.merchant.id)
        self.send()
        self.assertFalse(self.told)
        choice = self.choice()
        self.row(choice, self.warehouse).is_used = True
        choice.action_save()
        self.assertFalse(self.issues("stock_no_warehouse"))
        self.merchant.stock_hold = False
        self.send()
        self.assertFalse(self.told)
        self.assertEqual(self.quantity(self.variation), 4)

    def test_connecting_remembers_the_locations(self):
        info = MerchantInfo.from_payload({"merchant_name": "Hanbit Beauty", "merchant_region": "KR"})
        location = WarehouseLocation.from_payload({"location_id": "KRZ", "warehouse_name": "Korea"})
        self.merchant._apply_connection((info, [], [location]))
        self.assertEqual(self.merchant.stock_locations[0][0], "KRZ")
