"""What wakes the sender of stock: a row per product whose number may have changed.

A row is inserted by the transaction that changes something, and read and deleted by the sender. Nothing that
jobs write is touched here, so nobody's validation fails because stock is being sent.
"""

import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

COLLECTED = "shopee.stock.mark"
ANY_MERCHANT = 0


class ShopeeStockMark(models.Model):
    """“The number of this product at this merchant may have changed.” Nobody has access rights on it."""

    _name = "shopee.stock.mark"
    _description = "Shopee Stock Mark"
    _log_access = False

    merchant_id = fields.Many2one("shopee.merchant", required=True, ondelete="cascade", index=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    moved = fields.Boolean(
        help="Shopee's own number changed as well: send ours even when it is the one sent last."
    )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _mark_products(self, product_ids, moved=False, merchant=None):
        """Remember that the numbers of these products may change with this transaction.

        Costs nothing here: all that a transaction remembers becomes one insert before it is committed.

        :param product_ids: ids of ``product.product``
        :param bool moved: Shopee's own number changed, too
        :param merchant: ``shopee.merchant`` where it did; None: wherever the products are listed
        """
        if not product_ids:
            return
        precommit = self.env.cr.precommit
        if COLLECTED not in precommit.data:
            precommit.data[COLLECTED] = {}
            precommit.add(self.sudo()._insert_collected)
        collected = precommit.data[COLLECTED]
        owner = (merchant.id if merchant else ANY_MERCHANT) if moved else None
        for product_id in product_ids:
            collected.setdefault(product_id, set()).add(owner)

    @api.model
    def _insert_collected(self):
        """Before commit: the one insert, for the products that Shopee lists."""
        collected = self.env.cr.precommit.data.pop(COLLECTED, {})
        picking_ids = self.env["shopee.ship.mark"]._pop_collected()
        if not collected:
            self.env["shopee.ship.mark"]._insert(picking_ids)
            return
        related = self._related_product_ids(list(collected))
        moved = {
            (product_id, owner)
            for product_id, owners in collected.items()
            for owner in owners
            if owner is not None
        }
        self._insert(list(collected.keys() | related), moved, picking_ids)

    @api.model
    def _related_product_ids(self, product_ids):
        """Ids of other products whose numbers depend on these."""
        return set()

    @api.model
    def _insert(self, product_ids, moved, picking_ids):
        """:param moved: set of (product id, merchant id or ``ANY_MERCHANT``)
        :param picking_ids: transfers whose ``shopee.ship.mark`` go along
        """
        self.env.cr.execute(
            """
            WITH ship AS (INSERT INTO shopee_ship_mark (picking_id) SELECT unnest(%s::int[]))
            INSERT INTO shopee_stock_mark (merchant_id, product_id, moved)
            SELECT DISTINCT variation.merchant_id, variation.product_id, moved.product_id IS NOT NULL
              FROM shopee_global_variation variation
         LEFT JOIN unnest(%s::int[], %s::int[]) AS moved (product_id, merchant_id)
                ON moved.product_id = variation.product_id
               AND moved.merchant_id IN (variation.merchant_id, 0)
             WHERE variation.product_id = ANY(%s) AND NOT COALESCE(variation.is_gone, FALSE)
         RETURNING merchant_id
            """,
            [picking_ids, [one for one, _owner in moved], [owner for _one, owner in moved], product_ids],
        )
        self._wake_after_commit({row[0] for row in self.env.cr.fetchall()})

    @api.model
    def _wake_after_commit(self, merchant_ids):
        if not merchant_ids:
            return
        registry = self.env.registry

        @self.env.cr.postcommit.add
        def wake():
            # A job seen as pending by this transaction may have ended since: enqueue from a new snapshot
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, api.SUPERUSER_ID, {})
                    env["shopee.merchant"].browse(merchant_ids).exists()._wake_stock()
            except Exception:  # committed already: the cron does it within a minute
                _logger.warning("Shopee: stock job not enqueued after commit", exc_info=True)


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _mark_all_stock(self):
        """Have the numbers of all linked variations of these merchants looked at."""
        variations = self.env["shopee.global.variation"].sudo()
        found = variations._read_group(
            [("merchant_id", "in", self.ids), ("product_id", "!=", False)], ["product_id"]
        )
        self.env["shopee.stock.mark"]._mark_products([product.id for [product] in found])


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _mark_stock(self, moved=True):
        """Have the numbers of these variations looked at."""
        marks = self.env["shopee.stock.mark"]
        for merchant, variations in self.grouped("merchant_id").items():
            marks._mark_products(variations.product_id.ids, moved=moved, merchant=merchant)
