from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL

MANAGER = "shopee_krsc_connector.group_shopee_manager"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shopee_order_id = fields.Many2one(related="sale_id.shopee_order_id", string="Shopee order")
    shopee_package_ids = fields.One2many(related="sale_id.shopee_order_id.package_ids")
    shopee_next_step = fields.Char(related="sale_id.shopee_order_id.next_step")
    shopee_next_step_level = fields.Selection(related="sale_id.shopee_order_id.next_step_level")
    shopee_ship_by = fields.Datetime(related="sale_id.shopee_order_id.ship_by_date", string="Ship by")
    shopee_due_text = fields.Char(related="sale_id.shopee_order_id.due_text", string="Due")
    shopee_stage = fields.Selection(related="sale_id.shopee_order_id.stage", string="Shopee")
    shopee_has_label = fields.Boolean(compute="_compute_shopee_buttons", compute_sudo=True)
    shopee_can_ship = fields.Boolean(compute="_compute_shopee_buttons", compute_sudo=True)
    shopee_held = fields.Boolean(compute="_compute_shopee_buttons", compute_sudo=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("sale_id.shopee_order_id")
    def _compute_shopee_buttons(self):
        for picking in self:
            order = picking.sale_id.shopee_order_id
            picking.shopee_has_label = bool(order.package_ids._printable())
            picking.shopee_can_ship = bool(order) and not order._ship_refusal()
            picking.shopee_held = bool(order) and bool(
                picking.state not in ("done", "cancel")
                and not order.parcel_trouble
                and picking._shopee_held_reason(
                    order.krsc_status, not order.ours_to_ship, order.is_cancelling
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_shopee_ready_to_ship(self):
        """Arrange the parcels of these transfers' orders on Shopee."""
        self.check_access("read")
        return self._shopee_orders().action_ready_to_ship()

    def action_shopee_print_labels(self):
        """Labels of these transfers' orders as one PDF, in the order of their pick list."""
        return self._shopee_orders().package_ids.action_print_labels()

    def action_shopee_check_label(self):
        """Scan the label that is to go on this parcel."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shopee_krsc_connector.shopee_label_check_action")
        return {**action, "params": {"res_model": self._name, "res_id": self.id, "name": self.name}}

    def action_shopee_validate_held(self):
        """Validate although the order is held.

        :raise AccessError: the user is no Shopee manager
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a Shopee manager may validate a held transfer."))
        return self.with_context(shopee_override_hold=True).button_validate()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _action_done(self):
        """All ways to validate lead through here: wizard, backorder settings, split, batch, barcode.

        Shopee ships an order whole and not while a cancellation is open, so what cannot be right is
        refused before goods move; what completes an order wakes the job that makes it Ready to Ship.
        """
        forward = self._shopee_forward()
        facts = forward._shopee_facts()
        forward._shopee_check_held(facts)
        forward._shopee_check_whole(facts)
        result = super()._action_done()
        forward._shopee_mark_done(facts)
        return result

    def _shopee_check_held(self, facts):
        """:raise UserError: an order is held and nobody who may has overridden it"""
        if self.env.context.get("shopee_override_hold") and self.env.user.has_group(MANAGER):
            return
        for picking in self:
            for fact in facts[picking.sale_id.id]:
                reason = self._shopee_held_reason(
                    fact["krsc_status"], fact["is_foreign"], fact["is_cancelling"]
                )
                if reason and not fact["has_left"]:
                    raise UserError(
                        self.env._(
                            "%(transfer)s is held: %(reason)s\n\nA Shopee manager can validate it all the "
                            "same with “Validate Held Transfer”.",
                            transfer=picking.name,
                            reason=reason,
                        )
                    )

    def _shopee_check_whole(self, facts):
        """:raise UserError: goods would leave for a buyer without all that is still to ship"""
        leaving = self.filtered(lambda picking: picking.location_dest_id.usage == "customer")
        carried = leaving._shopee_carried()
        for sale, pickings in leaving.grouped("sale_id").items():
            missing = [
                fact["name"]
                for fact in facts[sale.id]
                if self._shopee_is_short(fact, carried.get(fact["line_id"], []))
            ]
            if missing:
                raise UserError(self._shopee_split_text(sale, pickings, missing))
        if self.env.context.get("cancel_backorder"):
            (self - leaving)._shopee_check_not_cut()

    def _shopee_check_not_cut(self):
        """A pick may be short as long as a backorder brings the rest."""
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if move.product_uom.compare(move._shopee_picked_quantity(), move.product_uom_qty) < 0:
                raise UserError(
                    self.env._(
                        "%(transfer)s would be closed without %(product)s, and Shopee ships an order whole. "
                        "Pick all of it, or keep a backorder for the rest: the parcel waits for it.",
                        transfer=move.picking_id.name,
                        product=move.product_id.display_name,
                    )
                )

    def _shopee_mark_done(self, facts):
        """Wake Ready to Ship for orders that still have something to arrange."""
        marked, shop_ids = self.browse(), set()
        for picking in self:
            leaves = picking.location_dest_id.usage == "customer"
            for fact in facts[picking.sale_id.id][:1]:
                wanted = leaves if fact["ship_trigger"] == "delivery" else fact["ship_trigger"] != "manual"
                if wanted and fact["is_open"]:
                    marked |= picking
                    shop_ids.add(fact["shop_id"])
        if marked:
            self.env["shopee.ship.mark"]._mark(marked, list(shop_ids))

    def _shopee_write_tracking_ref(self):
        """Write the numbers of the order's parcels on the delivery, also one validated before they came.

        What people write there after an own carrier's number was sent is never overwritten.
        """
        for picking in self:
            order = picking.sale_id.shopee_order_id
            reference = order._tracking_reference()
            if picking.carrier_tracking_ref and order and order._keeps_own_numbers():
                continue
            # The state comes last: on a transfer being made, reading it would compute it once more
            if (
                reference
                and picking.carrier_tracking_ref != reference
                and picking._shopee_leaves()
                and picking.state != "cancel"
            ):
                picking.carrier_tracking_ref = reference

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _shopee_orders(self):
        return self.sale_id.shopee_order_id

    def _shopee_leaves(self):
        """Whether goods leave for the buyer with this transfer."""
        self.ensure_one()
        return self.location_dest_id.usage == "customer"

    def _shopee_forward(self):
        """Transfers that bring the goods of a Shopee order nearer to the buyer."""
        return self.filtered(
            lambda picking: (
                picking.sale_id.shopee_order_id
                and picking.picking_type_code != "incoming"
                and picking.location_id.usage != "customer"
                and not picking.return_id
            )
        )

    @api.model
    def _shopee_held_reason(self, krsc_status, is_foreign, is_cancelling):
        """Why the transfers of an order may not be validated, or False."""
        if is_cancelling:
            return self.env._("Odoo is cancelling the order on Shopee.")
        if krsc_status in STATUS_IN_CANCEL:
            return self.env._(
                "the buyer asks to cancel the order. Accept or refuse it on the Shopee order first."
            )
        if krsc_status in STATUS_CANCELLED:
            return self.env._("the order is cancelled on Shopee.")
        if is_foreign:
            return self.env._("Shopee has not given this order to us to ship.")
        return False

    def _shopee_facts(self):
        """What validating needs to know of the orders, in one query however many transfers there are.

        :return: {sale order id: list of dicts, one per line of goods}
        """
        facts = defaultdict(list)
        if not self:
            return facts
        self.env["sale.order.line"].flush_model(["product_uom_qty", "qty_delivered", "product_id"])
        self.env["stock.move"].flush_model(["state", "sale_line_id", "picking_id"])
        self.env["shopee.order"].flush_model(
            ["krsc_status", "is_cancelling", "ours_to_ship", "parcel_trouble"]
        )
        self.env["shopee.package"].flush_model(["ship_state"])
        self.env["shopee.shop"].flush_model(["ship_trigger"])
        self.env["stock.warehouse"].flush_model(["shopee_ship_trigger"])
        self.env.cr.execute(self._shopee_facts_query(), [tuple(self.ids), tuple(self.sale_id.ids)])
        for row in self.env.cr.dictfetchall():
            facts[row["sale_id"]].append(row)
        return facts

    @api.model
    def _shopee_facts_query(self):
        """One row per line of goods: status of its order, what is left to deliver, what is open elsewhere."""
        return """
            SELECT sale.id AS sale_id, line.id AS line_id, line.product_id, line.name,
                   line.product_uom_id, line.product_uom_qty - line.qty_delivered AS rest,
                   EXISTS (SELECT FROM stock_move other
                             JOIN stock_location source ON source.id = other.location_id
                            WHERE other.sale_line_id = line.id
                              AND other.state NOT IN ('done', 'cancel')
                              AND COALESCE(other.picking_id, 0) NOT IN %s
                              AND source.usage != 'customer'
                              AND NOT EXISTS (SELECT FROM stock_move undone
                                       WHERE undone.sale_line_id = other.sale_line_id
                                         AND undone.state = 'done' AND undone.id < other.id
                                         AND undone.location_id = other.location_dest_id
                                         AND undone.location_dest_id = other.location_id)) AS is_elsewhere,
                   shopee.krsc_status, NOT shopee.ours_to_ship AS is_foreign, shopee.is_cancelling,
                   shopee.parcel_trouble IS NOT NULL AS has_left,
                   shop.id AS shop_id,
                   COALESCE(warehouse.shopee_ship_trigger, shop.ship_trigger) AS ship_trigger,
                   NOT EXISTS (SELECT FROM shopee_package package WHERE package.order_id = shopee.id)
                   OR EXISTS (SELECT FROM shopee_package package
                               WHERE package.order_id = shopee.id AND package.ship_state = 'open') AS is_open
              FROM sale_order sale
              JOIN shopee_order shopee ON shopee.id = sale.shopee_order_id
              JOIN shopee_shop shop ON shop.id = shopee.shop_id
              LEFT JOIN stock_warehouse warehouse ON warehouse.id = sale.warehouse_id
              JOIN sale_order_line line ON line.order_id = sale.id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE sale.id IN %s AND line.display_type IS NULL AND template.type = 'consu'
        """

    def _shopee_carried(self):
        """Sale line id -> its moves in these transfers."""
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return {line.id: found for line, found in moves.grouped("sale_line_id").items()}

    @api.model
    def _shopee_is_short(self, fact, moves):
        """Whether something of a line would be left behind.

        :param fact: row of ``_shopee_facts``
        :param moves: moves of the line that are being validated
        """
        if fact["is_elsewhere"]:
            return True
        if any(m.product_uom.compare(m._shopee_picked_quantity(), m.product_uom_qty) < 0 for m in moves):
            return True
        if any(move.product_id.id != fact["product_id"] for move in moves):
            return False  # a kit moves as its components, which are compared above
        unit = self.env["uom.uom"].browse(fact["product_uom_id"])
        carried = sum(
            move.product_uom._compute_quantity(move._shopee_picked_quantity(), unit) for move in moves
        )
        return unit.compare(carried, fact["rest"]) < 0

    def _shopee_split_text(self, sale, pickings, missing):
        return self.env._(
            "Shopee ships order %(order)s whole, and %(transfer)s does not carry all of it. Missing: "
            "%(missing)s.\n\nWhat you can do:\n"
            "• Wait until everything is there and validate it together.\n"
            "• If the goods will not come, press Cancel on the sales order and choose the missing pieces or "
            "the whole order; once Shopee has done so, this transfer fits.",
            order=sale.client_order_ref or sale.name,
            transfer=", ".join(pickings.mapped("name")),
            missing=", ".join(name.split("\n")[0] for name in missing),
        )

    def _get_mail_thread_data_attachments(self):
        """The labels stand among the files of every transfer of the order, also of later ones."""
        files = super()._get_mail_thread_data_attachments()
        return files | self.sale_id.shopee_order_id.label_ids
