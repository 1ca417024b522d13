"""Lines of the sales order: at the price paid, and adding up to Shopee's total."""

from odoo import api, models
from odoo.fields import Command

# Part of Shopee's total -> product of data/product_data.xml and sign
PARTS = {
    "shipping": ("product_shipping", 1),
    "tax": ("product_tax", 1),
    "fee": ("product_fee", 1),
    "seller_voucher": ("product_seller_voucher", -1),
    "shopee_voucher": ("product_shopee_voucher", -1),
    "coins": ("product_coins", -1),
    "promotion": ("product_promotion", -1),
}


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _prepare_sale_lines_vals(self):
        """Values of all sale lines that this order should have: listings first, then the parts."""
        vals_list = [self._prepare_sale_line_vals(line) for line in self.line_ids]
        return vals_list + self._prepare_part_lines_vals()

    def _prepare_sale_line_vals(self, line):
        product = line.product_id or self._own_product("product_unknown")
        quantity = line.active_quantity
        vals = {
            "product_id": product.id,
            "name": line.display_name,
            "product_uom_qty": quantity,
            "price_unit": self._untaxed_price(product, self._unit_price(line)),
            "discount": 0.0,
            "shopee_line_id": line.id,
        }
        if self.is_history:
            vals["qty_delivered"] = quantity
        return vals

    def _unit_price(self, line):
        """Price of one piece as paid. Bundles show 0 in get_order_detail: their money is in the escrow."""
        if line.subtotal_known and line.quantity:
            return line.subtotal / line.quantity
        return line.price

    def _untaxed_price(self, product, price):
        """Shopee's prices are what the buyer pays. Where the sales tax comes on top, take it out."""
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        taxes = self.shop_id.fiscal_position_id.map_tax(taxes)
        if not taxes or all(tax.price_include for tax in taxes):
            return price
        return taxes.with_context(force_price_include=True, round=False).compute_all(
            price, currency=self.currency_id, product=product
        )["total_excluded"]

    def _prepare_part_lines_vals(self):
        """Shipping, vouchers, coins and the rest of what the buyer paid, each a visible line."""
        if self.is_affiliate or not self.total_known:
            return []
        vals_list = []
        money = self.money or {}
        for part, (xmlid, sign) in PARTS.items():
            amount = money.get(part) or 0.0
            if amount and not self.currency_id.is_zero(amount):
                vals_list.append(self._prepare_part_vals(part, xmlid, sign * amount))
        return vals_list

    def _prepare_part_vals(self, part, xmlid, amount):
        product = self._own_product(xmlid)
        return {
            "product_id": product.id,
            "name": product.with_context(lang=self._job_lang()).display_name,
            "product_uom_qty": 1.0,
            "price_unit": self._untaxed_price(product, amount),
            "discount": 0.0,
            "shopee_part": part,
        }

    @api.model
    def _own_product(self, name):
        """A product of data/product_data.xml, without the query that ``ref`` makes each time."""
        names = self.env["ir.model.data"]
        xmlid = f"shopee_krsc_connector.{name}"
        return self.env["product.product"].browse(names._xmlid_to_res_id(xmlid, raise_if_not_found=True))

    # ------------------------------------------------------------
    # UPDATE
    # ------------------------------------------------------------

    def _unlock(self):
        """Open the sales orders that Odoo's setting has locked, as long as they are still ours to change.

        :return: the opened ``sale.order``, for locking them again
        """
        sales = self.sale_order_id.filtered(
            lambda sale: (
                sale.locked
                and sale.state == "sale"
                and not sale.shopee_history
                and not sale.shopee_ships_elsewhere
            )
        )
        if sales:
            sales.locked = False
        return sales

    def _update_sale_orders(self):
        """Bring the lines of existing sales orders in line; what is invoiced or locked stays."""
        for order in self:
            sale = order.sale_order_id
            if sale.state == "cancel" or sale.locked or order._is_cancelled():
                continue
            commands = order._line_commands(sale)
            if commands:
                sale.write({"order_line": commands})
            if order.ship_by_date and sale.commitment_date != order.ship_by_date:
                sale.commitment_date = order.ship_by_date

    def _line_commands(self, sale):
        """Commands that turn the lines of ``sale`` into the wanted ones; empty when they are equal."""
        known = {(line.shopee_line_id.id, line.shopee_part or ""): line for line in sale.order_line}
        commands = []
        for vals in self._prepare_sale_lines_vals():
            key = (vals.get("shopee_line_id", False), vals.get("shopee_part", ""))
            line = known.pop(key, None)
            if line is None:
                commands.append(Command.create(vals))
                continue
            changes = self._line_changes(line, vals)
            if changes:
                commands.append(Command.update(line.id, changes))
        commands += [
            Command.delete(line.id)
            for (_line_id, part), line in known.items()
            if part and part != "difference" and sale.state == "draft"
        ]
        return commands

    def _line_changes(self, line, vals):
        changes = {}
        uom = line.product_uom_id
        if uom.compare(line.product_uom_qty, vals["product_uom_qty"]):
            changes["product_uom_qty"] = vals["product_uom_qty"]
        if not line.qty_invoiced and self.currency_id.compare_amounts(line.price_unit, vals["price_unit"]):
            changes["price_unit"] = vals["price_unit"]
        if line.state == "draft" and line.product_id.id != vals["product_id"]:
            changes["product_id"] = vals["product_id"]
        return changes

    # ------------------------------------------------------------
    # TOTAL
    # ------------------------------------------------------------

    def _check_totals(self):
        """Compare with Shopee's total where it names one.

        :return: orders that are held because of the difference
        """
        held = self.browse()
        for order in self:
            difference = order._total_difference()
            if not difference:
                continue
            if order.shop_id.total_policy == "block" and not order.is_history:
                params = {
                    "odoo": order.sale_order_id.amount_total,
                    "shopee": order.total_amount,
                    "currency": order.currency_id.name,
                }
                order._block("total_differs", {order: params})
                held |= order
            else:
                order._add_difference(difference)
        return held

    def _total_difference(self):
        """Shopee's total less ours; 0 where nothing is to compare."""
        if not self.total_known or self.is_affiliate or self._is_cancelled() or self.sale_order_id.locked:
            return 0.0
        difference = self.total_amount - self.sale_order_id.amount_total
        return 0.0 if self.currency_id.is_zero(difference) else self.currency_id.round(difference)

    def _add_difference(self, difference):
        """A visible line with what is left; the one of an earlier reading is corrected, not repeated."""
        sale = self.sale_order_id
        line = sale.order_line.filtered(lambda line: line.shopee_part == "difference")
        if line:
            line.price_unit += difference
            return
        vals = self._prepare_part_vals("difference", "product_difference", difference)
        # Without taxes: the rounding of a tax would leave a difference again
        vals.update(price_unit=difference, tax_ids=[Command.clear()])
        sale.with_context(skip_procurement=True).write({"order_line": [Command.create(vals)]})
