"""From judged rows to products and listings, a part of the file in each transaction."""

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..lib.listing_file import GROUP, KIT
from .shopee_excel_known import Known
from .shopee_excel_unit import Unit
from .shopee_listing_fill import LANG
from .shopee_order_build import BUILD_CONTEXT
from .shopee_price_rate import rated_currencies

CHUNK = 50


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_import(self):
        """Import the next part; the rows are what makes a job that comes twice harmless."""
        upload = self.exists().filtered(lambda one: one.state == "importing")
        if not upload:
            return
        rows = upload._next_rows()
        if rows:
            upload._import(rows)
        if upload._next_rows():
            upload._enqueue_step("_job_import")
        else:
            upload._fetch_planned()
            upload.state = "done"

    def _next_rows(self):
        rows = self.env["shopee.excel.row"]
        todo = [("upload_id", "=", self.id), ("action", "in", ("create", "use"))]
        units = set(rows.search(todo, limit=CHUNK, order="unit, number").mapped("unit"))
        return rows.search([*todo, ("unit", "in", list(units))], order="unit, number")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _judge(self, rows):
        """Say what would happen with these rows, which are whole products.

        :return: list of ``Unit``
        """
        known = Known(self, rows)
        units = [Unit(one, known) for one in rows.grouped("unit").values()]
        for unit in units:
            unit.judge()
            for row in unit.rows:
                row._write_verdict(unit)
        return units

    def _import(self, rows):
        """Judge again, since Odoo may have changed, and import what is right."""
        units = [unit for unit in self._judge(rows) if unit.action in ("create", "use")]
        try:
            with self.env.cr.savepoint():
                self._import_units(units)
        except psycopg2.OperationalError:
            raise
        except Exception:  # pylint: disable=broad-except
            for unit in units:
                self._import_alone(unit)

    def _import_alone(self, unit):
        """One product that is refused keeps the others of its part waiting for nothing."""
        try:
            with self.env.cr.savepoint():
                self._import_units([unit])
        except psycopg2.OperationalError:
            raise
        except UserError as error:
            unit.first._refuse(unit.rows, "refused", str(error)[:500])
        except Exception as error:  # pylint: disable=broad-except
            # The message may quote the file, which is nobody else's business
            unit.first._refuse(unit.rows, "unexpected", type(error).__name__)

    def _import_units(self, units):
        new = [unit for unit in units if unit.action == "create"]
        self._create_single([unit for unit in new if unit.kind != GROUP])
        self._create_groups([unit for unit in new if unit.kind == GROUP])
        self._create_kits([unit for unit in new if unit.kind == KIT])
        self._make_listings(units)
        self.env.flush_all()

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def _create_single(self, units):
        products = self.env["product.product"].with_context(**BUILD_CONTEXT, lang=LANG)
        weights = self._product_weights(units)
        rated = rated_currencies(self.merchant_id.company_id)
        created = products.create(
            [
                {
                    **self._prepare_product_vals(unit, rated),
                    "default_code": unit.first.sku,
                    "weight": weights[unit],
                    **({"is_storable": False} if unit.kind == KIT else {}),
                }
                for unit in units
            ]
        )
        for unit, product in zip(units, created, strict=True):
            unit.template = product.product_tmpl_id
            unit.products = {unit.first: product}
            self._name_in_odoo(unit)

    def _create_groups(self, units):
        """A template for each of these products, and the variants of its rows."""
        if not units:
            return
        items = self.env["shopee.global.item"].with_context(lang=LANG)
        wanted = {}
        for unit in units:
            for name, options in unit.tiers():
                wanted.setdefault(name, set()).update(options)
        attributes = items._ensure_attributes(set(wanted))
        values = items._ensure_values({attributes[name]: options for name, options in wanted.items()})
        templates = self.env["product.template"].with_context(**BUILD_CONTEXT, lang=LANG)
        rated = rated_currencies(self.merchant_id.company_id)
        created = templates.create(
            [
                {
                    **self._prepare_product_vals(unit, rated),
                    "attribute_line_ids": [
                        Command.create(
                            {
                                "attribute_id": attributes[name],
                                "value_ids": [
                                    Command.set([values[attributes[name], option] for option in options])
                                ],
                            }
                        )
                        for name, options in unit.tiers()
                    ],
                }
                for unit in units
            ]
        )
        weights = self._product_weights(units)
        for unit, template in zip(units, created, strict=True):
            unit.template = template
            self._match_variants(
                unit,
                {
                    row: frozenset(
                        values[attributes[name], option]
                        for (name, _options), option in zip(unit.tiers(), unit.options(row), strict=True)
                    )
                    for row in unit.rows
                },
                weights[unit],
            )
            self._name_in_odoo(unit)

    def _create_kits(self, units):
        """Give each of these products, which have just been created, its kit; see ``_takes_kits``."""

    def _match_variants(self, unit, chosen, weight):
        """Give every row its variant; combinations that no row has are archived.

        :param dict chosen: row -> ids of its attribute values
        """
        variants = {
            frozenset(one.product_template_attribute_value_ids.product_attribute_value_id.ids): one
            for one in unit.template.product_variant_ids
        }
        for row, ids in chosen.items():
            unit.products[row] = variants.pop(ids)
            unit.products[row].write({"default_code": row.sku, "weight": weight})
        self.env["product.product"].union(*variants.values()).write({"active": False})

    def _prepare_product_vals(self, unit, rated):
        """:param rated: currencies that have a rate"""
        item = self.env["shopee.global.item"].new(
            {"merchant_id": self.merchant_id.id, "currency_id": self.merchant_id.currency_id.id}
        )
        return {
            "name": unit.text("name"),
            "type": "consu",
            "is_storable": True,
            "sale_ok": True,
            "list_price": item._sales_price(min(unit.prices.values()), rated),
        }

    def _product_weights(self, units):
        """dict unit -> weight, in the unit that the products of this database are weighed in"""
        own = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        kilogram = self.env.ref("uom.product_uom_kgm")
        return {unit: kilogram._compute_quantity(unit.weight, own, round=False) for unit in units}

    def _name_in_odoo(self, unit):
        name = unit.text("odoo_name")
        if name:
            unit.template.with_context(lang=self._job_lang()).name = name

    # ------------------------------------------------------------
    # LISTINGS
    # ------------------------------------------------------------

    def _make_listings(self, units):
        listings = self.env["shopee.listing"]
        templates = listings.product_tmpl_id.union(*(unit.template for unit in units))
        found = listings.search(
            [("merchant_id", "=", self.merchant_id.id), ("product_tmpl_id", "in", templates.ids)]
        )
        known = {listing.product_tmpl_id: listing for listing in found}
        missing = [unit for unit in units if unit.template not in known]
        created = listings.create([self._prepare_listing_vals(unit) for unit in missing])
        created._fill()
        for unit in units:
            if unit.template in known:
                known[unit.template].write(self._prepare_listing_vals(unit))
        found._fill()
        known.update({listing.product_tmpl_id: listing for listing in created})
        self._add_shops(found | created)
        (found | created)._set_attributes({known[unit.template]: unit.attributes for unit in units})
        for unit in units:
            self._dress_listing(known[unit.template], unit)
        self._plan_pictures(units, known)

    def _add_shops(self, listings):
        listings.shop_line_ids.create(
            [
                {"listing_id": listing.id, "shop_id": shop.id}
                for listing in listings
                for shop in self.shop_ids - listing.shop_line_ids.shop_id
            ]
        )

    def _prepare_listing_vals(self, unit):
        """What the file leaves out stays with the product or the earlier draft."""
        said = {
            "name": unit.text("name"),
            "description": unit.text("description"),
            "sku": unit.text("parent_sku"),
            "weight": unit.weight,
            "length": unit.length,
            "width": unit.width,
            "height": unit.height,
        }
        return {
            "product_tmpl_id": unit.template.id,
            "merchant_id": self.merchant_id.id,
            "user_id": self.user_id.id,
            "category_id": unit.category.id,
            "brand_id": unit.brand.id if unit.brand else False,
            "condition": unit.condition,
            "days_to_ship": unit.days,
            "step": "check",
            **{name: value for name, value in said.items() if value},
        }

    def _dress_listing(self, listing, unit):
        """Prices of one listing."""
        variations = {one.product_id: one for one in listing.variation_ids}
        for row, product in unit.products.items():
            variation = variations[product]
            variation.price = unit.prices[row]
            for price in listing.price_ids.filtered(lambda one, v=variation: one.variation_id == v):
                said = unit.store_prices[row].get(price.shop_line_id.shop_id)
                if said:
                    price.price = said
            row.write({"action": "done", "product_id": product.id, "listing_id": listing.id})


class ShopeeExcelRow(models.Model):
    _inherit = "shopee.excel.row"

    def _write_verdict(self, unit):
        vals = {
            "action": unit.action,
            "problems": unit.problems[self],
            "product_id": unit.products[self].id if self in unit.products else False,
        }
        changed = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)

    def _refuse(self, rows, code, reason):
        """Nothing of these rows was imported, and the first one says why."""
        rows.action = "error"
        problem = {"code": code, "key": "sku", "severity": "error", "params": {"reason": reason}}
        self.problems = [*(self.problems or []), problem]
