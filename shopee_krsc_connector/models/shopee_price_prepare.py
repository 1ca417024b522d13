"""From variations to lines: which prices an update is about, and what becomes of each."""

from odoo import api, models
from odoo.exceptions import UserError

from .shopee_price_rate import rated_currencies


class ShopeePriceUpdate(models.Model):
    _inherit = "shopee.price.update"

    @api.model
    def _open_for(self, variations, globals_=None, scope=None):
        """Make the preview and open it.

        :param variations: ``shopee.item.variation``
        :param globals_: ``shopee.global.variation``; None: those that the stores of ``variations`` follow
        :param str scope: what it is for; None names the products
        :raise UserError: Odoo can set none of these prices
        """
        following = variations.filtered(lambda v: v.price_source == "global")
        if globals_ is None:
            globals_ = following.global_variation_id._priced()
        updates = self._make("update", variations - following, globals_, scope)
        if not updates:
            raise UserError(
                self.env._(
                    "None of this is on sale on Shopee and linked to a product, so there is no price to send."
                )
            )
        return updates._action_open()

    @api.model
    def _make(self, kind, variations, globals_, scope=None):
        """:return: one update per company"""
        updates = self.browse()
        for company in variations.company_id | globals_.company_id:
            own = variations.filtered(lambda v, c=company: v.company_id == c)
            own_globals = globals_.filtered(lambda v, c=company: v.company_id == c)
            update = self.sudo().create(
                {
                    "kind": kind,
                    "company_id": company.id,
                    "user_id": self.env.user.id,
                    "scope": scope or self._scope_of(own.product_id | own_globals.product_id),
                }
            )
            self.env["shopee.price.line"].sudo().create(
                update._prepare_global_lines(own_globals) + update._prepare_store_lines(own)
            )
            updates |= update
        return updates.sudo(False)

    @api.model
    def _scope_of(self, products):
        templates = products.product_tmpl_id
        if len(templates) == 1:
            return templates.display_name
        return self.env._("%(count)s products", count=len(templates))

    @api.model
    def _send_again(self, variations):
        """Retry of an issue: send the price of these variations as it is in Odoo now.

        :raise UserError: the merchant is not live
        """
        variations.merchant_id._check_sends_prices()
        none = {name: self.env[name] for name in ("shopee.item.variation", "shopee.global.variation")}
        none[variations._name] = variations
        updates = self._make("update", none["shopee.item.variation"], none["shopee.global.variation"]).sudo()
        for update in updates:
            lines = update.line_ids.filtered(lambda line: line.outcome in ("ready", "same"))
            update.is_asked = True
            lines._ask()
        return updates

    def _prepare_store_lines(self, variations, on_shopee=None):
        """:param dict on_shopee: variation -> price there, instead of what the last sync has read
        :return: list of values, in the order of ``variations``
        """
        lines, on_shopee = [], on_shopee or {}
        retail = variations._retail_prices()
        rated = rated_currencies(self.company_id)
        rates = self._rates(variations.currency_id & rated)
        for variation in variations:
            vals = {
                "variation_id": variation.id,
                "shop_id": variation.shop_id.id,
                "currency_id": variation.currency_id.id,
                "rate": rates.get(variation.currency_id, 0.0),
                "old_price": on_shopee.get(variation, variation.original_price),
                "new_price": variation.wanted_price,
            }
            if variation.price_source == "global":
                vals["new_price"] = variation._converted_global_price(rated)
            notes = variation._price_notes(retail[variation][1])
            lines.append(self._prepare_line_vals(variation, vals, notes))
        return lines

    def _prepare_global_lines(self, variations, on_shopee=None):
        """:param dict on_shopee: as of ``_prepare_store_lines``, as the result"""
        lines, on_shopee = [], on_shopee or {}
        wanted = variations._global_prices()
        currencies = variations.currency_id | variations.merchant_id.currency_id
        rates = self._rates(currencies & rated_currencies(self.company_id))
        for variation in variations:
            currency = variation.currency_id or variation.merchant_id.currency_id
            vals = {
                "global_variation_id": variation.id,
                "currency_id": currency.id,
                "rate": rates.get(currency, 0.0),
                "old_price": on_shopee.get(variation, variation.price),
                "new_price": wanted[variation][0],
            }
            notes = variation._price_notes(wanted[variation][1])
            lines.append(self._prepare_line_vals(variation, vals, notes))
        return lines

    def _prepare_line_vals(self, variation, vals, notes):
        verdict = self.env["shopee.price.line"]._verdict(
            vals["old_price"], vals["new_price"], variation, notes
        )
        return {
            **vals,
            **verdict,
            "update_id": self.id,
            "merchant_id": variation.merchant_id.id,
            "product_id": variation.product_id.id,
        }

    def _rates(self, currencies):
        """:return: dict currency -> company currency for one unit"""
        company = self.company_id
        return {
            currency: currency._get_conversion_rate(currency, company.currency_id, company)
            for currency in currencies
        }
