from odoo import api, models


class ShopeeStockMark(models.Model):
    _inherit = "shopee.stock.mark"

    @api.model
    def _related_product_ids(self, product_ids):
        """Kits that are made of these products, kits of such kits, and what sold kits are made of.

        One query; which lines a variant skips is not asked, as a mark too many costs no call.
        """
        related = super()._related_product_ids(product_ids)
        self.env.cr.execute(
            """
            WITH RECURSIVE part AS NOT MATERIALIZED (
                SELECT kit.id AS kit_id, line.product_id AS part_id
                  FROM mrp_bom bom
                  JOIN mrp_bom_line line ON line.bom_id = bom.id
                  JOIN product_product kit
                    ON kit.product_tmpl_id = bom.product_tmpl_id
                   AND COALESCE(bom.product_id, kit.id) = kit.id
                 WHERE bom.type = 'phantom' AND bom.active
            ), down AS (
                SELECT unnest(%s::int[]) AS id
                 UNION
                SELECT part.part_id FROM down JOIN part ON part.kit_id = down.id
            ), up AS (
                SELECT id FROM down
                 UNION
                SELECT part.kit_id FROM up JOIN part ON part.part_id = up.id
            )
            SELECT id FROM up
            """,
            [product_ids],
        )
        return related | {row[0] for row in self.env.cr.fetchall()}
