import base64
import io

from PIL import Image

from odoo.tests import tagged

from ..lib.pictures import PictureError
from .common_catalogue import PNG, CatalogueCase


@tagged("post_install", "-at_install")
class TestCataloguePictures(CatalogueCase):
    def test_pictures_are_fetched_once(self):
        same = {"image_id_list": ["kr-1"], "image_url_list": ["https://cf.example/kr-1"]}
        self.add_global(1001, "KR-A", image=same)
        self.add_global(1002, "KR-B", image=same)
        self.sync()
        self.assertEqual(self.fetched, ["https://cf.example/kr-1"])
        for sku in ("KR-A", "KR-B"):
            self.assertEqual(base64.b64decode(self.product(sku).image_1920), PNG)
            self.assertTrue(self.product(sku).image_128)
        self.add_global(1003, "KR-C", image=same)
        self.sync()
        self.assertEqual(len(self.fetched), 1)
        self.assertTrue(self.product("KR-C").image_1920)

    def test_option_pictures_go_to_the_variants(self):
        self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.sync()
        self.assertIn("https://cf.example/opt-Rose", self.fetched)
        self.assertTrue(self.product("S-R").image_variant_1920)
        self.assertTrue(self.product("S-R").image_128)
        self.assertTrue(self.product("S-R").product_tmpl_id.image_1920)

    def test_every_size_is_stored_as_odoo_would(self):
        content = io.BytesIO()
        Image.new("RGB", (1500, 900), (200, 90, 60)).save(content, "JPEG")
        self.pictures["https://cf.example/kr-1001"] = content.getvalue()
        self.add_global(1001, "KR-A")
        self.sync()
        template = self.product("KR-A").product_tmpl_id
        twin = self.env["product.template"].create(
            {"name": "Twin", "image_1920": base64.b64encode(content.getvalue())}
        )
        for size in (1920, 1024, 512, 256, 128):
            self.assertEqual(template[f"image_{size}"], twin[f"image_{size}"], size)
        self.assertEqual(template.can_image_1024_be_zoomed, twin.can_image_1024_be_zoomed)
        self.assertTrue(template.can_image_1024_be_zoomed)
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "product.template"),
                ("res_id", "=", template.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertEqual(len(attachments), 5)

    def test_own_picture_stays(self):
        other = base64.b64encode(PNG + b"own")
        self.cream.image_1920 = other
        self.add_global(1001, "SC-50")
        self.sync()
        self.assertEqual(self.cream.image_1920, other)

    def test_new_picture_replaces_the_one_the_sync_gave(self):
        payload = self.add_global(1001, "KR-A")
        self.sync()
        self.pictures["https://cf.example/new"] = PNG + b"new"
        payload["image"] = {"image_id_list": ["new"], "image_url_list": ["https://cf.example/new"]}
        self.sync()
        self.assertEqual(base64.b64decode(self.product("KR-A").image_1920), PNG + b"new")

    def test_failing_picture_stops_nothing_and_is_listed(self):
        self.pictures["https://cf.example/kr-1001"] = PictureError("too_large", "10")
        self.pictures["https://cf.example/kr-1002"] = b"\x89PNG\r\n\x1a\nbroken"
        self.add_global(1001, "KR-A")
        self.add_global(1002, "KR-B")
        self.add_global(1003, "KR-C")
        run = self.sync()
        self.assertEqual(run.state, "partial")
        self.assertEqual(run.created, 3)
        self.assertTrue(self.product("KR-C").image_1920)
        self.assertFalse(self.product("KR-B").image_1920)
        messages = " ".join(self.issues("picture_failed").mapped("message"))
        self.assertIn("10 MB", messages)
        self.assertIn("Item 1002", messages)

        self.pictures["https://cf.example/kr-1001"] = PNG
        self.issues("picture_failed").action_retry()
        self.assertTrue(self.product("KR-A").image_1920)
        self.assertEqual(len(self.issues("picture_failed")), 1)
