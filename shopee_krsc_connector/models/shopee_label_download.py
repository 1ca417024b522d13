"""Downloading labels: one call for many parcels where the file can be taken apart safely."""

import time

from odoo import models

from ..lib.api import logistics as logistics_api
from ..lib.client import Download
from ..lib.dto.shipping import DocumentRequest
from ..lib.errors import BadPayload, Rejected
from .shopee_label_file import as_pdf, split_pages

DOWNLOAD_SECONDS = 60


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    def _download_labels(self, client):
        """Files of these parcels' labels, which Shopee says are ready.

        :return: {package: Download, or the error it ended with}; without those for which the time of one
            job is too short
        """
        deadline = time.monotonic() + DOWNLOAD_SECONDS
        files = {}
        for packages in self.grouped(lambda p: (p.channel_id, p.label_type)).values():
            together = packages._download_together(client) if len(packages) > 1 else {}
            files.update(together)
            for package in packages.filtered(lambda p, found=together: p not in found):
                if time.monotonic() > deadline:
                    break
                try:
                    files[package] = package._download(client)
                except (Rejected, BadPayload) as error:  # BadPayload: an answer where a file belongs
                    files[package] = error
        return files

    def _download_together(self, client):
        """One file for all, taken apart by the tracking number that each page names.

        Which page is whose is not promised by their order. Where it cannot be read beyond doubt, nothing is
        returned and the labels are fetched one by one.
        """
        try:
            download = self._download(client)
        except (Rejected, BadPayload):
            return {}
        kind, content = as_pdf(download.content, download.content_type)
        pages = split_pages(content, self.mapped("tracking_number")) if kind == "pdf" else {}
        return {
            package: Download(pages[package.tracking_number], "application/pdf")
            for package in self
            if package.tracking_number in pages
        }

    def _download(self, client):
        """logistics/download_shipping_document, for parcels of one channel and one type of label"""
        return logistics_api.download_shipping_document(
            client,
            requests=[DocumentRequest(package.order_id.order_sn, package.package_number) for package in self],
            document_type=self[0].label_type or "",
        )
