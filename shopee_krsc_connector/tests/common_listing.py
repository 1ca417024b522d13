"""Shopee's side of listing: what is created stays there, asynchronously, and answers may be lost."""

import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo import fields

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.job import Job

from ..lib.errors import Unavailable
from ..models.shopee_account import ShopeeAccount
from .common_reference import SKINCARE, ReferenceCase


def picture(color):
    content = io.BytesIO()
    Image.new("RGB", (300, 300), color).save(content, "PNG")
    return base64.b64encode(content.getvalue())


class Killed(BaseException):
    """The process died: nothing of its transaction is left."""


class ListingCase(ReferenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "queue_job__no_delay": False})
        for name in ("account", "merchant", "shop", "products", "cream", "stick", "pouch", "company"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.cream.write(
            {
                "name": "Snail Cream 50 ml",
                "description_sale": "A rich cream with snail mucin for dry skin.",
                "weight": 0.2,
                "image_1920": picture("red"),
            }
        )
        cls.color = cls.env["product.attribute"].create({"name": "Color", "create_variant": "always"})
        cls.size = cls.env["product.attribute"].create({"name": "Size", "create_variant": "always"})
        values = cls.env["product.attribute.value"]
        cls.colors = values.create([{"attribute_id": cls.color.id, "name": n} for n in ("Red", "Pink")])
        cls.sizes = values.create([{"attribute_id": cls.size.id, "name": n} for n in ("S", "M", "L")])
        cls.group = cls.env["product.template"].create(
            {
                "name": "Lip Tint Velvet",
                "description_sale": "A velvet lip tint that lasts the whole day.",
                "type": "consu",
                "is_storable": True,
                "list_price": 15.0,
                "taxes_id": False,
                "image_1920": picture("blue"),
                "attribute_line_ids": [
                    (0, 0, {"attribute_id": cls.color.id, "value_ids": [(6, 0, cls.colors.ids)]}),
                    (0, 0, {"attribute_id": cls.size.id, "value_ids": [(6, 0, cls.sizes.ids)]}),
                ],
            }
        )
        for variant in cls.group.product_variant_ids:
            names = variant.product_template_attribute_value_ids.mapped("name")
            variant.write({"default_code": "LT-" + "-".join(names).upper(), "weight": 0.05})

    def setUp(self):
        super().setUp()
        self.next_global = 2100000000
        self.tasks = {}
        self.published = {}  # global item id -> {shop id: item id}
        self.publish_failure = ""
        self.client.answers.update(
            {
                "media_space/upload_image": self._answer_upload,
                "global_product/category_recommend": {"category_id": [SKINCARE, 999]},
                "global_product/add_global_item": self._answer_add,
                "global_product/init_tier_variation": self._answer_tiers,
                "global_product/create_publish_task": self._answer_task,
                "global_product/get_publish_task_result": self._answer_result,
                "global_product/update_global_item": self._answer_update,
            }
        )
        self.files = []
        upload = self.client.upload

        def remember(path, files, **sent):
            self.files.append([one for _field, one in files])
            return upload(path, files, **sent)

        self.client.upload = remember
        self.startPatcher(patch.object(ShopeeAccount, "_client", lambda account: self.client))
        self.registry_enter_test_mode()  # intents are written on cursors of their own
        self.env["queue.job"].search([("state", "=", "pending")]).unlink()
        self.merchant._ensure_categories()
        self.run_jobs()
        self.leaf = self.category(SKINCARE)
        self.leaf._ensure_details()
        self.run_jobs()

    # ------------------------------------------------------------
    # SHOPEE
    # ------------------------------------------------------------

    def _answer_upload(self, scene):
        rows = [
            {
                "id": number,
                "error": "",
                "message": "",
                "image_info": {
                    "image_id": f"kr-{name}",
                    "image_url_list": [{"image_url": f"https://cf.example/{name}"}],
                },
            }
            for number, (name, _content, _kind) in enumerate(self.files[-1])
        ]
        return {"image_info_list": rows}

    def _answer_add(self, **body):
        self.next_global += 17
        key = self.next_global
        now = int(fields.Datetime.now().timestamp())
        self.add_global(
            key,
            sku=body.get("global_item_sku", ""),
            publish=False,
            global_item_name=body["global_item_name"],
            description=body["description"],
            category_id=body["category_id"],
            brand=body["brand"],
            weight=body["weight"],
            pre_order=body["pre_order"],
            condition=body["condition"],
            attribute_list=body.get("attribute_list", []),
            image={
                "image_id_list": body["image"]["image_id_list"],
                "image_url_list": [f"https://cf.example/{one}" for one in body["image"]["image_id_list"]],
            },
            price_info=[{"currency": "KRW", "original_price": body["original_price"]}],
            stock_info=[
                {"stock_type": 2, "normal_stock": row["stock"]} for row in body.get("seller_stock", [])
            ],
            create_time=now,
            update_time=now,
        )
        return {"global_item_id": key}

    def _answer_update(self, global_item_id, **body):
        item = self.globals[global_item_id]
        for key in ("global_item_name", "description", "attribute_list", "weight", "category_id"):
            if key in body:
                item[key] = body[key]
        if "image" in body:
            item["image"]["image_id_list"] = body["image"]["image_id_list"]
        return {"global_item_id": global_item_id}

    def _answer_tiers(self, global_item_id, standardise_tier_variation, global_model):
        item = self.globals[global_item_id]
        item["has_model"] = True
        item["sent_tiers"] = standardise_tier_variation
        item["tiers"] = [
            (
                tier["variation_name"],
                [option["variation_option_name"] for option in tier["variation_option_list"]],
            )
            for tier in standardise_tier_variation
        ]
        item["models"] = [
            (global_item_id * 100 + number, model["global_model_sku"], model["tier_index"])
            for number, model in enumerate(global_model)
        ]
        item["sent_models"] = global_model
        return {}

    def _answer_task(self, global_item_id, shop_id, shop_region, item):
        task = 77000000 + len(self.tasks)
        self.tasks[task] = (global_item_id, shop_id, item)
        if not self.publish_failure:
            self.put_on_sale(global_item_id, shop_id)
        return {"publish_task_id": task}

    def put_on_sale(self, global_item_id, shop_id):
        item_id = global_item_id + 500 + len(self.published.get(global_item_id, {}))
        self.add_item(item_id, global_item_id)
        self.published.setdefault(global_item_id, {})[shop_id] = item_id

    def _answer_result(self, publish_task_id):
        global_item_id, shop_id, _item = self.tasks[publish_task_id]
        if self.publish_failure:
            return {"publish_status": "failed", "failed": {"failed_reason": self.publish_failure}}
        item_id = self.published[global_item_id][shop_id]
        return {
            "publish_status": "success",
            "success": {"region": "SG", "shop_id": str(shop_id), "item_id": str(item_id)},
        }

    def _answer_published(self, global_item_id):
        return {
            "published_item": [
                {"shop_id": int(shop_id), "shop_region": "SG", "item_id": item_id, "item_status": 1}
                for shop_id, item_id in self.published.get(global_item_id, {}).items()
            ]
        }

    def lose_answer(self, path, times=1):
        """Shopee does the work, but its answer does not arrive."""
        answer = self.client.answers[path]
        left = [times]

        def lost(**params):
            result = answer(**params) if callable(answer) else answer
            if left[0]:
                left[0] -= 1
                return Unavailable("no answer")
            return result

        self.client.answers[path] = lost

    def lose_request(self, path):
        """The call never reaches Shopee, or so it seems."""
        answer = self.client.answers[path]
        left = [1]

        def lost(**params):
            if left[0]:
                left[0] -= 1
                return Unavailable("no answer")
            return answer(**params)

        self.client.answers[path] = lost

    # ------------------------------------------------------------
    # ODOO
    # ------------------------------------------------------------

    def draft(self, product, ready=True, shops=None):
        """A draft that lacks nothing."""
        listing = self.env["shopee.listing"]._draft_for(
            product.product_tmpl_id if product._name == "product.product" else product,
            self.merchant,
            self.shop if shops is None else shops,
        )
        self.run_jobs()
        if ready:
            listing.category_id = self.leaf
            self.run_jobs()
            skin = listing.attribute_ids.filtered(lambda line: line.is_mandatory)
            skin.value_ids = skin.attribute_id.value_ids[:1]
            listing.flush_recordset()
        return listing

    def start(self, product):
        listing = self.draft(product)
        listing.action_list()
        return listing

    def assertListed(self, listing):
        self.assertEqual(listing.state, "done", listing.failure or listing.shop_line_ids.mapped("failure"))
        self.assertEqual(len(self.globals), 1)
        self.assertEqual(list(self.globals), [int(listing.global_item_ref)])
        self.assertEqual(len(self.published[int(listing.global_item_ref)]), 1)
        self.assertEqual(listing.shop_line_ids.item_id.global_id, listing.global_item_id)
        self.assertFalse(self.env["shopee.write.intent"].search([("state", "=", "open")]))

    def jobs(self, method=None):
        domain = [("state", "=", "pending")]
        if method:
            domain.append(("method_name", "=", method))
        return self.env["queue.job"].search(domain, order="id")

    def run_jobs(self, *methods, most=40):
        """Run what is enqueued, and what that enqueues."""
        for _number in range(most):
            jobs = self.jobs()
            if methods:
                jobs = jobs.filtered(lambda job: job.method_name in methods)
            if not jobs:
                return
            for uuid in jobs.mapped("uuid"):
                self.run_job(uuid)

    def run_job(self, uuid):
        """As the runner does, but for the rollback: jobs write nothing before the network is closed."""
        job = Job.load(self.env, uuid)
        try:
            job.perform()
        except (RetryableJobError, Killed):
            return
        except FailedJobError as error:
            job.set_failed(exc_name="FailedJobError", exc_message=str(error))
        else:
            job.set_done()
        job.store()

    def later(self, kind, minutes=3):
        """Time passes for an open intent."""
        intents = self.env["shopee.write.intent"].search([("kind", "=", kind), ("state", "=", "open")])
        for intent in intents:
            intent.started_at -= timedelta(minutes=minutes)
        self.env.flush_all()
