"""Which warehouses count for Shopee: known locations, and what happens when one of them goes away."""

from odoo import api, fields, models
from odoo.exceptions import UserError

MAPPING_ISSUES = ["stock_warehouse_archived", "stock_no_warehouse"]


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    stock_locations = fields.Json(
        readonly=True, copy=False, help="[id, name] of each place where Shopee keeps this merchant's stock."
    )

    def action_map_warehouses(self):
        """Open the choice of the warehouses."""
        self.ensure_one()
        return self.env["shopee.warehouse.choice"]._open_for(self)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _apply_connection(self, data):
        result = super()._apply_connection(data)
        _info, _shops, locations = data
        self.stock_locations = [[one.location_id, one.name or one.location_id] for one in locations]
        return result

    def _heed_mapping(self):
        """Say so where warehouses of the mapping are archived, and hold stock where none is left."""
        issues = self.env["shopee.issue"]
        archived = {}
        for merchant in self.sudo():
            mapped = merchant.warehouse_ids.warehouse_id
            gone = mapped.filtered(lambda warehouse: not warehouse.active)
            if gone:
                archived[merchant] = {"warehouses": ", ".join(gone.mapped("name"))}
            if mapped - gone or not merchant._is_stock_live():
                continue
            merchant.stock_hold = True
            issues._raise_issues("stock_no_warehouse", "product", {merchant: {}})
        issues._raise_issues("stock_warehouse_archived", "product", archived)
        fine = self.filtered(lambda merchant: merchant.sudo() not in archived)
        issues._solve(fine, ["stock_warehouse_archived"])
        issues._solve(self.filtered(lambda merchant: merchant._stock_mapping()), ["stock_no_warehouse"])

    def _issue_retry(self, code):
        """Look whether the mapping is in order now."""
        if code in MAPPING_ISSUES:
            self._heed_mapping()
            return
        super()._issue_retry(code)


class ShopeeWarehouseMapping(models.Model):
    _inherit = "shopee.warehouse.mapping"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.merchant_id._heed_mapping()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "warehouse_id" in vals:
            self.merchant_id._heed_mapping()
        return result

    def unlink(self):
        merchants = self.merchant_id
        result = super().unlink()
        merchants.exists()._heed_mapping()
        return result


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self._shopee_mappings().merchant_id._heed_mapping()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_shopee_mapping(self):
        lines = self._shopee_mappings()
        if lines:
            raise UserError(
                self.env._(
                    "%(warehouses)s holds the stock of %(merchants)s on Shopee. Open the merchant, press "
                    "Choose Warehouses and take it out of the list; then it can be deleted.",
                    warehouses=", ".join(lines.warehouse_id.mapped("name")),
                    merchants=", ".join(lines.merchant_id.mapped("name")),
                )
            )

    def _shopee_mappings(self):
        return self.env["shopee.warehouse.mapping"].sudo().search([("warehouse_id", "in", self.ids)])
