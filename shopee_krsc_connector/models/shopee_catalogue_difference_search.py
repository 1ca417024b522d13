"""Finding what differs from Odoo: the same comparison as the sentences, made by the database."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..lib.readiness.offer import DECIMALS
from .shopee_catalogue_difference import ENGLISH_MARKETS

COMPARED_MODELS = (
    "product.pricelist",
    "product.pricelist.item",
    "product.product",
    "product.template",
    "res.currency",
    "shopee.global.item",
    "shopee.global.variation",
    "shopee.item",
    "shopee.item.variation",
    "shopee.shop",
)


class ShopeeCatalogueMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.mixin"

    difference = fields.Char(search="_search_difference")

    @api.model
    def _search_difference(self, operator, value):
        return _search(self, operator, value)

    @api.model
    def _domain_differing(self):
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT variation.id
                      FROM %s variation JOIN product_product product ON product.id = variation.product_id
                     WHERE variation.is_gone
                        OR COALESCE(variation.sku, '') != COALESCE(product.default_code, ''))""",
                SQL.identifier(self._table),
            ),
        )


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    @api.model
    def _domain_differing(self):
        """A price typed in for the store or a plain rule of the variant is compared by the database.

        Where another rule decides, Odoo computes the price.
        """
        rows = self.env.execute_query(self._query_prices())
        differing = [row[0] for row in rows if row[1]]
        computed = self.browse([row[0] for row in rows if not row[1]])
        for variation, wanted in computed._pricelist_prices().items():
            if variation.currency_id.compare_amounts(wanted, variation.original_price):
                differing.append(variation.id)
        return super()._domain_differing() | Domain("id", "in", differing)

    def _query_prices(self):
        """:return: query of (variation id, whether a price known here is another than Shopee shows)

        Without the variations whose known price is the same.
        """
        return SQL(
            """
            SELECT variation.id, known_price.amount IS NOT NULL
              FROM shopee_item_variation variation
              JOIN shopee_item item ON item.id = variation.listing_id
              JOIN shopee_shop shop ON shop.id = variation.shop_id
         LEFT JOIN shopee_global_variation source ON source.id = variation.global_variation_id
         LEFT JOIN product_pricelist_item known ON known.id = variation.pricelist_item_id
              JOIN product_pricelist pricelist
                ON pricelist.id = COALESCE(known.pricelist_id, shop.pricelist_id)
               AND pricelist.currency_id = item.currency_id
 LEFT JOIN LATERAL (SELECT CASE WHEN compute_price = 'fixed' THEN fixed_price END AS fixed_price
                      FROM product_pricelist_item
                     WHERE product_id = variation.product_id
                       AND pricelist_id = pricelist.id
                       AND applied_on = '0_product_variant'
                       AND COALESCE(min_quantity, 0) <= 1
                       AND (date_start IS NULL OR date_start <= %(now)s)
                       AND (date_end IS NULL OR date_end >= %(now)s)
                  ORDER BY min_quantity DESC, id DESC
                     LIMIT 1) rule ON TRUE
 CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(variation.selling_price, 0),
                                     NULLIF(variation.own_retail_price, 0),
                                     rule.fixed_price)::numeric AS amount,
                            CASE WHEN shop.region IN %(with_decimals)s THEN 2 ELSE 0 END AS decimals
                    ) known_price
             WHERE variation.product_id IS NOT NULL
               AND variation.is_gone IS NOT TRUE
               AND source.is_further IS NOT TRUE
               AND variation.original_price != 0
               AND (known_price.amount IS NULL
                    OR ROUND(known_price.amount, known_price.decimals)
                       != ROUND(variation.original_price::numeric, known_price.decimals))
            """,
            now=fields.Datetime.now(),
            with_decimals=tuple(DECIMALS),
        )


class ShopeeCatalogueItemMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.item.mixin"

    difference = fields.Char(search="_search_difference")

    @api.model
    def _search_difference(self, operator, value):
        return _search(self, operator, value)

    @api.model
    def _domain_differing(self):
        variations = self.env[self._fields["variation_ids"].comodel_name]
        return Domain("variation_ids", "any", variations._domain_differing())

    @api.model
    def _sql_odoo_names(self):
        """Name of the product ``template`` in every language."""
        templates = self.env["product.template"]
        return SQL(", ").join(
            templates.with_context(lang=code)._field_to_sql("template", "name")
            for code, _name in self.env["res.lang"].get_installed()
        )


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    @api.model
    def _domain_differing(self):
        own = SQL(
            """(SELECT item.id
                  FROM shopee_global_item item
                  JOIN product_template template ON template.id = item.product_tmpl_id
                 WHERE (item.name != '' AND item.name NOT IN (%s)) OR %s)""",
            self._sql_odoo_names(),
            self._sql_pictures_differ(),
        )
        return Domain("vanished_at", "=", False) & (super()._domain_differing() | Domain("id", "in", own))

    @api.model
    def _sql_pictures_differ(self):
        further = SQL("0")
        if "product_template_image_ids" in self.env["product.template"]._fields:
            further = SQL("(SELECT COUNT(*) FROM product_image WHERE product_tmpl_id = template.id)")
        return SQL(
            """
            (SELECT NOT (in_odoo = on_shopee OR (in_odoo = 1 AND on_shopee > 0))
               FROM (SELECT %s + EXISTS(SELECT FROM ir_attachment
                                         WHERE res_model = 'product.template'
                                           AND res_field = 'image_128'
                                           AND res_id = template.id)::int AS in_odoo,
                            COALESCE(jsonb_array_length(item.pictures), 0) AS on_shopee) counts)
            """,
            further,
        )


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    @api.model
    def _domain_differing(self):
        own = SQL(
            """(SELECT item.id
                  FROM shopee_item item
                  JOIN shopee_shop shop ON shop.id = item.shop_id
                  JOIN shopee_global_item source ON source.id = item.global_id
                  JOIN product_template template ON template.id = source.product_tmpl_id
                 WHERE shop.region IN %s
                   AND item.name NOT IN ('', COALESCE(source.name, ''), %s))""",
            ENGLISH_MARKETS,
            self._sql_odoo_names(),
        )
        return super()._domain_differing() | Domain("id", "in", own)


def _search(records, operator, value):
    """``difference = False`` and its opposite; the words of the sentences are not searched."""
    if operator != "in" or any(value):
        return NotImplemented
    for model in COMPARED_MODELS:
        records.env[model].flush_model()
    return ~records._domain_differing()
