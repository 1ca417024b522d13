"""Products whose stock nobody sells: the listing that managed it is gone, and further ones have no share."""

from odoo import api, models

COLLECTED = "shopee.stock.unmanaged"
MANAGED_BY = {"is_further", "is_gone", "product_id", "stock_share"}

UNMANAGED_QUERY = """
    SELECT MIN(id)
      FROM shopee_global_variation
     WHERE product_id = ANY(%s) AND NOT COALESCE(is_gone, FALSE)
  GROUP BY merchant_id, product_id
    HAVING BOOL_AND(COALESCE(is_further, FALSE)) AND SUM(COALESCE(stock_share, 0)) = 0
"""


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def write(self, vals):
        if not MANAGED_BY & vals.keys():
            return super().write(vals)
        self._collect_managed()
        result = super().write(vals)
        self._collect_managed()
        return result

    def unlink(self):
        self._collect_managed()
        return super().unlink()

    def _collect_managed(self):
        """Look before the commit whether somebody sells the stock of these products; costs nothing here."""
        precommit = self.env.cr.precommit
        if COLLECTED not in precommit.data:
            precommit.data[COLLECTED] = (set(), set())
            precommit.add(self.env[self._name].sudo()._list_unmanaged)
        product_ids, variation_ids = precommit.data[COLLECTED]
        product_ids.update(self.product_id.ids)
        variation_ids.update(self.ids)

    @api.model
    def _list_unmanaged(self):
        """Before commit: one issue for each product that is listed and that no listing sells."""
        product_ids, variation_ids = self.env.cr.precommit.data.pop(COLLECTED, (set(), set()))
        self.flush_model([*MANAGED_BY, "merchant_id"])
        self.env.cr.execute(UNMANAGED_QUERY, [list(product_ids)])
        unmanaged = self.browse([row[0] for row in self.env.cr.fetchall()])
        issues = self.env["shopee.issue"]
        params = {one: {"product": one.product_id.display_name} for one in unmanaged}
        issues._raise_issues("stock_unmanaged", "product", params)
        looked_at = self.browse(variation_ids) | self.search([("product_id", "in", list(product_ids))])
        issues._solve(looked_at - unmanaged, ["stock_unmanaged"])

    def _issue_retry(self, code):
        """Let one further listing of each product manage all of its stock."""
        if code != "stock_unmanaged":
            return super()._issue_retry(code)
        self.check_access("write")
        for [_merchant, product], variations in (
            self.sudo().grouped(lambda one: (one.merchant_id, one.product_id)).items()
        ):
            if product:
                variations[0]._take_over(product)
        return None


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_stock_unmanaged(self, params):
        return (
            self.env._(
                "Nobody sells %(product)s: the global product that managed its stock is gone, and this "
                "further one has no share of it.",
                product=params.get("product", ""),
            ),
            self.env._(
                "Press Retry to let this one manage the stock, or set a share under Products > Duplicates "
                "and Missing SKUs. If it is not to be sold any more, press Ignore."
            ),
        )
