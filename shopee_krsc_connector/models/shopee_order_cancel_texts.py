"""Sentences of the issues about cancellations."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_cancel_refused(self, params):
        return (
            self.env._("Shopee did not take the cancellation: %s", params.get("reason", "")),
            self.env._("Press Retry, or open the order to decide otherwise or to keep it."),
        )

    def _text_cancel_too_late(self, params):
        return (
            self.env._("The parcel has left already."),
            self.env._("It cannot be cancelled any more. What comes back is decided on Shopee as a return."),
        )

    def _text_cancel_changed(self, params):
        return (
            self.env._("The pieces of the order have changed on Shopee in the meantime."),
            self.env._("Open the order and choose again what to cancel."),
        )

    def _text_cancel_overtaken(self, params):
        return (
            self.env._("The order was in another state on Shopee already, so nothing was sent."),
            self.env._("Nothing to do: the order shows how it goes on."),
        )

    def _text_cancel_stopped(self, params):
        return (
            self.env._("Telling Shopee about the cancellation stopped: %s", params.get("error", "")),
            self.env._("Press Retry. The order is read first, so nothing is cancelled twice."),
        )

    def _text_cancel_dead(self, params):
        return (
            self.env._("Telling Shopee about the cancellation was interrupted and not taken up again."),
            self.env._("Press Retry. The order is read first, so nothing is cancelled twice."),
        )

    def _text_cancel_not_shown(self, params):
        return (
            self.env._("Shopee took it, but goes on showing the order as before."),
            self.env._("Press Retry: the order is read first. If it stays, look it up in the Seller Centre."),
        )

    def _text_cancelled_after_move(self, params):
        return (
            self.env._("Cancelled after goods had moved (%s).", params.get("transfer", "")),
            self.env._("Validate the return transfer when the goods are back on the shelf."),
        )

    def _text_cancelled_after_invoice(self, params):
        return (
            self.env._("Cancelled, but %s is posted.", params.get("invoices", "")),
            self.env._("Make a credit note for it."),
        )
