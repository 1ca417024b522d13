"""Printing labels: one or many, as one PDF, from parcels, orders and transfers."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.pdf import merge_pdf

from ..const import LABELS_PER_PDF, STATUS_SHIPPED
from .shopee_package import LOGISTICS_SCANNED

NAMES_SHOWN = 10


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print_labels(self):
        """Open the labels of these parcels as one PDF, in the order of their pick list.

        Parcels without a label, or which the hub has scanned already, are named and left out.

        :raise UserError: none is left
        """
        self.check_access("read")
        ready = self._printable()._in_pick_order()
        reasons = self._not_printed_texts()
        if not ready:
            raise UserError(
                "\n".join(reasons) or self.env._("There is no Shopee parcel to print a label for.")
            )
        if len(ready) > LABELS_PER_PDF:
            reasons.append(
                self.env._(
                    "One PDF holds at most %(most)s labels. Print the other %(count)s after it.",
                    most=LABELS_PER_PDF,
                    count=len(ready) - LABELS_PER_PDF,
                )
            )
        numbers = ",".join(map(str, ready[:LABELS_PER_PDF].ids))
        url = {"type": "ir.actions.act_url", "url": f"/shopee/labels?ids={numbers}", "target": "new"}
        if not reasons:
            return url
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(reasons),
                "next": url,
            },
        }

    def action_retry_labels(self):
        """Ask Shopee again for number and label of these arranged parcels."""
        if not self.order_id._may_ship():
            raise AccessError(self.env._("You may not make orders Ready to Ship."))
        self.check_access("read")
        self.filtered(lambda package: package.ship_state == "arranged").sudo()._retry_labels()
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _print_labels(self):
        """Labels of these parcels as one PDF; they count as printed from now on.

        :return: bytes
        """
        labels = self.sudo()
        content = merge_pdf([attachment.raw for attachment in labels.label_attachment_id])
        labels.filtered("label_attachment_id").label_printed_at = fields.Datetime.now()
        return content

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _printable(self):
        """Those with a label that may still be printed: Shopee forbids it once the hub has the parcel."""
        return self.filtered(lambda package: package.label_attachment_id and not package._is_scanned())

    def _is_scanned(self):
        """Whether the hub has scanned this parcel."""
        self.ensure_one()
        order = self.order_id
        return (
            self.logistics_status in LOGISTICS_SCANNED
            or order.krsc_status in STATUS_SHIPPED
            or bool(order.pickup_done_time)
        )

    def _not_printed_texts(self):
        """A sentence per reason for which labels of these parcels are not printed."""
        scanned = self.filtered(lambda package: package._is_scanned())
        missing = self.filtered(lambda package: not package.label_attachment_id) - scanned
        texts = []
        if scanned:
            names = ", ".join(scanned.order_id[:NAMES_SHOWN].mapped("order_sn"))
            texts.append(
                self.env._("The hub has scanned the parcel, so its label may not be printed again: %s", names)
            )
        if missing:
            names = ", ".join(missing.order_id[:NAMES_SHOWN].mapped("order_sn"))
            texts.append(
                self.env._("There is no label yet for: %s. It comes by itself once it is arranged.", names)
            )
        return texts

    def _in_pick_order(self):
        """These parcels in the order in which the pick list names their orders."""
        places = {order: place for place, order in enumerate(self.order_id._in_pick_order())}
        return self.sorted(lambda package: (places[package.order_id], package.id))


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    label_ids = fields.Many2many("ir.attachment", string="Labels", compute="_compute_label_ids")

    @api.depends("package_ids.label_attachment_id")
    def _compute_label_ids(self):
        for order in self:
            order.label_ids = order.package_ids.label_attachment_id

    def action_print_labels(self):
        return self.package_ids.action_print_labels()

    def _get_mail_thread_data_attachments(self):
        """The labels stand among the files of the order."""
        return super()._get_mail_thread_data_attachments() | self.label_ids


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_shopee_print_labels(self):
        return self.shopee_order_id.action_print_labels()

    def _get_mail_thread_data_attachments(self):
        """The labels stand among the files of the order."""
        return super()._get_mail_thread_data_attachments() | self.shopee_order_id.label_ids
