"""From DTO to record: what Shopee says of a return is written here and nowhere else."""

from odoo import api, models
from odoo.fields import Command

from ..discreet import inserting
from ..lib.dto.returns import SOLUTION_REFUND, SOLUTION_RETURN
from .shopee_return import REFUND_ONLY

# Named by get_return_detail only: an answer without them says nothing
DETAIL_ONLY = (
    "logistics_status",
    "offer_due_date",
    "evidence_due_date",
    "compensation_due_date",
    "compensation_amount",
)
# What the buyer wrote and photographed
PERSONAL = ("text_reason", "image_urls")


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    @api.model
    def _upsert(self, shop, dtos):
        """Write returns as read from Shopee; an equal or older reading writes nothing.

        :param shop: ``shopee.shop``
        :param list dtos: ``lib.dto.returns.Return``, each number once
        :raise RetryableJobError: another job has just inserted one of them
        :return: (created, changed, unchanged) recordsets
        """
        dtos = [dto for dto in dtos if dto.return_sn and dto.order_sn]
        known = self._find(shop, [dto.return_sn for dto in dtos])
        orders = self.env["shopee.order"]
        order_sns = list(dict.fromkeys(dto.order_sn for dto in dtos if dto.return_sn not in known))
        by_sn = {order.order_sn: order for order in orders._ensure_stubs(shop, order_sns)}
        currencies = orders._currencies(shop, {dto.currency for dto in dtos})
        changed, unchanged, to_create = self.browse(), self.browse(), []
        for dto in dtos:
            one = known.get(dto.return_sn)
            order = one.order_id if one else by_sn[dto.order_sn]
            vals = self._prepare_return_vals(order, dto, currencies)
            if not one:
                lines = [Command.create(line) for line in self._prepare_lines_vals(dto)]
                to_create.append({**vals, "shop_id": shop.id, "order_id": order.id, "line_ids": lines})
            elif one._is_newer_than(dto) or not one._update(vals, self._prepare_lines_vals(dto)):
                unchanged |= one
            else:
                changed |= one
        with inserting(self.env):
            created = self.create(to_create)
        created.order_id.filtered(lambda order: order.sync_state == "stub")._enqueue_read()
        return created, changed, unchanged

    def _update(self, vals, lines_vals):
        """:return: whether anything was written"""
        wrote = self._write_changes(vals)
        for line, line_vals in zip(self.line_ids, lines_vals, strict=False):
            wrote = line._write_changes(line_vals) or wrote
        surplus = self.line_ids[len(lines_vals) :]
        missing = [{**line, "return_id": self.id} for line in lines_vals[len(self.line_ids) :]]
        surplus.unlink()
        self.env["shopee.return.line"].create(missing)
        return wrote or bool(surplus or missing)

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    @api.model
    def _prepare_return_vals(self, order, dto, currencies):
        """What is not named, or was removed from the order as personal data, is left as it is."""
        vals = {
            "return_sn": dto.return_sn,
            "status": dto.status,
            "reason": dto.reason,
            "text_reason": dto.text_reason,
            "return_solution": {SOLUTION_RETURN: "0", SOLUTION_REFUND: REFUND_ONLY}.get(dto.solution, False),
            "needs_logistics": dto.needs_logistics,
            "negotiation_status": dto.negotiation_status,
            "return_refund_type": dto.refund_type,
            "validation_type": dto.validation_type,
            "seller_proof_status": dto.seller_proof_status,
            "compensation_status": dto.compensation_status,
            "compensation_amount": dto.compensation_amount,
            "currency_id": currencies.get(dto.currency)
            or (order.currency_id or order.shop_id.currency_id).id,
            "refund_amount": dto.refund_amount,
            "amount_before_discount": dto.amount_before_discount,
            "create_time": dto.create_time,
            "update_time": dto.update_time,
            "due_date": dto.due_date,
            "return_ship_due_date": dto.return_ship_due_date,
            "return_seller_due_date": dto.return_seller_due_date,
            "offer_due_date": dto.offer_due_date,
            "evidence_due_date": dto.evidence_due_date,
            "compensation_due_date": dto.compensation_due_date,
            "image_urls": list(dto.image_urls),
            "tracking_number": dto.tracking_number,
            "logistics_status": dto.logistics_status,
        }
        left_out = {name for name in DETAIL_ONLY if not vals[name]}
        if order.forgotten_at:
            left_out.update(PERSONAL)
        return {name: value for name, value in vals.items() if name not in left_out}

    @api.model
    def _prepare_lines_vals(self, dto):
        return [
            {
                "item_id": line.item_id,
                "model_id": line.model_id,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "price": line.price,
                "refund_amount": line.refund_amount,
            }
            for line in dto.lines
        ]

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find(self, shop, return_sns):
        """Return number -> record."""
        returns = self.search([("shop_id", "=", shop.id), ("return_sn", "in", return_sns)])
        return {one.return_sn: one for one in returns}

    def _is_news(self, dto):
        """Whether the details are worth a call; stamps have one-second resolution, so the status counts."""
        return dto.status != self.status or (dto.update_time or 0) != (self.update_time or 0)

    def _is_newer_than(self, dto):
        return bool(dto.update_time and self.update_time and dto.update_time < self.update_time)
