"""What is done to a product in Odoo does nothing on Shopee: whoever does it is told so."""

from odoo import api, models


class ShopeeListedNotice(models.AbstractModel):
    """The words in which templates and variants say it."""

    _name = "shopee.listed.notice"
    _description = "Shopee: notice about a listed product"

    def _shopee_archived_notice(self, result):
        """:param result: of ``action_archive``
        :return: the same, or the action that tells the person where there is none
        """
        if not self or isinstance(result, dict):
            return result
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Archived in Odoo, still on Shopee"),
                "message": self._shopee_stays(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _shopee_tell_deleted(self):
        if self and not self.env.context.get("shopee_told"):
            self._shopee_tell(self.env._("Deleted in Odoo, still on Shopee"), self._shopee_stays())

    def _shopee_tell(self, title, message):
        """Where no action can follow the browser of the person is told by the bus."""
        self.env.user._bus_send(
            "simple_notification", {"type": "warning", "sticky": True, "title": title, "message": message}
        )

    def _shopee_stays(self):
        names = ", ".join(self[:5].mapped("display_name")) + ("…" if len(self) > 5 else "")
        return self.env._(
            "Nothing changes on Shopee, where it goes on selling: %(names)s. To take it off, unlist or "
            "delete it in Shopee's Seller Centre.",
            names=names,
        )


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "shopee.listed.notice"]

    @api.onchange("name", "default_code", "sale_ok")
    def _onchange_shopee_hint(self):
        if not self._origin._shopee_on_sale():
            return None
        if self.sale_ok != self._origin.sale_ok:
            message = self.env._(
                "This product is on Shopee and stays on sale there. Unlist it in Shopee's Seller Centre."
            )
        elif self.name != self._origin.name or self.default_code != self._origin.default_code:
            message = self.env._("This product is on Shopee: its name and SKU there stay as they are.")
        else:
            return None
        return {"warning": {"title": self.env._("Shopee"), "message": message, "type": "notification"}}

    # ------------------------------------------------------------
    # CRUD AND ACTIONS
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_tell_shopee(self):
        self._shopee_on_sale()._shopee_tell_deleted()
        self.with_context(active_test=False).product_variant_ids._shopee_forget_rules()

    def action_archive(self):
        listed = self.filtered("active")._shopee_on_sale()
        result = super().action_archive()
        return listed._shopee_archived_notice(result)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _shopee_on_sale(self):
        """Those of these products that Shopee lists, whoever asks."""
        variants = self.with_context(active_test=False).product_variant_ids
        return variants._shopee_on_sale().product_tmpl_id


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "shopee.listed.notice"]

    @api.ondelete(at_uninstall=False)
    def _unlink_tell_shopee(self):
        self._shopee_on_sale()._shopee_tell_deleted()
        self._shopee_forget_rules()

    def action_archive(self):
        listed = self.filtered("active")._shopee_on_sale()
        result = super().action_archive()
        return listed._shopee_archived_notice(result)

    @api.onchange("default_code")
    def _onchange_shopee_hint(self):
        """A variant's own form; name and sales switch are those of its product."""
        if self.default_code == self._origin.default_code or not self._origin._shopee_on_sale():
            return None
        message = self.env._("This product is on Shopee: its SKU there stays as it is.")
        return {"warning": {"title": self.env._("Shopee"), "message": message, "type": "notification"}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _unlink_or_archive(self, check_access=True):
        """Variants whose option is removed: told once, whatever Odoo does with each of them."""
        listed = self.filtered("active")._shopee_on_sale() if check_access else self.browse()
        message = listed and listed._shopee_stays()
        result = super(ProductProduct, self.with_context(shopee_told=True))._unlink_or_archive(check_access)
        if message:
            self._shopee_tell(self.env._("Variants removed in Odoo, still on Shopee"), message)
        return result

    def _shopee_forget_rules(self):
        """Price rules go with their variant.

        PostgreSQL clears both references in an order of its own, which it refuses for a row that the same
        transaction has written.
        """
        variations = self.env["shopee.item.variation"].sudo()
        variations = variations.search([("product_id", "in", self.ids), ("pricelist_item_id", "!=", False)])
        variations.write({"pricelist_item_id": False})

    def _shopee_on_sale(self):
        """Those of these variants that Shopee lists, whoever asks."""
        domain = [("product_id", "in", self.ids), ("is_gone", "=", False)]
        globals_ = self.env["shopee.global.variation"].sudo().search(domain)
        items = self.env["shopee.item.variation"].sudo()
        listed = (
            globals_.product_id | items.search([*domain, ("listing_id.is_deleted", "=", False)]).product_id
        )
        return self.filtered(lambda variant: variant.id in listed.ids)
