"""What the tests of marks and numbers share: products that are listed, and what a transaction marks."""

from .common import ShopeeCase


class NumberCase(ShopeeCase):
    _next_global = 5000

    @classmethod
    def list_product(cls, product, merchant=None, shop=None, **vals):
        """A global item of one variation and its copy in the shop, with the item id of ``item_payload``."""
        NumberCase._next_global += 1
        merchant, shop = merchant or cls.merchant, shop or cls.shop
        number = str(NumberCase._next_global)
        listing = cls.env["shopee.global.item"].create(
            {"merchant_id": merchant.id, "global_item_id": number, "name": product.name}
        )
        variation = cls.env["shopee.global.variation"].create(
            {"listing_id": listing.id, "product_id": product.id, "state": "linked", **vals}
        )
        item_id = str(9000000000 + product.id)
        items = cls.env["shopee.item"]
        if not items.search([("shop_id", "=", shop.id), ("item_id", "=", item_id)]):
            item = items.create(
                {"shop_id": shop.id, "item_id": item_id, "name": product.name, "global_id": listing.id}
            )
            cls.env["shopee.item.variation"].create(
                {
                    "listing_id": item.id,
                    "global_variation_id": variation.id,
                    "product_id": product.id,
                    "state": "linked",
                }
            )
        return variation

    def marked(self, work=None, *args):
        """What a transaction that does ``work`` marks.

        :return: dict product -> whether Shopee's own number moved
        """
        self.env.cr.flush()
        marks = self.env["shopee.stock.mark"].sudo()
        marks.search([]).unlink()
        if work:
            work(*args)
        self.env.cr.flush()
        found = marks.search([]).grouped("product_id")
        return {product: any(each.mapped("moved")) for product, each in found.items()}

    def number(self, variation, merchant=None):
        """``lib.stock.StockNumber`` of one variation."""
        variation.invalidate_recordset()
        return (merchant or self.merchant)._stock_numbers(variation)[variation]

    def quantity(self, variation, merchant=None):
        return self.number(variation, merchant).quantity

    def transfer(self, product, quantity, source=None, target=None, picking_type=None, unit=None):
        """A confirmed transfer of one product, by default a delivery."""
        kind = picking_type or self.warehouse.out_type_id
        source = source or self.warehouse.lot_stock_id
        target = target or self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": (unit or product.uom_id).id,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def validate(self, picking):
        picking.move_ids.picked = True
        return picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
