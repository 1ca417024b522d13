"""Brands of the categories, and the shipping channels of the stores."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models import shopee_reference_run
from .common_reference import SKINCARE, ReferenceCase


@tagged("post_install", "-at_install")
class TestReferenceOfStores(ReferenceCase):
    # ------------------------------------------------------------
    # BRANDS
    # ------------------------------------------------------------

    def listed_brands(self):
        return self.env["shopee.brand"].search(
            [("category_id", "=", str(SKINCARE)), ("shop_id", "=", False)], order="brand_id"
        )

    def test_brands_of_a_category(self):
        self.brand_mandatory = True
        self.load()
        self.assertEqual(self.listed_brands().mapped("name"), ["COSRX", "Innisfree"])
        self.assertTrue(self.category(SKINCARE).brand_mandatory)
        self.brand_rows = [(501, "COSRX Inc."), (503, "Laneige")]
        self.category(SKINCARE).action_load_details()
        self.assertRecordValues(
            self.listed_brands(),
            [
                {"name": "COSRX Inc.", "is_allowed": True},
                {"name": "Innisfree", "is_allowed": False},
                {"name": "Laneige", "is_allowed": True},
            ],
        )

    def test_long_brand_list_goes_on_in_further_jobs(self):
        self.brand_rows = [(number, f"Brand {number}") for number in range(1, 251)]
        with patch.object(shopee_reference_run, "READ_SECONDS", -1):
            self.load()
        self.assertEqual(len(self.listed_brands()), 250)
        self.assertEqual(
            [p["offset"] for p in self.client.params("global_product/get_brand_list")][:3], [0, 100, 200]
        )
        runs = self.env["shopee.sync.run"].search([("kind", "=", "reference")])
        self.assertEqual(set(runs.mapped("state")), {"done"})

    def test_gate_asks_for_the_brands_at_hand_only(self):
        self.load()
        self.shop.brand_list = "listed"
        gate = self.env["shopee.brand"]._gate(self.merchant)
        with self.assertQueryCount(1):
            gate.expect({"501", "777", ""})
            self.assertTrue(gate.allows(str(SKINCARE), "501"))
            self.assertFalse(gate.allows("1", "501"))
            self.assertFalse(gate.allows(str(SKINCARE), "777"))
            self.assertTrue(gate.allows(str(SKINCARE), ""))

    # ------------------------------------------------------------
    # CHANNELS
    # ------------------------------------------------------------

    def test_channels_of_the_stores(self):
        self.merchant.action_load_reference()
        self.assertRecordValues(
            self.shop.logistics_channel_ids.sorted("channel_id"),
            [
                {"channel_id": "28016", "is_publishable": True, "size_names": "Small", "weight_max": 30},
                {"channel_id": "28017", "is_publishable": False, "size_names": "Small", "weight_max": 30},
                {"channel_id": "28018", "is_publishable": False, "size_names": "Small", "weight_max": 30},
            ],
        )
        self.channels.pop()
        self.merchant.action_load_reference()
        self.assertEqual(len(self.shop.logistics_channel_ids), 2)

    def test_channels_are_read_on_first_use(self):
        self.assertTrue(self.shop._ensure_channels())
        self.assertEqual(len(self.shop.logistics_channel_ids), 3)
        self.assertFalse(self.shop._ensure_channels())
        self.assertEqual(self.client.count("logistics/get_channel_list"), 1)
