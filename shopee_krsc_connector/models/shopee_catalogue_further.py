"""Several listings of one product: one manages its stock, further ones have the share they are given."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .shopee_item import DELETED_STATUSES


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    is_further = fields.Boolean(
        string="Further global product",
        readonly=True,
        help="Another global product of the merchant is linked to the same product and manages its stock.",
    )
    stock_share = fields.Integer(
        string="Share of stock (%)",
        default=100,
        help="Part of the product's stock that this one may sell. A further global product starts with 0.",
    )
    candidate_ids = fields.Many2many(
        "product.product",
        compute="_compute_candidate_ids",
        string="Products in question",
        help="The products in Odoo that have this SKU.",
    )

    _stock_share_range = models.Constraint(
        "CHECK(stock_share BETWEEN 0 AND 100)", "A share is between 0 and 100 percent."
    )

    @api.depends("sku", "reason_code", "reason_params")
    def _compute_candidate_ids(self):
        for company, variations in self.grouped("company_id").items():
            skus = [sku for sku in variations.mapped("sku") if sku]
            by_sku = self._products_by_sku(company, skus)
            for variation in variations:
                variation.candidate_ids = by_sku.get(variation.sku) if variation.sku else False

    @api.constrains("stock_share")
    def _check_stock_share(self):
        """All listings of a product together sell no more than there is."""
        shared = self.filtered("product_id")
        if not shared:
            return
        sums = self._read_group(
            [
                ("merchant_id", "in", shared.merchant_id.ids),
                ("product_id", "in", shared.product_id.ids),
                ("is_gone", "=", False),
            ],
            ["merchant_id", "product_id"],
            ["stock_share:sum"],
        )
        for _merchant, product, total in sums:
            if total > 100:
                raise ValidationError(
                    self.env._(
                        "The global products of %(product)s would share %(total)s %% of its stock. Lower the "
                        "share of another one first.",
                        product=product.display_name,
                        total=total,
                    )
                )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_bind(self):
        """Choose the product, and whether this listing takes it over from the one that has it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link to a Product"),
            "res_model": "shopee.bind",
            "view_mode": "form",
            "target": "new",
            "context": {"default_variation_id": self.id},
        }

    def action_open_on_shopee(self):
        """Open the product of the first store that sells it, else Shopee's Seller Centre."""
        self.ensure_one()
        items = self.item_variation_ids.listing_id | self.listing_id.item_ids
        sold = items.filtered(lambda item: item.url and item.status not in DELETED_STATUSES)
        url = sold[:1].url or self.merchant_id.shop_ids.filtered("url")[:1].url
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_take_in(self):
        self.check_access("write")
        further = self.sudo().filtered("is_further")
        further.write({"product_id": False, "is_further": False, "stock_share": 100})
        return super().action_take_in()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _link_by_hand(self, product):
        """A product that another listing has already makes this a further one."""
        if product and product != self.product_id:
            is_further = bool(self._main_of(product))
            self.write({"is_further": is_further, "stock_share": 0 if is_further else 100})
        return super()._link_by_hand(product)

    def _take_over(self, product):
        """Link here: this becomes the listing of the product, the former one a further one with share 0."""
        self.ensure_one()
        self._check_company_of(product)
        former = self._main_of(product)
        share = sum(former.mapped("stock_share")) if former else 100
        former.write({"is_further": True, "stock_share": 0, "is_manual": True})
        self._settle({self: (product, False, {})})
        self.write({"is_further": False, "stock_share": share, "is_manual": True})
        self._after_link_by_hand()
        self.listing_id._link()  # others with this SKU name the new winner

    def _come_back(self):
        """What another one has got meanwhile stays there: the product, and the share of its stock.

        Of those with the same SKU the rule of duplicates decides.
        """
        self.filtered("is_further").stock_share = 0
        linked = self.filtered(lambda variation: variation.product_id and not variation.is_further)
        mains = linked._main_of(linked.product_id).grouped(lambda main: (main.merchant_id, main.product_id))
        for variation in linked:
            others = mains.get((variation.merchant_id, variation.product_id), self.browse())
            if others.filtered(lambda other, sku=variation.sku: other.sku != sku):
                variation.product_id = False

    def _prepare_verdict_vals(self, product, code, params, state):
        vals = super()._prepare_verdict_vals(product, code, params, state)
        if not vals["product_id"]:
            vals.update(is_further=False, stock_share=100)
        return vals

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _main_of(self, product):
        """The other listing of the merchant that manages the stock of this product."""
        domain = [
            ("merchant_id", "in", self.merchant_id.ids),
            ("product_id", "in", product.ids),
            ("is_further", "=", False),
            ("is_gone", "=", False),
            ("id", "not in", self.ids),
        ]
        return self.search(domain)

    def _refuse_taken(self, verdicts):
        """Refuse products that a listing with another SKU has: one listing is linked, whatever the SKUs.

        Which of those with the same SKU has it was decided before.

        :param dict verdicts: variation -> (product found by its SKU, False, {})
        """
        found = self.env["product.product"].union(*(product for product, _code, _params in verdicts.values()))
        if not found:
            return verdicts
        mains = self._main_of(found).grouped(lambda main: (main.merchant_id, main.product_id))
        judged = {}
        for variation, (product, code, params) in verdicts.items():
            others = mains.get((variation.merchant_id, product), self.browse())
            main = others.filtered(lambda other, sku=variation.sku: other.sku != sku)[:1]
            if main:
                code = "product_taken"
                params = {
                    "sku": variation.sku,
                    "product": product.display_name,
                    "winner": main.listing_id.name or "",
                    "winner_id": main.listing_id.global_item_id,
                }
                product = product.browse()
            judged[variation] = (product, code, params)
        return judged


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_product_taken(self, params):
        return (
            self.env._(
                "The product %(product)s belongs to “%(winner)s” (global item %(winner_id)s) already.",
                product=params.get("product", ""),
                winner=params.get("winner", ""),
                winner_id=params.get("winner_id", ""),
            ),
            self.env._(
                "Decide under Products > Duplicates and Missing SKUs which of the two manages the stock. "
                "Both go on selling."
            ),
        )
