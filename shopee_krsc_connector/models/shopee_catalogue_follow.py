"""What a change on Shopee changes on products that the import has made."""

from odoo import models


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _follow_texts(self, vals, variations):
        """Carry a new name or SKU to products made by the import, where nobody has edited the old one.

        Called before the record is written, so that it still tells what Shopee said last.
        """
        template = self.product_tmpl_id.filtered("shopee_created")
        if template and vals["name"] and self.name != vals["name"]:
            for code, _language in self.env["res.lang"].get_installed():
                translated = template.with_context(lang=code)
                if translated.name == self.name:
                    translated.name = vals["name"]
        skus = {line["model_id"]: line["sku"] for line in variations}
        for variation in self.variation_ids:
            product, sku = variation.product_id, skus.get(variation.model_id)
            renamed = sku and variation.sku and sku != variation.sku
            if renamed and product.shopee_created and product.default_code == variation.sku:
                taken = product.search_count([("default_code", "=", sku)], limit=1)
                if not taken:
                    product.default_code = sku

    def _follow_tiers(self, tiers):
        """Rename attributes and values with Shopee's tiers and options, where no other product uses them.

        An option is renamed when another name stands at its place and neither name is elsewhere in the
        tier. Attributes and values that others use keep their name: this item goes on using them.

        :param list tiers: as they are now; the record still holds the former ones
        """
        if not self.tier_map or not self.tiers or len(tiers) != len(self.tiers):
            return
        tier_map = []
        for entry, old, new in zip(self.tier_map, self.tiers, tiers, strict=True):
            attribute = self.env["product.attribute"].browse(entry["attribute"]).exists()
            if new["name"] != old["name"] and attribute.name == old["name"]:
                self._rename(attribute, attribute.product_tmpl_ids, new["name"])
            tier_map.append({**entry, "values": self._follow_options(entry["values"], old, new)})
        self._write_changes({"tier_map": tier_map})

    def _follow_options(self, mapped, old, new):
        """:return: value ids by position in the new tier, None for options without one"""
        before, after = old["options"], new["options"]
        by_name = dict(zip(before, mapped, strict=False))
        values = []
        for at, name in enumerate(after):
            value_id = by_name.get(name)
            former = before[at] if at < len(before) else None
            if name not in by_name and former and former not in after:
                value_id = by_name.get(former)
                value = self.env["product.attribute.value"].browse(value_id or []).exists()
                if value.name == former:
                    self._rename(value, value.pav_attribute_line_ids.product_tmpl_id, name)
            values.append(value_id)
        return values

    def _rename(self, record, templates, name):
        """Rename an attribute or a value used by the template of this item alone, if the name is free."""
        if not name or templates - self.product_tmpl_id:
            return
        domain = [("name", "=", name)]
        if record._name == "product.attribute.value":
            domain.append(("attribute_id", "=", record.attribute_id.id))
        if not record.search_count(domain, limit=1):
            record.name = name
