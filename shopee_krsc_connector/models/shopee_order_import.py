"""From DTO to binding: what Shopee says of an order is written here and nowhere else."""

from odoo import api, models
from odoo.fields import Command

from .shopee_order_build import BUILD_CONTEXT

# Word of the platform for a parcel that is no more; also for one that a split has replaced
PACKAGE_GONE = "LOGISTICS_INVALID"


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    @api.model
    def _upsert(self, shop, dtos, escrows=None):
        """Write orders as read by order/get_order_detail.

        An order that is older than what is stored, or equal to it, is left alone. One query finds the
        known ones; one insert creates the new ones, one the missing lines and one the missing packages.

        :param shop: ``shopee.shop``
        :param list dtos: ``lib.dto.order.Order``
        :param dict escrows: order_sn -> ``lib.dto.escrow.Escrow``, for orders whose money needs it
        :return: (created or filled, changed, unchanged) recordsets
        """
        escrows = escrows or {}
        orders = self.with_context(**BUILD_CONTEXT)
        known = orders._known(shop, [dto.order_sn for dto in dtos])
        currencies = self._currencies(shop, {dto.currency for dto in dtos})
        news, changed, unchanged = self.browse(), self.browse(), self.browse()
        to_create, written, sold = [], {}, {}
        for dto in dtos:
            order = known.get(dto.order_sn)
            if order and not order._is_news(dto):
                unchanged |= order
                continue
            vals = self._prepare_order_vals(shop, dto, escrows.get(dto.order_sn), currencies)
            if not order:
                key = {"shop_id": shop.id, "order_sn": dto.order_sn}
                to_create.append({**key, **vals, **self._prepare_children_vals(dto, escrows)})
                continue
            if order.sync_state == "stub":
                news |= order
            else:
                changed |= order
            sold[order] = order._sold()
            order.write(vals)
            written[order] = dto
        self._upsert_lines(written, escrows)
        self._upsert_packages(written)
        news |= orders.create(to_create)
        (news | changed)._resolve_products()
        (news | changed)._mark_sold(sold)
        return news, changed, unchanged

    def _is_news(self, dto):
        """Stamps have one-second resolution and several states can share one: equal stamps count."""
        if self.sync_state == "stub":
            return True
        if dto.update_time and self.update_time and dto.update_time < self.update_time:
            return False
        return dto.digest != self.digest

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    @api.model
    def _prepare_order_vals(self, shop, dto, escrow, currencies):
        """Values without the key of the order: writing the store anew costs a search of its sales order."""
        vals = {
            "digest": dto.digest,
            "sync_state": "read",
            "krsc_status": dto.status,
            "create_time": dto.create_time,
            "update_time": dto.update_time,
            "pay_time": dto.pay_time,
            "ship_by_date": dto.ship_by_date,
            "pickup_done_time": dto.pickup_done_time,
            "return_request_due_date": dto.return_request_due_date,
            "currency_id": currencies.get(dto.currency) or shop.currency_id.id,
            "total_known": dto.total_amount is not None,
            "total_amount": dto.total_amount or 0.0,
            "payment_method": dto.payment_method,
            "cod": dto.cod,
            "shipping_carrier": dto.shipping_carrier or dto.checkout_shipping_carrier,
            "fulfillment_flag": dto.fulfillment_flag,
            "advance_package": dto.advance_package,
            "booking_sn": dto.booking_sn,
            # Affiliate shops of SIP sell in another currency than ours and hide the buyer's total
            "is_affiliate": bool(dto.currency)
            and bool(shop.currency_id)
            and dto.currency != shop.currency_id.name,
            "message_to_seller": dto.message_to_seller,
            "note": dto.note,
            "cancel_by": dto.cancel_by,
            "cancel_reason": dto.cancel_reason,
            "buyer_cancel_reason": dto.buyer_cancel_reason,
            **self._prepare_recipient_vals(dto),
        }
        if escrow:
            vals["money"] = escrow.buyer_parts
        return vals

    @api.model
    def _prepare_recipient_vals(self, dto):
        """Recipient as a snapshot. Masked or empty values are left out: they never replace known ones."""
        recipient = dto.recipient
        vals = {"buyer_username": dto.buyer_username}
        if recipient:
            vals.update(
                recipient_name=recipient.name,
                recipient_phone=recipient.phone,
                recipient_address=recipient.full_address,
                recipient_city=recipient.city,
                recipient_state=recipient.state,
                recipient_zip=recipient.zipcode,
                recipient_region=recipient.region,
            )
        return {name: value for name, value in vals.items() if value and "*" not in value}

    @api.model
    def _prepare_children_vals(self, dto, escrows):
        return {
            "line_ids": [Command.create(line) for line in self._prepare_lines_vals(dto, escrows)],
            "package_ids": [Command.create(self._prepare_package_vals(one)) for one in dto.packages],
        }

    @api.model
    def _prepare_lines_vals(self, dto, escrows):
        """Values of all lines of one order, the money of each line included."""
        escrow = escrows.get(dto.order_sn)
        subtotals = escrow.line_subtotals(dto.lines) if escrow else {}
        return [self._prepare_line_vals(line, subtotals.get(line.key)) for line in dto.lines]

    @api.model
    def _prepare_line_vals(self, line, subtotal):
        name = f"{line.item_name} ({line.model_name})" if line.model_name else line.item_name
        return {
            "line_key": line.key,
            "item_id": line.item_id,
            "model_id": line.model_id,
            "sku": line.sku,
            "name": name,
            "quantity": line.quantity,
            "active_quantity": line.active_quantity,
            "original_price": line.original_price,
            "price": line.discounted_price,
            "subtotal": subtotal or 0.0,
            "subtotal_known": subtotal is not None,
            "is_gift": line.is_gift,
            "promotion_type": line.promotion_type,
            "location_id": line.location_ids[0] if line.location_ids else False,
        }

    @api.model
    def _prepare_package_vals(self, package):
        return {
            "package_number": package.package_number,
            "logistics_status": package.logistics_status,
            "channel_id": package.channel_id,
            "shipping_carrier": package.shipping_carrier,
            "location_id": package.location_id,
        }

    # ------------------------------------------------------------
    # CHILDREN
    # ------------------------------------------------------------

    @api.model
    def _upsert_lines(self, dtos, escrows):
        """:param dict dtos: order -> what was read of it"""
        missing = []
        for order, dto in dtos.items():
            known = {line.line_key: line for line in order.line_ids}
            for vals in self._prepare_lines_vals(dto, escrows):
                line = known.pop(vals["line_key"], None)
                if not line:
                    missing.append({**vals, "order_id": order.id})
                    continue
                if line.subtotal_known and not vals["subtotal_known"]:
                    del vals["subtotal"], vals["subtotal_known"]
                line._write_changes(vals)
            gone = self.env["shopee.order.line"].union(*known.values())
            gone.filtered("active_quantity").active_quantity = 0
        self.env["shopee.order.line"].create(missing)

    @api.model
    def _upsert_packages(self, dtos):
        """:param dict dtos: order -> what was read of it"""
        missing = []
        for order, dto in dtos.items():
            known = {package.package_number: package for package in order.package_ids}
            for package in dto.packages:
                vals = self._prepare_package_vals(package)
                record = known.get(package.package_number)
                if record:
                    record._write_changes(vals)
                else:
                    missing.append({**vals, "order_id": order.id})
            named = {package.package_number for package in dto.packages}
            gone = order.package_ids.filtered(
                lambda package, named=named: (
                    named and package.package_number not in named and package.logistics_status != PACKAGE_GONE
                )
            )
            if gone:
                gone.logistics_status = PACKAGE_GONE
        self.env["shopee.package"].create(missing)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _known(self, shop, order_sns):
        """:return: dict order number -> order of this store"""
        found = self.search([("shop_id", "=", shop.id), ("order_sn", "in", order_sns)])
        return {order.order_sn: order for order in found}

    @api.model
    def _currencies(self, shop, codes):
        """Currency code -> id; unknown to the shop but named by Shopee: activated on sight."""
        found = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", [code for code in codes if code])])
        )
        sleeping = found.filtered(lambda currency: not currency.active)
        if sleeping:
            sleeping.active = True
            shop._check_currency_rate(sleeping)
        return {currency.name: currency.id for currency in found}
