"""Files that Shopee sends as labels: told by their content, taken apart, taken out of archives."""

import base64
import io
import zipfile
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import BadPayload, Rejected
from ..models import shopee_label_file
from .common import Sequence
from .common_ship import LabelCase, page_texts, pdf


def archive(*files):
    """A ZIP archive of (name, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestLabelFile(LabelCase):
    def test_labels_that_cannot_be_told_apart_come_one_by_one(self):
        pictures = [pdf("", ""), pdf("a"), pdf("b")]
        self.client.answers["logistics/download_shipping_document"] = Sequence(
            [(content, "application/pdf") for content in pictures]
        )
        packages = self.arranged_packages(2)
        self.run_all(packages)
        self.assertEqual(self.client.count("logistics/download_shipping_document"), 3)
        self.assertEqual([page_texts(p.label_attachment_id.raw) for p in packages], [["a"], ["b"]])

    def test_labels_that_may_not_be_downloaded_together(self):
        def answer(order_list, **params):
            if len(order_list) > 1:
                return Rejected("logistics.packages_can_not_download_together", "No")
            return self.labels(order_list)

        self.client.answers["logistics/download_shipping_document"] = answer
        packages = self.arranged_packages(2)
        self.run_all(packages)
        self.assertEqual(set(packages.mapped("label_state")), {"ready"})

    def test_answer_in_place_of_a_file_is_a_failed_label(self):
        bad, good = packages = self.arranged_packages(2)

        def answer(order_list, **params):
            if any(row["package_number"] == bad.package_number for row in order_list):
                return BadPayload("A file was expected", code="bad_payload")
            return self.labels(order_list)

        self.client.answers["logistics/download_shipping_document"] = answer
        self.run_all(packages)
        self.assertEqual((bad.label_state, good.label_state), ("failed", "ready"))
        self.assertIn("A file was expected", bad.label_error)

    def test_not_a_pdf(self):
        for content, kind, word in (
            (b"<!DOCTYPE html><html><body>label</body></html>", "text/html", "web page"),
            (b"PK\x03\x04rest", "application/pdf", "ZIP"),
            (archive(("label.html", b"<html/>"), ("x/", b"")), "application/zip", "ZIP"),
            (b"", "application/pdf", "empty"),
            (b"%PDF-1.4 cut off", "application/pdf", "not a PDF"),
        ):
            package = self.arranged_packages()
            self.client.answers["logistics/download_shipping_document"] = (content, kind)
            with mute_logger("pypdf._reader"):
                self.run_all(package)
            self.assertEqual(package.label_state, "failed", word)
            self.assertFalse(package.label_attachment_id)
            self.assertIn(word, package.label_error)
            self.assertEqual(self.issues(package).code, "label_not_pdf")

    def test_a_file_that_another_worker_writes_is_waited_for(self):
        """Labels share a thumbnail: Odoo takes one that is half written for another file."""
        package = self.arranged_packages()
        self.step(package)
        self.step(package)
        attachments = type(self.env["ir.attachment"])
        thumbnail = base64.b64decode(package._label_thumbnail())
        self.env["ir.attachment"].create({"name": "written", "raw": thumbnail})
        with patch.object(attachments, "_same_content", lambda *args: False):
            self.assertFails(RetryableJobError, self.step, package)
        self.step(package)
        self.assertEqual(package.label_state, "ready")

    # ------------------------------------------------------------
    # ARCHIVES
    # ------------------------------------------------------------

    def test_archive_with_the_label_of_one_parcel(self):
        content = archive(("read me.txt", b"Print both"), ("b.pdf", pdf("front")), ("a.pdf", pdf("back")))
        self.client.answers["logistics/download_shipping_document"] = (content, "application/octet-stream")
        package = self.arranged_packages()
        self.run_all(package)
        self.assertEqual(package.label_state, "ready")
        self.assertEqual(page_texts(package.label_attachment_id.raw), ["front", "back"])
        self.assertEqual(package.label_attachment_id.mimetype, "application/pdf")

    def test_archive_with_the_labels_of_many(self):
        def answer(order_list, **params):
            numbers = [f"SPX{row['package_number']}" for row in order_list]
            files = [(f"{number}.pdf", pdf(number)) for number in reversed(numbers)]
            return archive(*files), "application/zip"

        self.client.answers["logistics/download_shipping_document"] = answer
        packages = self.arranged_packages(3)
        self.run_all(packages)
        self.assertEqual(self.client.count("logistics/download_shipping_document"), 1)
        for package in packages:
            self.assertEqual(page_texts(package.label_attachment_id.raw), [package.tracking_number])

    def test_archive_that_is_too_big_is_not_opened(self):
        content = archive(("a.pdf", pdf("a")), ("b.pdf", pdf("b")), ("zeros.bin", b"0" * 100_000))
        self.assertEqual(shopee_label_file.as_pdf(content)[0], "pdf")
        for limit, value in (("ZIP_MEMBERS", 2), ("ZIP_BYTES", 50_000)):
            with patch.object(shopee_label_file, limit, value):
                self.assertEqual(shopee_label_file.as_pdf(content), ("zip", content), limit)

    def test_archive_that_lies_or_is_broken_is_not_taken(self):
        content = archive(("a.pdf", pdf("a")))
        locked = bytearray(content)
        for marker in (b"PK\x03\x04", b"PK\x01\x02"):  # flag "encrypted" in both headers
            locked[content.index(marker) + (6 if marker[2:3] == b"\x03" else 8)] |= 1
        for broken in (bytes(locked), content[:200], content[:60] + b"XX" + content[62:]):
            self.assertEqual(shopee_label_file.as_pdf(broken)[0], "zip")
