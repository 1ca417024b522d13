from odoo import http
from odoo.http import request

from ..const import LABELS_PER_PDF
from .labels import pdf_response


class ShopeeWaybills(http.Controller):
    @http.route("/shopee/waybills", type="http", auth="user", methods=["GET"])
    def waybills(self, ids=""):
        """Waybills of the first-mile shipments ``ids`` (comma-joined, in the order to print) as one PDF."""
        numbers = [int(number) for number in ids.split(",") if number.isdecimal()][:LABELS_PER_PDF]
        shipments = request.env["shopee.first.mile"].browse(numbers).exists()
        shipments.check_access("read")
        shipments = shipments.filtered("waybill_id")
        if not shipments:
            raise request.not_found()
        name = f"{shipments.name}.pdf" if len(shipments) == 1 else "shopee-waybills.pdf"
        return pdf_response(shipments._print_waybills(), name)
