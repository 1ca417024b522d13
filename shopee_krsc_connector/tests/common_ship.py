"""What the tests of shipping share: orders with goods in stock, and Shopee's side of arranging."""

import io
from datetime import timedelta

from reportlab.pdfgen.canvas import Canvas

from odoo import fields
from odoo.tools.pdf import PdfFileReader

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ShopeeCase


def pdf(*texts):
    """A PDF with one page per text, in the size of a thermal label."""
    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=(283, 425))
    for text in texts:
        page.drawString(20, 400, text)
        page.showPage()
    page.save()
    return buffer.getvalue()


def page_texts(content):
    """Text of each page of a PDF."""
    reader = PdfFileReader(io.BytesIO(content))
    return [reader.getPage(number).extract_text().strip() for number in range(reader.getNumPages())]


class ShipCase(ShopeeCase):
    def setUp(self):
        super().setUp()
        # Intents are written on cursors of their own: these wrap the cursor of the test
        self.registry_enter_test_mode()
        trap = trap_jobs()
        self.jobs = trap.__enter__()
        self.addCleanup(trap.__exit__, None, None, None)
        self.arranged = set()  # package numbers that Shopee has taken
        self.client.answers.update(
            {
                "logistics/get_shipping_parameter": self.parameter_payload(),
                "logistics/get_mass_shipping_parameter": self.parameter_payload(),
                "logistics/ship_order": self.take_one,
                "logistics/mass_ship_order": self.take_many,
                "order/get_package_detail": self.package_details,
            }
        )

    # ------------------------------------------------------------
    # SHOPEE'S SIDE
    # ------------------------------------------------------------

    def parameter_payload(self, **info_needed):
        return {
            "info_needed": info_needed or {"dropoff": [], "pickup": ["address_id", "pickup_time_id"]},
            "dropoff": {"branch_list": None, "slug_list": None},
            "pickup": {
                "address_list": [
                    {
                        "address_id": 710001,
                        "address_flag": ["default_address"],
                        "time_slot_list": [
                            {"date": 1768100000, "pickup_time_id": "1768100000_2"},
                        ],
                    },
                    {
                        "address_id": 710002,
                        "address_flag": ["pickup_address"],
                        "time_slot_list": [
                            {"date": 1768200000, "pickup_time_id": "1768200000_1"},
                            {"date": 1768050000, "pickup_time_id": "1768050000_3"},
                        ],
                    },
                ]
            },
        }

    def take_one(self, package_number, **params):
        self.arranged.add(package_number)
        return {}

    def take_many(self, package_list, **params):
        numbers = [row["package_number"] for row in package_list]
        self.arranged.update(numbers)
        return {"success_list": [{"package_number": number} for number in numbers], "fail_list": []}

    def package_details(self, package_number_list, **params):
        numbers = package_number_list
        if isinstance(numbers, str):
            numbers = numbers.split(",")
        return {
            "package_list": [
                {
                    "order_sn": "",
                    "package_number": number,
                    "fulfillment_status": "LOGISTICS_READY",
                    "is_shipment_arranged": number in self.arranged,
                    "item_list": [],
                }
                for number in numbers
            ]
        }

    def sent(self):
        """Package numbers of all calls that arrange, in order, with repeats."""
        numbers = [params["package_number"] for params in self.client.params("logistics/ship_order")]
        for params in self.client.params("logistics/mass_ship_order"):
            numbers += [row["package_number"] for row in params["package_list"]]
        return numbers

    # ------------------------------------------------------------
    # ODOO'S SIDE
    # ------------------------------------------------------------

    def ready_orders(self, count=1, quantity=2, **changes):
        """Orders that are built, confirmed and reserved."""
        self.add_stock(self.cream, quantity * count)
        return self.read_orders(
            *[self.order_payload([(self.cream, quantity, 10.0)], **changes) for _n in range(count)]
        )

    def enqueued(self, method):
        """Jobs of a method that were enqueued so far."""
        return [job for job in self.jobs.enqueued_jobs if job.method_name == method]

    def assertFails(self, error, call, *args):
        """``call`` raises; unlike assertRaises nothing is rolled back, as intents never are."""
        try:
            call(*args)
        except error as caught:
            return caught
        raise AssertionError(f"{error.__name__} was not raised")

    def said(self, action):
        """All that a notification tells."""
        return f"{action['params']['title']}. {action['params']['message']}"

    def run_marked(self):
        self.env.cr.flush()
        self.shop._job_ship_marked()

    def validate(self, pickings, **context):
        return pickings.with_context(skip_backorder=True, skip_sms=True, **context).button_validate()

    def pick(self, picking, quantity):
        """Count ``quantity`` of the transfer's only product as picked."""
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True

    def issues(self, record, state="open"):
        return self.env["shopee.issue"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids), ("state", "=", state)]
        )


class LabelCase(ShipCase):
    """With Shopee's side of numbers and labels."""

    def setUp(self):
        super().setUp()
        self.client.answers.update(
            {
                "logistics/get_mass_tracking_number": self.numbers,
                "logistics/get_shipping_document_parameter": self.parameters,
                "logistics/create_shipping_document": self.rows,
                "logistics/get_shipping_document_result": self.results,
                "logistics/download_shipping_document": self.labels,
            }
        )

    # ------------------------------------------------------------
    # SHOPEE'S SIDE
    # ------------------------------------------------------------

    def numbers(self, package_list, **params):
        return {
            "success_list": [
                {
                    "package_number": row["package_number"],
                    "tracking_number": f"SPX{row['package_number']}",
                    "first_mile_tracking_number": "KRF1",
                }
                for row in package_list
            ],
            "fail_list": [],
        }

    def no_numbers(self, package_list, **params):
        return {
            "success_list": [
                {**row, "tracking_number": "", "hint": "The number is being made."} for row in package_list
            ]
        }

    def rows(self, order_list, **extra):
        keys = ("order_sn", "package_number")
        return {"result_list": [{key: row[key] for key in keys} | extra for row in order_list]}

    def parameters(self, order_list):
        return self.rows(
            order_list,
            suggest_shipping_document_type="NORMAL_AIR_WAYBILL",
            selectable_shipping_document_type=["NORMAL_AIR_WAYBILL", "THERMAL_AIR_WAYBILL"],
        )

    def results(self, order_list):
        return self.rows(order_list, status="READY")

    def labels(self, order_list, **params):
        numbers = [f"SPX{row['package_number']}" for row in order_list]
        return pdf(*reversed(numbers)), "application/pdf"

    # ------------------------------------------------------------
    # ODOO'S SIDE
    # ------------------------------------------------------------

    def arranged_packages(self, count=1):
        orders = self.ready_orders(count)
        packages = orders.package_ids
        packages.ship_state = "arranged"
        packages._fetch_numbers()
        return packages

    def make_due(self, packages):
        packages.poll_at = fields.Datetime.now() - timedelta(seconds=1)

    def step(self, packages):
        """Let the next moment of asking come, and run the store's job once."""
        self.make_due(packages.filtered("poll_at"))
        self.shop._job_fetch_labels()

    def run_all(self, packages):
        for _n in range(3):
            self.step(packages)
