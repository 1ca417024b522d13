from odoo import http
from odoo.http import content_disposition, request

MAX_LABELS = 500


class ShopeeLabels(http.Controller):
    @http.route("/shopee/labels", type="http", auth="user", methods=["GET"], readonly=False)
    def labels(self, ids=""):
        """Labels of the parcels ``ids`` (comma-joined, in the order to print) as one PDF."""
        numbers = [int(number) for number in ids.split(",") if number.isdecimal()][:MAX_LABELS]
        packages = request.env["shopee.package"].browse(numbers).exists()
        packages.check_access("read")
        packages = packages._printable()
        if not packages:
            raise request.not_found()
        name = f"{packages.order_id.order_sn}.pdf" if len(packages) == 1 else "shopee-labels.pdf"
        return request.make_response(
            packages._print_labels(),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name, "inline")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
