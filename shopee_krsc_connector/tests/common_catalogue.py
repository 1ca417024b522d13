"""A small catalogue on Shopee's side of the calls, and a way to run the sync without a queue."""

import base64
from unittest.mock import patch

from ..lib import pictures
from .common import ShopeeCase

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC"
)


class CatalogueCase(ShopeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "queue_job__no_delay": True})
        for name in ("account", "merchant", "shop", "products", "cream", "stick", "pouch", "company"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.krw = cls.env.ref("base.KRW")
        cls.krw.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.krw.id, "rate": 1000.0, "company_id": cls.company.id}
        )

    def setUp(self):
        super().setUp()
        self.globals = {}  # global item id -> payload of get_global_item_info, with "models" and "tiers"
        self.items = {}  # item id -> payload of get_item_base_info, with "models", "tiers", "global"
        self.brands = None  # authorised brands; None: the shop is no reseller
        self.category_brands = []
        self.pictures = {}  # address -> bytes or PictureError
        self.fetched = []
        self.histories = []
        self.client.answers.update(
            {
                "shop/get_authorised_reseller_brand": self._answer_brands,
                "global_product/get_brand_list": self._answer_category_brands,
                "global_product/get_global_item_list": self._answer_global_list,
                "global_product/get_global_item_info": self._answer_global_info,
                "global_product/get_global_model_list": self._answer_global_models,
                "global_product/get_published_list": self._answer_published,
                "global_product/get_global_item_id": self._answer_global_ids,
                "product/get_item_list": self._answer_item_list,
                "product/get_item_base_info": self._answer_item_info,
                "product/get_model_list": self._answer_models,
            }
        )

        def fetch_all(urls):
            self.fetched += urls.values()
            return {key: self.pictures.get(url, PNG) for key, url in urls.items()}

        def pull_history(shops, trigger="manual"):
            self.histories.append((shops.ids, trigger))

        self.startPatcher(patch.object(pictures, "fetch_all", fetch_all))
        self.startPatcher(patch.object(self.env.registry["shopee.shop"], "_pull_history", pull_history))

    # ------------------------------------------------------------
    # WHAT SHOPEE HAS
    # ------------------------------------------------------------

    def add_global(self, global_item_id, sku="", tiers=None, models=(), publish=True, **changes):
        """A global item and its copy (id + 500) in the shop.

        :param tiers: list of (name, options)
        :param models: list of (model id, sku, tier index)
        """
        payload = {
            "global_item_id": global_item_id,
            "global_item_name": f"Item {global_item_id}",
            "global_item_sku": sku,
            "global_item_status": "NORMAL",
            "description": "From Korea",
            "category_id": 100636,
            "brand": {"brand_id": 0, "original_brand_name": "NoBrand"},
            "weight": "0.25",
            "image": {
                "image_id_list": [f"kr-{global_item_id}"],
                "image_url_list": [f"https://cf.example/kr-{global_item_id}"],
            },
            "has_model": bool(tiers),
            "price_info": [{"currency": "KRW", "original_price": 12000}],
            "stock_info": [{"stock_type": 2, "normal_stock": 40, "reserved_stock": 3}],
            "create_time": 1760000000,
            "update_time": 1760000000,
            "tiers": tiers or [],
            "models": list(models),
        }
        payload.update(changes)
        self.globals[global_item_id] = payload
        if publish:
            self.add_item(global_item_id + 500, global_item_id)
        return payload

    def add_item(self, item_id, global_item_id=0, **changes):
        source = self.globals.get(global_item_id, {})
        self.items[item_id] = {
            "item_id": item_id,
            "item_name": source.get("global_item_name", f"Shop item {item_id}"),
            "item_sku": source.get("global_item_sku", ""),
            "item_status": "NORMAL",
            "category_id": 100636,
            "brand": source.get("brand", {}),
            "weight": "0.25",
            "has_model": source.get("has_model", False),
            "price_info": [{"currency": "SGD", "original_price": 15.5, "current_price": 12.4}],
            "stock_info_v2": {
                "summary_info": {"total_reserved_stock": 3, "total_available_stock": 37},
                "seller_stock": [{"location_id": "KRZ", "stock": 40}],
            },
            "update_time": 1760000000,
            "global": global_item_id,
            **changes,
        }
        return self.items[item_id]

    def _answer_brands(self, page_no, page_size):
        return {
            "is_authorised_reseller": self.brands is not None,
            "more": False,
            "authorised_brand_list": [
                {"brand_id": brand, "brand_name": f"Brand {brand}"} for brand in self.brands or []
            ],
        }

    def _answer_category_brands(self, **_params):
        rows = [{"brand_id": brand} for brand in self.category_brands]
        return {"brand_list": rows, "has_next_page": False, "next_offset": 0}

    def _answer_global_list(self, page_size, offset=None, update_time_from=None, update_time_to=None):
        ids = [
            key
            for key, payload in self.globals.items()
            if not update_time_from or payload["update_time"] >= update_time_from
        ]
        start = int(offset or 0)
        rows = [{"global_item_id": key, "update_time": 1760000000} for key in ids]
        return {
            "global_item_list": rows[start : start + page_size],
            "has_next_page": len(rows) > start + page_size,
            "offset": str(start + page_size),
        }

    def _answer_global_info(self, global_item_id_list):
        return {"global_item_list": [self.globals[int(one)] for one in global_item_id_list.split(",")]}

    def _answer_global_models(self, global_item_id):
        payload = self.globals[global_item_id]
        return {
            "tier_variation": self._tiers(payload),
            "global_model": [
                {
                    "global_model_id": model_id,
                    "global_model_sku": sku,
                    "tier_index": list(index),
                    "price_info": {"original_price": 12000 + 1000 * number},
                    "stock_info": [{"stock_type": 2, "normal_stock": 10, "reserved_stock": 1}],
                }
                for number, (model_id, sku, index) in enumerate(payload["models"])
            ],
        }

    def _answer_published(self, global_item_id):
        return {
            "published_item": [
                {"shop_id": int(self.shop.shop_id), "shop_region": "SG", "item_id": key, "item_status": 1}
                for key, item in self.items.items()
                if item["global"] == global_item_id
            ]
        }

    def _answer_global_ids(self, shop_id, item_id_list):
        return {
            "item_id_map": [
                {"item_id": int(one), "global_item_id": self.items[int(one)]["global"]}
                for one in item_id_list.split(",")
            ]
        }

    def _answer_item_list(self, offset, page_size, item_status, update_time_from=None, update_time_to=None):
        ids = [
            key
            for key, payload in self.items.items()
            if payload["item_status"] in item_status
            and (not update_time_from or payload["update_time"] >= update_time_from)
        ]
        return {
            "item": [{"item_id": key} for key in ids[offset : offset + page_size]],
            "has_next_page": len(ids) > offset + page_size,
            "next_offset": offset + page_size,
        }

    def _answer_item_info(self, item_id_list):
        return {"item_list": [self.items[int(one)] for one in item_id_list.split(",")]}

    def _answer_models(self, item_id):
        item = self.items[item_id]
        source = self.globals[item["global"]]
        return {
            "tier_variation": self._tiers(source),
            "model": [
                {
                    "model_id": model_id + 50000,
                    "model_sku": sku,
                    "tier_index": list(index),
                    "model_status": "MODEL_NORMAL",
                    "price_info": [
                        {"currency": "SGD", "original_price": 20.0 + number, "current_price": 18.0}
                    ],
                    "stock_info_v2": {
                        "summary_info": {"total_reserved_stock": 1, "total_available_stock": 9},
                        "seller_stock": [{"location_id": "KRZ", "stock": 10}],
                    },
                }
                for number, (model_id, sku, index) in enumerate(source["models"])
            ],
        }

    @staticmethod
    def _tiers(payload):
        return [
            {
                "name": name,
                "option_list": [
                    {
                        "option": o,
                        "image": {"image_id": f"opt-{o}", "image_url": f"https://cf.example/opt-{o}"},
                    }
                    if not number
                    else {"option": o}
                    for o in options
                ],
            }
            for number, (name, options) in enumerate(payload["tiers"])
        ]

    # ------------------------------------------------------------
    # SYNC
    # ------------------------------------------------------------

    def sync(self, full=True):
        """Run the whole sync of the merchant and its stores.

        :return: the catalogue run
        """
        return self.merchant._pull_catalogue("manual", full=full)

    def global_item(self, global_item_id):
        return self.env["shopee.global.item"].search([("global_item_id", "=", str(global_item_id))])

    def variation(self, item_id, model_id=""):
        return self.env["shopee.item.variation"].search(
            [("listing_id.item_id", "=", str(item_id)), ("model_id", "=", str(model_id))]
        )

    def product(self, sku):
        return self.env["product.product"].search([("default_code", "=", sku)])

    def issues(self, code):
        return self.env["shopee.issue"].search([("code", "=", code), ("state", "=", "open")])
