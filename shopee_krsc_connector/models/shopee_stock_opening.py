"""Shopee's numbers as opening stock: one inventory adjustment for products that Odoo has never moved."""

from odoo import api, models
from odoo.exceptions import UserError

from ..lib.dto.model import SellerStock, Stock

# Products of one job, which has to end within the two minutes of an HTTP worker
OPENING_BATCH = 500


class ShopeeStockCheck(models.Model):
    _inherit = "shopee.stock.check"

    def action_take_opening(self):
        """Book what Shopee has as the stock of products that Odoo has never counted or moved.

        :raise UserError: there is no such product
        """
        self.ensure_one()
        self.merchant_id.check_access("write")
        if self.state != "ready":
            return
        check = self.sudo()
        if not check.openable_count:
            raise UserError(
                self.env._(
                    "Every product has been counted or moved in Odoo already. Correct its stock by an "
                    "inventory adjustment, or let Odoo's number go to Shopee."
                )
            )
        check.state = "opening"
        check._enqueue_step("_job_take_opening")

    def _job_take_opening(self):
        """The adjustment of the next products, then the comparison anew from what was read. No HTTP here."""
        check = self.exists()
        if check.state != "opening":
            return
        lines = check._next_opening()
        check.opening_count += check._take_opening(lines)
        lines.can_open = False
        if check._next_opening(1):
            check._enqueue_step("_job_take_opening")
            return
        check.line_ids.filtered(lambda line: line.result != "reading")._compare_again()
        check.state = "ready"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _next_opening(self, products=OPENING_BATCH):
        """Lines of the next products that take their opening stock."""
        lines = self.env["shopee.stock.check.line"]
        rows = lines._read_group(
            [("check_id", "=", self.id), ("can_open", "=", True)],
            ["product_id"],
            ["id:recordset"],
            limit=products,
        )
        return lines.union(*(found for _product, found in rows))

    def _take_opening(self, lines):
        """:return: how many products now have stock"""
        merchant = self.merchant_id
        openable = merchant._stock_openable(lines.product_id)
        lines = lines.filtered(lambda line: line.product_id in openable)
        vals_list = []
        places = merchant._stock_places(lines.product_id)
        held = merchant._stock_held(lines.product_id)
        for product, own in lines.grouped("product_id").items():
            quantities = own._opening_quantities(places[product], held.get(product, {}))
            vals_list += [
                {"product_id": product.id, "location_id": location.id, "inventory_quantity": quantity}
                for location, quantity in quantities.items()
            ]
        quants = self.env["stock.quant"].with_company(merchant.company_id).with_context(inventory_mode=True)
        name = self.env._("Opening stock from Shopee (%s)", merchant.name)
        quants.create(vals_list).with_context(inventory_name=name)._apply_inventory()
        return len(lines.product_id)


class ShopeeStockCheckLine(models.Model):
    _inherit = "shopee.stock.check.line"

    def _opening_quantities(self, places, held):
        """What has to lie in each warehouse so that Odoo sends what Shopee has: lines of one product.

        What open orders still take counts on top, Shopee does not offer it any more.

        :param list places: ``lib.stock.Place``
        :param dict held: Shopee location -> quantity
        :return: dict ``stock.location`` -> quantity
        """
        wanted = dict(held)
        for line in self:
            for location, there, _here in line.locations or ():
                wanted[location] = wanted.get(location, 0) + there
        first_of = {}
        for place in places:
            first_of.setdefault(place.location_id, place.warehouse_id)
        quantities = {place.warehouse_id: place.on_hand - place.unpromised for place in places}
        for location, quantity in wanted.items():
            quantities[first_of.get(location, places[0].warehouse_id)] += quantity
        warehouses = self.env["stock.warehouse"]
        return {
            warehouses.browse(warehouse_id).lot_stock_id: quantity
            for warehouse_id, quantity in quantities.items()
            if quantity > 0
        }

    def _compare_again(self):
        """Odoo's numbers have changed; Shopee's are as they were read."""
        lines = self.filtered("locations")
        numbers = self.check_id.merchant_id._stock_numbers(lines.variation_id)
        for line in lines:
            line.write(
                {**line._prepare_numbers(numbers[line.variation_id], line._read_before()), "can_open": False}
            )

    def _read_before(self):
        """:return: ``lib.dto.model.Stock`` of what was read"""
        rows = [SellerStock(location, there) for location, there, _here in self.locations]
        return Stock(self.shopee_stock, self.shopee_reserved, tuple(rows))


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _stock_openable(self, products):
        """Those of these products whose stock Odoo has never counted or moved, and that have no lots."""
        candidates = self._stock_bookable(products)
        moved = self.env["stock.move"]._read_group(
            [("product_id", "in", candidates.ids), ("state", "=", "done")], ["product_id"]
        )
        counted = self.env["stock.quant"]._read_group(
            [("product_id", "in", candidates.ids), ("location_id.usage", "in", ("internal", "transit"))],
            ["product_id"],
        )
        known = {product.id for [product] in moved + counted}
        return candidates.filtered(lambda product: product.id not in known)

    @api.model
    def _stock_bookable(self, products):
        """Those of these products whose stock can be typed in as one number."""
        return products.filtered(lambda product: product.is_storable and product.tracking == "none")
