from odoo import http
from odoo.http import content_disposition, request

from ..const import LABELS_PER_PDF


class ShopeeLabels(http.Controller):
    @http.route("/shopee/labels", type="http", auth="user", methods=["GET"], readonly=False)
    def labels(self, ids=""):
        """Labels of the parcels ``ids`` (comma-joined, in the order to print) as one PDF."""
        numbers = [int(number) for number in ids.split(",") if number.isdecimal()][:LABELS_PER_PDF]
        packages = request.env["shopee.package"].browse(numbers).exists()
        packages.check_access("read")
        packages = packages._printable()
        if not packages:
            raise request.not_found()
        name = f"{packages.order_id.order_sn}.pdf" if len(packages) == 1 else "shopee-labels.pdf"
        return pdf_response(packages._print_labels(), name)


def pdf_response(content, name):
    """A PDF that the browser shows."""
    return request.make_response(
        content,
        headers=[
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(name, "inline")),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
