from odoo import api, models

from odoo.addons.shopee_krsc_connector.lib.stock import whole


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    @api.model
    def _stock_figures(self, products):
        """As many kits as their scarcest component makes, figure by figure.

        Odoo's own number for a kit counts a promise only where every component is promised.
        """
        kits = products._shopee_kit_parts(products.env.company)
        figures = super()._stock_figures(products.union(*(part for parts in kits.values() for part in parts)))
        for kit, parts in kits.items():
            batches = [[figure / needed for figure in figures[part]] for part, needed in parts.items()]
            figures[kit] = tuple(whole(min(ratios)) for ratios in zip(*batches, strict=True)) or (0, 0, 0)
        return figures

    def _stock_counted(self, products):
        kits = products._shopee_kit_parts(self.company_id)
        counted = super()._stock_counted(products.filtered(lambda one: one not in kits))
        return counted | products.filtered(kits.get)

    def _stock_held(self, products):
        """What the components lack, kits lack."""
        held = super()._stock_held(products)
        kits = products._shopee_kit_parts(self.company_id) if held else {}
        of_parts = self._stock_places(products.union(*(part for parts in kits.values() for part in parts)))
        for kit, parts in kits.items():
            held[kit] = self._stock_held_kits(parts, of_parts[kit], of_parts, held)
        return held

    def _stock_held_kits(self, parts, places, of_parts, held):
        """How many kits fewer there are at each location because of what is held of their components.

        :param dict parts: component -> quantity of it in one kit
        :param list places: of the kit
        :param dict of_parts: component -> its places
        """
        lacking = {}
        for location in self._stock_locations():
            left = [
                (self._sellable(of_parts[part], location) - held.get(part, {}).get(location, 0.0)) / needed
                for part, needed in parts.items()
            ]
            if left:
                lacking[location] = max(self._sellable(places, location) - whole(min(left)), 0)
        return lacking

    @api.model
    def _sellable(self, places, location):
        return sum(place.sellable for place in places if place.location_id == location)

    def _stock_held_orders(self, products):
        kits = products._shopee_kit_parts(self.company_id)
        parts = products.union(*(part for parts in kits.values() for part in parts))
        orders = super()._stock_held_orders(parts)
        for kit, of_kit in kits.items():
            orders[kit] = self.env["shopee.order"].union(*(orders[part] for part in of_kit))
        return orders

    def _stock_held_lines(self):
        """Kits are sold as what they are made of."""
        lines = super()._stock_held_lines()
        sold = self.env["product.product"].union(*(line[0] for line in lines))
        kits = sold._shopee_kit_parts(self.company_id)
        return [
            (part, order, location, quantity * needed)
            for product, order, location, quantity in lines
            for part, needed in kits.get(product, {product: 1.0}).items()
        ]
