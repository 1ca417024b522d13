"""Rows of an Excel file that are kits."""

from odoo.tests import tagged

from odoo.addons.shopee_krsc_connector.tests.common_excel import ExcelCase

from .common import KitMixin


@tagged("post_install", "-at_install")
class TestKitExcel(KitMixin, ExcelCase):
    def test_kit_and_its_component_in_one_file(self):
        upload = self.upload_rows(
            {"sku": "KIT-1", "components": "SC-50 x 2; NEW-1", "weight": "0.7"},
            {"sku": "NEW-1"},
        )
        self.assertEqual(
            upload.row_ids.mapped(lambda row: (row.sku, row.kind)), [("NEW-1", "single"), ("KIT-1", "kit")]
        )
        self.assertEqual(self.actions(upload), {"KIT-1": "create", "NEW-1": "create"})
        upload.action_import()
        self.assertEqual(self.actions(upload), {"KIT-1": "done", "NEW-1": "done"})
        kit, new = self.product("KIT-1"), self.product("NEW-1")
        [bom] = kit.product_tmpl_id.bom_ids
        self.assertEqual((bom.type, bom.company_id), ("phantom", self.company))
        held = {line.product_id.default_code: line.product_qty for line in bom.bom_line_ids}
        self.assertEqual(held, {"SC-50": 2.0, "NEW-1": 1.0})
        self.add_stock(self.cream, 5)
        self.add_stock(new, 4)
        listing = upload.row_ids.filtered(lambda row: row.sku == "KIT-1").listing_id
        self.assertEqual(listing.product_tmpl_id, kit.product_tmpl_id)
        self.assertEqual(listing.weight, 0.7)
        self.assertEqual(listing.variation_ids.components, "2 × SC-50, 1 × NEW-1")
        self.assertEqual(listing.variation_ids.stock, 2)

    def test_kits_that_cannot_be(self):
        self.make_kit("SET-1")
        upload = self.upload_rows(
            {"sku": "KIT-1", "components": "NOWHERE x 1"},
            {"sku": "KIT-2", "components": "KIT-2"},
            {"sku": "KIT-3", "components": "SC-50 x 0"},
            {"sku": "SS-20", "components": "SC-50"},
            {"sku": "SET-1", "components": "SC-50 x 3; SS-20"},
        )
        self.assertEqual(
            [self.codes(row).get("components") for row in upload.row_ids],
            [
                "component_unknown",
                "component_itself",
                "component_quantity",
                "not_a_kit",
                "component_differs",
            ],
        )
        self.assertEqual(set(upload.row_ids.mapped("action")), {"error"})

    def test_kit_that_odoo_has_is_listed_as_it_is(self):
        kit = self.make_kit("SET-1")
        upload = self.upload_rows({"sku": "SET-1", "components": "SS-20; SC-50 x 2"})
        self.assertEqual(self.actions(upload), {"SET-1": "use"})
        upload.action_import()
        self.assertEqual(upload.row_ids.listing_id.product_tmpl_id, kit.product_tmpl_id)
        self.assertEqual(len(kit.product_tmpl_id.bom_ids), 1)
