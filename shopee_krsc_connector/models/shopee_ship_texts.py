"""Sentences of the issues about Ready to Ship, tracking numbers and labels."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_ship_refused(self, params):
        return (
            self.env._("Shopee did not arrange the parcel: %s", params.get("reason", "")),
            self.env._("Mend what Shopee names, then press Retry."),
        )

    def _text_ship_own_carrier(self, params):
        return (
            self.env._("This parcel goes with your own carrier, and Shopee asks for its tracking number."),
            self.env._(
                "Enter it on the delivery as Tracking Reference: it is then sent by itself. Or press Ready "
                "to Ship and type it there."
            ),
        )

    def _text_ship_no_way(self, params):
        return (
            self.env._("Shopee offers no way to hand this parcel over."),
            self.env._("Check the shipping channels of the store in the Seller Centre, then press Retry."),
        )

    def _text_ship_no_slot(self, params):
        return (
            self.env._("Shopee offers no time for the pickup."),
            self.env._("Press Retry later, or choose Drop-off as the preferred hand-over of the store."),
        )

    def _text_ship_no_address(self, params):
        return (
            self.env._("The store has no pickup address on Shopee."),
            self.env._("Enter one in the Seller Centre under Shipping Settings, then press Retry."),
        )

    def _text_ship_no_branch(self, params):
        return (
            self.env._("Shopee offers no branch to drop this parcel off."),
            self.env._("Press Retry later, or choose Pickup as the preferred hand-over of the store."),
        )

    def _text_ship_unknown_package(self, params):
        return (
            self.env._("Shopee does not know this parcel any more."),
            self.env._("Read the order again: it may have been split or cancelled in the Seller Centre."),
        )

    def _text_ship_stopped(self, params):
        return (
            self.env._("Arranging the parcel stopped: %s", params.get("error", "")),
            self.env._("Press Retry. Shopee is asked first, so nothing is arranged twice."),
        )

    def _text_ship_dead(self, params):
        return (
            self.env._("Arranging the parcel was interrupted and not taken up again."),
            self.env._("Press Retry. Shopee is asked first, so nothing is arranged twice."),
        )

    def _text_number_missing(self, params):
        return (
            self.env._("Shopee has not given a tracking number for hours. %s", params.get("reason", "")),
            self.env._("Odoo keeps asking. Look the order up in the Seller Centre, or press Retry."),
        )

    def _text_label_slow(self, params):
        return (
            self.env._("Shopee has been making the label for hours."),
            self.env._("Odoo keeps asking. Look the order up in the Seller Centre, or press Retry."),
        )

    def _text_label_refused(self, params):
        return (
            self.env._("Shopee did not make the label: %s", params.get("reason", "")),
            self.env._(
                "A label can be made from the moment the parcel is arranged until the hub scans it. Press "
                "Retry, or print it in the Seller Centre."
            ),
        )

    def _text_label_not_pdf(self, params):
        kinds = {
            "html": self.env._("a web page"),
            "zip": self.env._("a ZIP archive without a readable PDF"),
            "empty": self.env._("an empty file"),
        }
        kind = kinds.get(params.get("kind")) or self.env._("a file that is not a PDF")
        return (
            self.env._("Shopee sent %(kind)s instead of a label.", kind=kind),
            self.env._(
                "Change the label format of the store (Thermal or A4) and press Retry, or print the label in "
                "the Seller Centre."
            ),
        )
