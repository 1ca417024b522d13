"""Parcels on the first-mile desk, and what Shopee answers about them."""

from ..lib.errors import Rejected
from .common_ship import ShipCase, pdf

NUMBER = "KRF260110000000000001"
BIND = "first_mile/bind_first_mile_tracking_number"
GENERATE = "first_mile/generate_first_mile_tracking_number"


class FirstMileCase(ShipCase):
    def setUp(self):
        super().setUp()
        channels = self.env["shopee.first.mile.channel"].create(
            [
                {
                    "company_id": self.company.id,
                    "channel_id": channel_id,
                    "name": name,
                    "method": method,
                }
                for channel_id, name, method in [
                    ("813", "Shopee pickup", "pickup"),
                    ("814", "CJ Logistics", "dropoff"),
                    ("815", "Hanjin Express", "dropoff"),
                ]
            ]
        )
        self.pickup, self.cj, self.hanjin = channels
        self.client.answers.update(
            {
                GENERATE: {"first_mile_tracking_number_list": [NUMBER]},
                BIND: self.bind_all,
                "first_mile/unbind_first_mile_tracking_number": self.bind_all,
                "first_mile/get_waybill": (pdf("waybill"), "application/pdf"),
            }
        )

    def bind_all(self, order_list, **params):
        return {"order_list": [{**row, "fail_error": "", "fail_message": ""} for row in order_list]}

    def refuse(self, error, message=""):
        """All parcels of the call are refused."""

        def answer(order_list, **params):
            refused = Rejected("firstmile.batch_api_all_failed", "all failed")
            rows = [{**row, "fail_error": error, "fail_message": message} for row in order_list]
            refused.payload = {"order_list": rows}
            return refused

        return answer

    def parcels(self, count=1):
        """Parcels that are arranged and have their label."""
        packages = self.ready_orders(count).package_ids
        packages.write({"ship_state": "arranged", "logistics_status": "LOGISTICS_REQUEST_CREATED"})
        packages.order_id.krsc_status = "PROCESSED"
        packages.label_state = "ready"
        return packages

    def wizard(self, packages, **values):
        action = packages.action_first_mile_bind()
        wizard = self.env["shopee.first.mile.bind"].browse(action["res_id"])
        wizard.write(values)
        return wizard

    def bind(self, packages, **values):
        """Bind as a person and the jobs do; the shipment."""
        shipment = self.env["shopee.first.mile"].browse(
            self.wizard(packages, **values).action_bind()["res_id"]
        )
        if not shipment.name:
            shipment._job_number()
        packages._job_bind()
        return shipment
