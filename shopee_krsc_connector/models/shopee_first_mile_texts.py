"""Sentences of the issues about the first mile."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_first_mile_refused(self, params):
        return (
            self.env._("The parcel was not bound to the first mile: %s", params.get("reason", "")),
            self.env._("Mend what Shopee names, then bind it again under First Mile."),
        )

    def _text_first_mile_stopped(self, params):
        reason = params.get("error") or self.env._("it was interrupted")
        return (
            self.env._("Binding the parcel to the first mile stopped: %s", reason),
            self.env._("Bind it again under First Mile. Shopee binds a parcel once only."),
        )

    def _text_first_mile_kept(self, params):
        reason = params.get("reason") or self.env._("it was interrupted")
        return (
            self.env._("Shopee did not release the parcel: %s", reason),
            self.env._("A parcel can be released until it is picked up."),
        )

    def _text_first_mile_number(self, params):
        reason = params.get("error") or self.env._("it was interrupted")
        return (
            self.env._("Shopee made no first-mile number: %s", reason),
            self.env._(
                "Shopee makes 20 numbers a day at most. Press Retry, or add the parcels to another one."
            ),
        )

    def _text_first_mile_waybill(self, params):
        return (
            self.env._("The waybill could not be read: %s", params.get("error", "")),
            self.env._("Press Print Waybill again, or print it in the Seller Centre."),
        )
