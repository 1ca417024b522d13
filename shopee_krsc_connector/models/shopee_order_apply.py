"""From Shopee's status to what Odoo does with the sales order: one small hook per status."""

import logging

from odoo import models

from ..const import STATUS_SHIPPED
from .shopee_order_build import BUILD_CONTEXT

_logger = logging.getLogger(__name__)


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _apply_status(self):
        """One small hook per Shopee status; a status we do not know changes nothing."""
        for status, orders in self.grouped("krsc_status").items():
            hook = getattr(orders, f"_on_{(status or '').lower()}", None)
            if hook:
                hook()
            else:
                _logger.warning("Shopee status %s is unknown: %s orders unchanged", status, len(orders))

    def _on_unpaid(self):
        """A quotation; its quantities are held back from the stock that is pushed."""

    def _on_pending(self):
        """Held by Shopee: stays a quotation."""

    def _on_invoice_pending(self):
        """Paid, but Shopee waits for the invoice data (BR): stays a quotation."""

    def _on_ready_to_ship(self):
        self._confirm()

    def _on_retry_ship(self):
        self._confirm()

    def _on_processed(self):
        """Arranged, here or in the Seller Centre: number and label are fetched where they are missing."""
        self._confirm()
        self.filtered(lambda order: order.ours_to_ship and not order.is_history)._request_labels()

    def _on_shipped(self):
        self._confirm()

    def _on_to_confirm_receive(self):
        self._confirm()

    def _on_completed(self):
        self._confirm()

    def _on_to_return(self):
        self._confirm()

    def _on_in_cancel(self):
        """Buyers ask to cancel what is paid: the goods stay reserved for them, also when it is seen only now.

        Transfers are held by ``stock.picking._action_done``; reading the order asked a person.
        """
        self._confirm()

    def _on_cancelled(self):
        self._cancel_sale_orders()

    def _confirm(self):
        """Confirm what is still a quotation; history is none unless a person made it one, and moves nothing.

        Orders that are not ours to ship are confirmed and locked without procurement; advance and
        booking packages stay a quotation until they have left, from the stock that Shopee holds.
        """
        todo = self.filtered(
            lambda order: order.sale_order_id.state in ("draft", "sent") and not order.is_history
        )
        held = todo.filtered(
            lambda order: (
                (order.advance_package or order.booking_sn) and order.krsc_status not in STATUS_SHIPPED
            )
        )
        ours = todo.filtered("ours_to_ship")
        foreign = todo - held - ours
        if ours:
            # Each new transfer asks for the numbers of its order: one query for all, not two for each
            ours.package_ids.fetch(["tracking_number"])
            ours.sale_order_id.with_context(**BUILD_CONTEXT).action_confirm()
        if foreign:
            sales = foreign.sale_order_id.with_context(**BUILD_CONTEXT, skip_procurement=True)
            sales.action_confirm()
            sales.write({"locked": True, "shopee_ships_elsewhere": True})
