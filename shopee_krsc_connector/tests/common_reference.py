"""Shopee's reference data on the other side of the calls: three levels of categories, attributes, limits."""

from .common_catalogue import CatalogueCase

SKINCARE = 100636
SUNCARE = 100637


class ReferenceCase(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.tree = [
            self.node(100001, 0, "Beauty"),
            self.node(100017, 0, "Food"),
            self.node(100630, 100001, "Face"),
            self.node(SKINCARE, 100630, "Creams", is_leaf=True),
            self.node(SUNCARE, 100630, "Sun Care", is_leaf=True),
            self.node(100701, 100017, "Snacks", is_leaf=True),
        ]
        self.attributes = {
            SKINCARE: [
                self.attribute(1, "Skin type", values=[(11, "Oily"), (12, "Dry")], mandatory=True),
                self.attribute(2, "Volume", input_type=3, validation_type=3, units=["ml", "g"]),
                self.attribute(3, "Registration", input_type=3, regions=["TH", "ID"]),
            ],
            SUNCARE: [],
        }
        self.limit_changes = {}
        self.brand_mandatory = False
        self.brand_rows = [(501, "COSRX"), (502, "Innisfree")]
        self.channels = [
            self.channel(28016, "Standard"),
            self.channel(28017, "Behind", mask_channel_id=28016),
            self.channel(28018, "Express", enabled=False),
        ]
        self.client.answers.update(
            {
                "global_product/get_category": lambda language: {"category_list": self.tree},
                "global_product/get_attribute_tree": self._answer_attributes,
                "global_product/get_global_item_limit": self._answer_limit,
                "global_product/get_brand_list": self._answer_brand_list,
                "logistics/get_channel_list": lambda: {"logistics_channel_list": self.channels},
            }
        )

    # ------------------------------------------------------------
    # WHAT SHOPEE HAS
    # ------------------------------------------------------------

    @staticmethod
    def node(category_id, parent_id, name, is_leaf=False):
        return {
            "category_id": category_id,
            "parent_category_id": parent_id,
            "display_category_name": name,
            "has_children": not is_leaf,
        }

    @staticmethod
    def attribute(
        attribute_id,
        name,
        values=(),
        mandatory=False,
        regions=(),
        input_type=1,
        validation_type=0,
        units=(),
        max_values=0,
    ):
        """:param values: list of (value id, name) or (value id, name, child attributes)"""
        return {
            "attribute_id": attribute_id,
            "name": name,
            "mandatory": mandatory,
            "attribute_info": {
                "input_type": input_type,
                "input_validation_type": validation_type,
                "format_type": 2 if units else 1,
                "attribute_unit_list": list(units),
                "mandatory_region": list(regions),
                "max_value_count": max_values,
            },
            "attribute_value_list": [
                {"value_id": value_id, "name": text, "child_attribute_list": list(children)}
                for value_id, text, *rest in values
                for children in [rest[0] if rest else ()]
            ],
        }

    @staticmethod
    def channel(channel_id, name, enabled=True, **changes):
        return {
            "logistics_channel_id": channel_id,
            "logistics_channel_name": name,
            "enabled": enabled,
            "mask_channel_id": 0,
            "fee_type": "SIZE_SELECTION",
            "size_list": [{"size_id": "1", "name": "Small", "default_price": 2.5}],
            "weight_limit": {"item_max_weight": 30, "item_min_weight": 0.01},
            **changes,
        }

    def _answer_attributes(self, category_id_list, language):
        return {
            "list": [
                {"category_id": int(one), "attribute_tree": self.attributes[int(one)]}
                for one in category_id_list.split(",")
                if int(one) in self.attributes
            ]
        }

    def _answer_limit(self, category_id):
        return {
            "price_limit": {"min_limit": 100, "max_limit": 50000000},
            "stock_limit": {"min_limit": 0, "max_limit": 999999},
            "global_item_name_length_limit": {"min_limit": 5, "max_limit": 180},
            "global_item_description_length_limit": {"min_limit": 10, "max_limit": 5000},
            "global_item_image_count_limit": {"min_limit": 1, "max_limit": 9},
            "tier_variation_name_length_limit": {"min_limit": 1, "max_limit": 14},
            "tier_variation_option_length_limit": {"min_limit": 1, "max_limit": 20},
            "text_length_multiplier": 2,
            "dts_limit": {
                "days_to_ship_range_list": [
                    {"min_limit": 1, "max_limit": 3},
                    {"min_limit": 7, "max_limit": 30},
                ]
            },
            "weight_limit": {"weight_mandatory": True},
            "dimension_limit": {"dimension_mandatory": False},
            **self.limit_changes,
        }

    def _answer_brand_list(self, category_id, offset, page_size, status):
        rows = [
            {"brand_id": brand_id, "original_brand_name": name}
            for brand_id, name in self.brand_rows[offset : offset + page_size]
        ]
        return {
            "brand_list": rows,
            "has_next_page": len(self.brand_rows) > offset + page_size,
            "next_offset": offset + page_size,
            "is_mandatory": self.brand_mandatory,
        }

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def category(self, category_id):
        return self.env["shopee.category"]._find(self.merchant)[str(category_id)]

    def load(self):
        """Read the tree, and the details of the two categories of face care."""
        self.merchant._refresh_reference("manual")
        categories = self.category(SKINCARE) | self.category(SUNCARE)
        return categories._ensure_details()
