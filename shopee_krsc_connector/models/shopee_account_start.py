from odoo import api, models


class ShopeeAccount(models.Model):
    _inherit = "shopee.account"

    @api.model
    def action_start_connect(self):
        """Where connecting begins: the account that waits for it, the only one, a choice, or a new one."""
        accounts = self.search([])
        chosen = accounts.filtered(lambda account: not account.connected_at)[:1] or accounts
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect Stores"),
            "res_model": self._name,
            "view_mode": "list,form" if len(chosen) > 1 else "form",
        }
        if len(chosen) == 1:
            action["res_id"] = chosen.id
        return action
