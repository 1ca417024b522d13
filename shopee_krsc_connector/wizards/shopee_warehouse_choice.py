from odoo import api, fields, models
from odoo.exceptions import UserError

from ..words import pieces


class ShopeeWarehouseChoice(models.TransientModel):
    """Which warehouses hold the stock of each Shopee location, in the order in which they serve orders."""

    _name = "shopee.warehouse.choice"
    _description = "Shopee: Choose Warehouses"

    merchant_id = fields.Many2one("shopee.merchant", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("shopee.warehouse.choice.line", "choice_id")
    location_ids = fields.One2many("shopee.warehouse.choice.location", "choice_id")
    has_locations = fields.Boolean(compute="_compute_has_locations")
    empty_locations = fields.Char(compute="_compute_empty_locations")
    uncounted = fields.Char(compute="_compute_uncounted")

    @api.depends("location_ids")
    def _compute_has_locations(self):
        for choice in self:
            choice.has_locations = bool(choice.location_ids)

    @api.depends("line_ids.is_used", "line_ids.location_id")
    def _compute_empty_locations(self):
        for choice in self:
            served = choice.line_ids.filtered("is_used").location_id
            choice.empty_locations = ", ".join((choice.location_ids - served).mapped("name"))

    @api.depends("line_ids.is_used", "line_ids.pieces")
    @api.depends_context("lang")
    def _compute_uncounted(self):
        """Warehouses with stock that Shopee will not offer."""
        for choice in self:
            used = choice.line_ids.filtered("is_used").warehouse_id
            rest = choice.line_ids.filtered(
                lambda line, used=used: line.pieces > 0 and line.warehouse_id not in used
            )
            choice.uncounted = ", ".join(
                self.env._(
                    "%(warehouse)s (%(pieces)s pieces)",
                    warehouse=line.warehouse_id.name,
                    pieces=pieces(self.env, line.pieces),
                )
                for line in rest
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_save(self):
        """Write the mapping.

        :raise UserError: no warehouse is chosen, one lacks its location, or one is archived
        """
        self.ensure_one()
        merchant = self.merchant_id
        merchant.check_access("write")
        used = self.line_ids.filtered("is_used")
        self._check_lines(used)
        wanted = {}
        for sequence, line in enumerate(used, start=1):
            key = (line.location_id.platform_id or "", line.warehouse_id.id)
            wanted.setdefault(key, sequence * 10)
        known = {(line.location_id or "", line.warehouse_id.id): line for line in merchant.warehouse_ids}
        for key, line in known.items():
            if key in wanted and line.sequence != wanted[key]:
                line.sequence = wanted[key]
        merchant.warehouse_ids.create(
            [
                {
                    "merchant_id": merchant.id,
                    "location_id": location,
                    "warehouse_id": warehouse,
                    "sequence": sequence,
                }
                for (location, warehouse), sequence in wanted.items()
                if (location, warehouse) not in known
            ]
        )
        merchant.warehouse_ids.browse([line.id for key, line in known.items() if key not in wanted]).unlink()
        self.env["shopee.issue"]._solve(merchant, ["choose_warehouses"])
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_lines(self, used):
        if not used:
            raise UserError(
                self.env._("Tick at least one warehouse: otherwise Shopee would be told 0 for everything.")
            )
        archived = used.warehouse_id.filtered(lambda warehouse: not warehouse.active)
        if archived:
            raise UserError(
                self.env._(
                    "%s is archived and counts nothing. Untick it, or take it out of the archive first.",
                    ", ".join(archived.mapped("name")),
                )
            )
        without = used.filtered(lambda line: not line.location_id) if self.location_ids else used.browse()
        if without:
            raise UserError(
                self.env._(
                    "Choose the Shopee location of %s, or untick it.",
                    ", ".join(without.warehouse_id.mapped("name")),
                )
            )

    @api.model
    def _open_for(self, merchant):
        merchant.check_access("write")
        choice = self.create(
            {
                "merchant_id": merchant.id,
                "location_ids": [
                    fields.Command.create({"platform_id": platform_id, "name": name})
                    for platform_id, name in self._known_locations(merchant)
                ],
            }
        )
        choice._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Warehouses of %s", merchant.name),
            "res_model": self._name,
            "res_id": choice.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _known_locations(self, merchant):
        """(id, name) of the locations that Shopee has named, and of others in the mapping."""
        known = dict(merchant.stock_locations or ())
        for location in merchant.warehouse_ids.mapped("location_id"):
            if location:
                known.setdefault(location, location)
        return list(known.items())

    def _fill(self):
        """One line per line of the mapping, then the other warehouses of the company."""
        merchant = self.merchant_id
        by_id = {location.platform_id: location.id for location in self.location_ids}
        mapped = merchant.warehouse_ids
        others = merchant.company_id._shopee_warehouses() - mapped.warehouse_id
        on_hand = self._pieces(mapped.warehouse_id | others)
        rows = [(line.warehouse_id, by_id.get(line.location_id, False), True) for line in mapped]
        rows += [(warehouse, False, False) for warehouse in others]
        self.line_ids = [
            fields.Command.create(
                {
                    "sequence": sequence,
                    "warehouse_id": warehouse.id,
                    "location_id": location,
                    "is_used": is_used and warehouse.active,
                    "pieces": on_hand.get(warehouse, 0.0),
                }
            )
            for sequence, (warehouse, location, is_used) in enumerate(rows, start=1)
        ]

    def _pieces(self, warehouses):
        """Pieces on hand of products that are on Shopee.

        :return: dict warehouse -> quantity
        """
        listed = self.merchant_id._variations_to_check().product_id
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", listed.ids),
                    ("location_id.usage", "=", "internal"),
                    ("location_id.warehouse_id", "in", warehouses.ids),
                ],
                ["location_id"],
                ["quantity:sum"],
            )
        )
        on_hand = {}
        for location, quantity in rows:
            warehouse = location.warehouse_id.sudo(False)
            on_hand[warehouse] = on_hand.get(warehouse, 0.0) + quantity
        return on_hand


class ShopeeWarehouseChoiceLocation(models.TransientModel):
    _name = "shopee.warehouse.choice.location"
    _description = "Shopee: Location to Choose"

    choice_id = fields.Many2one("shopee.warehouse.choice", required=True, ondelete="cascade")
    platform_id = fields.Char(required=True)
    name = fields.Char(required=True)


class ShopeeWarehouseChoiceLine(models.TransientModel):
    _name = "shopee.warehouse.choice.line"
    _description = "Shopee: Warehouse to Choose"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    choice_id = fields.Many2one("shopee.warehouse.choice", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade", readonly=True)
    location_id = fields.Many2one(
        "shopee.warehouse.choice.location",
        string="Shopee location",
        domain="[('choice_id', '=', choice_id)]",
        ondelete="set null",
    )
    is_used = fields.Boolean(string="Counts for Shopee")
    pieces = fields.Float(string="Pieces on hand", readonly=True, digits="Product Unit")
    note = fields.Char(compute="_compute_note")

    @api.onchange("location_id")
    def _onchange_location_id(self):
        self.is_used = bool(self.location_id) or (self.is_used and not self.choice_id.location_ids)

    @api.depends("is_used", "warehouse_id", "choice_id.line_ids.is_used", "choice_id.line_ids.sequence")
    @api.depends_context("lang")
    def _compute_note(self):
        for line in self:
            used = line.choice_id.line_ids.filtered("is_used").sorted("sequence")
            first = used.filtered(lambda one, line=line: one.warehouse_id == line.warehouse_id)[:1]
            if not line.warehouse_id.active:
                line.note = self.env._("Archived: counts nothing.")
            elif not line.is_used:
                line.note = self.env._("Counts nothing.")
            elif first and first != line:
                line.note = self.env._(
                    "Its stock counts for %s already; here it only serves orders.", first.location_id.name
                )
            else:
                line.note = False
