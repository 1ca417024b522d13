"""Changes of stock beside a new link: their transactions do not see it, so they leave no mark."""

from odoo import api, fields, models

COLLECTED = "shopee.stock.link"
LINK_FIELDS = {"is_gone", "product_id"}


class ShopeeStockLink(models.Model):
    """“This product was linked, and who began before may have changed its stock without a mark.”

    A row is inserted by the transaction that links and deleted by the cron. Nobody has access rights on it.
    """

    _name = "shopee.stock.link"
    _description = "Shopee Stock Link"
    _log_access = False

    merchant_id = fields.Many2one("shopee.merchant", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")

    @api.model
    def _remember(self, variations):
        """Have these variations looked at again later; one insert before the commit."""
        precommit = self.env.cr.precommit
        if COLLECTED not in precommit.data:
            precommit.data[COLLECTED] = set()
            precommit.add(self.sudo()._insert_collected)
        precommit.data[COLLECTED].update(variations.ids)

    @api.model
    def _insert_collected(self):
        """Before commit: going live marks all products, so only merchants that are live are of interest."""
        self.env["shopee.global.variation"].flush_model([*LINK_FIELDS, "merchant_id"])
        self.env.cr.execute(
            """
            INSERT INTO shopee_stock_link (merchant_id, product_id)
            SELECT DISTINCT variation.merchant_id, variation.product_id
              FROM shopee_global_variation variation
              JOIN shopee_merchant merchant ON merchant.id = variation.merchant_id
             WHERE variation.id = ANY(%s) AND variation.product_id IS NOT NULL
               AND NOT COALESCE(variation.is_gone, FALSE) AND merchant.stock_mode = 'live'
            """,
            [list(self.env.cr.precommit.data.pop(COLLECTED, ()))],
        )

    @api.model
    def _mark_again(self):
        """Mark what was linked once more, as soon as nobody is at work any more who does not see the link.

        ``xmin`` of a row is the transaction that linked. Whoever does not see that one has a snapshot that
        begins at it or before.
        """
        self.env.cr.execute(
            """
            WITH seen AS (
                DELETE FROM shopee_stock_link link
                 WHERE NOT EXISTS (
                       SELECT FROM pg_stat_activity other
                        WHERE other.datname = current_database() AND other.pid != pg_backend_pid()
                          AND other.backend_type = 'client backend'
                          AND age(other.backend_xmin) >= age(link.xmin))
             RETURNING merchant_id, product_id)
            INSERT INTO shopee_stock_mark (merchant_id, product_id, moved)
            SELECT DISTINCT merchant_id, product_id, FALSE FROM seen
            """
        )
