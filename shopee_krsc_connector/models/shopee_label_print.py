"""Printing labels: one or many, as one PDF, from parcels, orders and transfers."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

NAMES_SHOWN = 10


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print_labels(self):
        """Open the labels of these parcels as one PDF, in their order.

        Parcels without a label are named and left out.

        :raise UserError: none has a label
        """
        self.check_access("read")
        ready = self.filtered("label_attachment_id")
        missing = ", ".join((self - ready).order_id[:NAMES_SHOWN].mapped("order_sn"))
        if not ready:
            raise UserError(
                self.env._("There is no label yet for: %s. It comes by itself once it is arranged.", missing)
                if self
                else self.env._("There is no Shopee parcel to print a label for.")
            )
        numbers = ",".join(map(str, ready.ids))
        url = {"type": "ir.actions.act_url", "url": f"/shopee/labels?ids={numbers}", "target": "new"}
        if not missing:
            return url
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._("Without a label, not printed: %s", missing),
                "next": url,
            },
        }

    def action_retry_labels(self):
        """Ask Shopee again for number and label of these arranged parcels."""
        self.check_access("write")
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
