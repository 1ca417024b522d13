"""What the tests of kits share: a set of two creams and a stick."""

from odoo.fields import Command


class KitMixin:
    """For cases that have the products of ``ShopeeCase``."""

    @classmethod
    def make_kit(cls, sku="SET-1", parts=None, **bom_vals):
        """A product that is sold as one and moves as its components.

        :param parts: list of (component, quantity)
        """
        kit = cls.env["product.product"].create(
            {
                "name": f"Glow Set {sku}",
                "default_code": sku,
                "description_sale": "Two creams and a stick for a glowing skin.",
                "type": "consu",
                "list_price": 25.0,
                "taxes_id": False,
            }
        )
        cls.make_bom(kit, [(cls.cream, 2), (cls.stick, 1)] if parts is None else parts, **bom_vals)
        return kit

    @classmethod
    def make_bom(cls, product, parts, **vals):
        lines = [Command.create({"product_id": part.id, "product_qty": quantity}) for part, quantity in parts]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": lines,
                **vals,
            }
        )

    def add_sets(self, count, warehouse=None):
        """The components of so many kits come into stock."""
        for product, quantity in ((self.cream, 2 * count), (self.stick, count)):
            if quantity:
                self.add_stock(product, quantity, warehouse)
