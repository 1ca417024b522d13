"""The three steps to a label: number, request, result. Each asks Shopee, then writes."""

from odoo import fields, models

from ..lib.api import logistics as logistics_api
from ..lib.dto.shipping import DocumentRequest, DocumentRow
from ..lib.errors import Rejected, ShopeeError
from .shopee_label import FIRST_POLL_SECONDS


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    def _fetch_step_number(self):
        """logistics/get_mass_tracking_number"""
        with self.shop_id._api() as client:
            found, failed = self._ask_numbers(client)
        numbered = self.browse()
        for package in self:
            tracking = found.get(package.package_number)
            if tracking and tracking.tracking_number:
                package.write(package._prepare_number_vals(tracking))
                numbered |= package
                continue
            if package._sent_number():  # Shopee need not repeat what it was told
                package.write({"tracking_number": package._sent_number(), "poll_count": 0})
                numbered |= package
                continue
            hint = failed.get(package.package_number) or (tracking.hint if tracking else "")
            package._poll_later("number_missing", reason=hint)
        self.env["shopee.issue"]._solve(numbered, ["number_missing"])
        numbered._write_tracking_refs()
        numbered.order_id._compare_own_numbers()
        # The order is PROCESSED from now on, with or without a push
        numbered.order_id._enqueue_read(priority=5, delay=2)

    def _ask_numbers(self, client):
        """A batch that is refused as a whole is asked for one by one."""
        numbers = self.mapped("package_number")
        try:
            return logistics_api.get_mass_tracking_number(client, package_numbers=numbers)
        except Rejected:
            return self._ask_numbers_singly(client)

    def _ask_numbers_singly(self, client):
        """logistics/get_tracking_number"""
        found, failed = {}, {}
        for package in self:
            number = package.package_number
            try:
                found[number] = logistics_api.get_tracking_number(
                    client, order_sn=package.order_id.order_sn, package_number=number
                )
            except Rejected as error:
                failed[number] = str(error)
        return found, failed

    def _prepare_number_vals(self, tracking):
        return {
            "tracking_number": tracking.tracking_number,
            "first_mile_tracking_number": tracking.first_mile_tracking_number,
            "poll_at": fields.Datetime.now(),
            "poll_count": 0,
            "label_failure": False,
        }

    def _fetch_step_request(self):
        """logistics/get_shipping_document_parameter and create_shipping_document"""
        with self.shop_id._api() as client:
            rows = self._ask_rows(client, "get_shipping_document_parameter", {})
            failed = {package: row for package, row in rows.items() if row.error}
            types = {
                package: package._choose_label_type(row) for package, row in rows.items() if not row.error
            }
            todo = self.filtered(lambda package: package in types)
            created = todo._ask_rows(client, "create_shipping_document", types) if todo else {}
        failed.update({package: row for package, row in created.items() if row.error})
        for package in self:
            row = failed.get(package)
            if row:
                package._refuse_label(row.error, row.error_message)
            elif package in created:
                package.write(
                    {"label_state": "requested", "label_type": types[package], "label_failure": False}
                )
                package._poll_in(FIRST_POLL_SECONDS)
            else:
                package._poll_later("label_slow")
        self.shop_id._enqueue_labels(delay=FIRST_POLL_SECONDS)

    def _fetch_step_result(self):
        """logistics/get_shipping_document_result and, of what is ready, download_shipping_document"""
        types = {package: package.label_type for package in self}
        with self.shop_id._api() as client:
            rows = self._ask_rows(client, "get_shipping_document_result", types)
            ready = [p.id for p, row in rows.items() if row.status == "READY" and not row.error]
            files = self.browse(ready)._download_labels(client)
        for package in self:
            row, file = rows.get(package), files.get(package)
            if isinstance(file, ShopeeError):
                package._refuse_label(file.code, str(file))
            elif file:
                package._store_label(file)
            elif row and (row.error or row.status == "FAILED"):
                package._refuse_label(row.error or row.status, row.error_message)
            elif not row or row.status != "READY":
                package._poll_later("label_slow")

    def _ask_rows(self, client, name, types):
        """Rows of a label call by package; a batch that is refused as a whole is asked for one by one.

        :param dict types: package -> type of label
        :return: {package: DocumentRow}, without those that Shopee left out
        """
        ask = getattr(logistics_api, name)
        requests = [package._document_request(types.get(package)) for package in self]
        try:
            rows = ask(client, requests=requests)
        except Rejected as error:
            if len(self) == 1:
                return {self: self._refused_row(error)}
            found = {}
            for package in self:
                found.update(package._ask_rows(client, name, types))
            return found
        by_number = {row.package_number or row.order_sn: row for row in rows}
        found = {
            package: by_number.get(package.package_number) or by_number.get(package.order_id.order_sn)
            for package in self
        }
        return {package: row for package, row in found.items() if row}

    def _refused_row(self, error):
        """A refused call as the row that Shopee would have answered."""
        return DocumentRow(
            order_sn=self.order_id.order_sn,
            package_number=self.package_number,
            status="",
            error=error.code or "rejected",
            error_message=str(error),
            suggested_type="",
            selectable_types=(),
        )

    def _document_request(self, document_type=None):
        return DocumentRequest(
            order_sn=self.order_id.order_sn,
            package_number=self.package_number,
            tracking_number=self.tracking_number or "",
            document_type=document_type or "",
        )

    def _choose_label_type(self, row):
        """The store's format where Shopee offers it, else the one that Shopee suggests."""
        wanted = self.shop_id.label_type
        if wanted in row.selectable_types or not row.suggested_type:
            return wanted
        return row.suggested_type
