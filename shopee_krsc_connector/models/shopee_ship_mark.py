"""The automatic trigger: a validated transfer wakes the job that makes its order Ready to Ship."""

import logging

from odoo import api, fields, models

from ..const import CHANNEL_PUSH

_logger = logging.getLogger(__name__)

COLLECTED = "shopee.ship.mark"
MARKS_PER_JOB = 500


class ShopeeShipMark(models.Model):
    """“This transfer was validated, or has got its tracking number: its order may be ready to ship.”

    A row is inserted by the transaction that does so. Nothing that jobs write is touched there, so a
    validation never fails because an order is being imported; the relation is to the transfer alone, which
    that transaction has written anyway. Nobody has access rights on this model.
    """

    _name = "shopee.ship.mark"
    _description = "Shopee Ready to Ship Mark"
    _log_access = False

    picking_id = fields.Many2one("stock.picking", required=True, ondelete="cascade", index=True)

    @api.model
    def _mark(self, pickings, shop_ids):
        """Insert the marks before the commit, and wake the stores' jobs after it.

        What changes the goods of an order marks its stock as well: one statement inserts both.
        """
        precommit = self.env.cr.precommit
        if COLLECTED not in precommit.data:
            precommit.data[COLLECTED] = []
            precommit.add(self.env["shopee.stock.mark"].sudo()._insert_collected)
        precommit.data[COLLECTED] += pickings.ids
        registry = self.env.registry

        @self.env.cr.postcommit.add
        def wake():
            # A job seen as pending by this transaction may have ended since: enqueue from a new snapshot
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, api.SUPERUSER_ID, {})
                    env["shopee.shop"].browse(shop_ids)._enqueue_ship_marked()
            except Exception:  # committed already: the cron does it within a minute
                _logger.warning("Shopee: ready-to-ship job not enqueued after commit", exc_info=True)

    @api.model
    def _pop_collected(self):
        """:return: ids of the transfers that this transaction has marked, handed out once"""
        return self.env.cr.precommit.data.pop(COLLECTED, [])

    @api.model
    def _insert(self, picking_ids):
        if picking_ids:
            self.env.cr.execute(
                "INSERT INTO shopee_ship_mark (picking_id) SELECT unnest(%s::int[])", [picking_ids]
            )


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_ship_marked(self):
        """Every minute: marks whose wake-up was lost."""
        marks = self.env["shopee.ship.mark"].search([])
        marks.picking_id.sale_id.shopee_order_id.shop_id._enqueue_ship_marked()

    def _enqueue_ship_marked(self):
        for shop in self:
            shop._enqueue(
                "_job_ship_marked",
                channel=CHANNEL_PUSH,
                priority=3,
                key=f"shopee:ship:marked:{shop.id}",
                description=self.env._("Shopee: Ready to Ship for validated transfers of %s", shop.name),
            )

    def _job_ship_marked(self):
        """Ask for the shipment of the orders whose validated transfers complete them. No HTTP here."""
        self.ensure_one()
        marks = self.env["shopee.ship.mark"].search(
            [("picking_id.sale_id.shopee_order_id.shop_id", "=", self.id)],
            order="id",
            limit=MARKS_PER_JOB,
        )
        orders = marks.picking_id.sale_id.shopee_order_id
        orders._ship_with_number()
        orders._compare_own_numbers()
        orders._ship_if_ready()
        if len(marks) == MARKS_PER_JOB:
            self._enqueue_ship_marked()
        marks.unlink()
