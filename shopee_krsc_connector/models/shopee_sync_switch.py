"""What of a store's products follows the global product.

Shopee can be told, but not asked: what was sent last is kept here.
"""

from odoo import api, fields, models

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.dto.publication import SyncSwitches
from ..lib.errors import AccountRefused, BadPayload, Rejected

SWITCHES = (
    "name_and_description",
    "media_information",
    "tier_variation_name_and_option",
    "price",
    "days_to_ship",
)
# Stores of one call, the most that Shopee takes
SHOP_BATCH = 50


class ShopeeSyncSwitch(models.Model):
    _name = "shopee.sync.switch"
    _description = "Shopee: what a store takes over from the global product"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "merchant_id, shop_id"
    _rec_name = "shop_id"

    shop_id = fields.Many2one(
        "shopee.shop", string="Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    merchant_id = fields.Many2one(related="shop_id.merchant_id", store=True, index=True)
    company_id = fields.Many2one(related="shop_id.company_id", store=True, index=True)
    name_and_description = fields.Boolean(string="Name and description", default=True)
    media_information = fields.Boolean(string="Pictures and videos", default=True)
    tier_variation_name_and_option = fields.Boolean(string="Variations", default=True)
    price = fields.Boolean(help="Off by default: each store has its own pricelist in Odoo.")
    days_to_ship = fields.Boolean(string="Days to ship", default=True)
    state = fields.Selection(
        [
            ("unknown", "Never set from Odoo"),
            ("changed", "Not sent yet"),
            ("sending", "Being sent"),
            ("sent", "In force"),
            ("failed", "Refused by Shopee"),
        ],
        default="unknown",
        required=True,
        readonly=True,
    )
    message = fields.Char(readonly=True)
    sent_at = fields.Datetime(string="Last sent", readonly=True)

    _shop_uniq = models.Constraint("UNIQUE(shop_id)", "The switches of this store are stored already.")

    def write(self, vals):
        """An edited switch has to be sent."""
        result = super().write(vals)
        if "state" not in vals and set(SWITCHES) & set(vals):
            self.sudo().write({"state": "changed", "message": False})
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def action_open_all(self):
        """Open the switches of all stores."""
        return self._action_open(self.env["shopee.shop"].search([]))

    @api.model
    def _action_open(self, shops):
        """:param shops: ``shopee.shop``; those that sell global products get their switches"""
        self.check_access("write")
        switches = self._ensure(shops)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Stores Take Over"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("id", "in", switches.ids)],
        }

    def action_send(self):
        """Send these switches to Shopee; the list shows what became of it."""
        self.check_access("write")
        switches = self.sudo()
        switches.write({"state": "sending", "message": False})
        for merchant in switches.merchant_id:
            merchant._enqueue_switches()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _ensure(self, shops):
        """:return: the switches of these stores that are connected and have a merchant"""
        shops = shops.filtered(lambda s: s.state == "connected" and s.merchant_id and not s.orders_only)
        known = self.sudo().search([("shop_id", "in", shops.ids)])
        missing = shops - known.shop_id
        return known | self.sudo().create([{"shop_id": shop.id} for shop in missing])

    def _prepare_switches(self, **changes):
        """:param changes: values of switches other than the stored ones"""
        values = {name: self[name] for name in SWITCHES} | changes
        return SyncSwitches(region=self.shop_id.region, **values)


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _enqueue_switches(self):
        self._enqueue(
            "_job_send_switches",
            channel=CHANNEL_PUSH,
            key=f"shopee:switches:{self.id}",
            description=self.env._("Shopee: tell what the stores of %s take over", self.display_name),
        )

    @platform_job
    def _job_send_switches(self):
        """global_product/set_sync_field for all stores that wait for it.

        May be repeated: it says how things shall be. An edit made meanwhile makes the writes below conflict.
        """
        waiting = self._waiting_switches()
        batch = waiting[:SHOP_BATCH]
        if not batch:
            return
        with self._api() as client:
            refused = _send(client, {switch: switch._prepare_switches() for switch in batch})
        now = fields.Datetime.now()
        for switch in batch:
            reason = refused.get(switch)
            vals = {"state": "failed", "message": reason} if reason else {"state": "sent", "sent_at": now}
            switch.write(vals)
        if waiting - batch:
            self._enqueue_switches()

    def _send_switches_failed(self, exc_message="", **kwargs):
        """``on_fail_method``: nothing was sent."""
        reason = exc_message or self.env._("The job was stopped.")
        self._waiting_switches().write({"state": "failed", "message": reason})

    def _waiting_switches(self):
        domain = [("merchant_id", "in", self.ids), ("state", "=", "sending")]
        return self.env["shopee.sync.switch"].search(domain)


def _send(client, switches):
    """Send all in one call; where that is refused, one by one, so that one store costs itself only.

    :param dict switches: record -> ``SyncSwitches``
    :return: dict record -> why Shopee refuses it
    """
    try:
        global_product.set_sync_field(
            client, shops={record.shop_id.shop_id: values for record, values in switches.items()}
        )
    except AccountRefused:
        raise
    except (Rejected, BadPayload) as error:
        if len(switches) == 1:
            return dict.fromkeys(switches, str(error))
        refused = {}
        for record, values in switches.items():
            refused.update(_send(client, {record: values}))
        return refused
    return {}
