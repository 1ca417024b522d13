"""The whole way of an order: read, carried in steps, arranged, shipped, given back."""

from odoo.fields import Command

from .common_ship import ShipCase
from .common_status import StatusCase

# Steps of a delivery -> how many transfers that takes
STEPS = {"ship_only": 1, "pick_ship": 2, "pick_pack_ship": 3}


class WayCase(ShipCase, StatusCase):
    def ordered(self, lines):
        self.payload = self.order_payload(lines=lines)
        return self.read_orders(self.payload)

    def open_transfers(self, order):
        return order.sale_order_id.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))

    def carry(self, order):
        """Validate one transfer after the other; which of them made the order Ready to Ship.

        :return: (number of transfers, number of the one after which Odoo asked Shopee)
        """
        carried = asked = 0
        while pickings := self.open_transfers(order):
            self.assertEqual(len(pickings), 1)
            self.assertEqual(pickings.state, "assigned")
            self.validate(pickings)
            carried += 1
            self.run_marked()
            if not asked and order.package_ids.ship_state == "asked":
                asked = carried
        return carried, asked

    def ship(self, order):
        """Odoo arranges the parcel, and the carrier scans it."""
        order.package_ids._job_ship()
        self.assertEqual(self.sent().count(order.package_ids.package_number), 1)
        self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
        self.assertEqual(order.oms_status, "In_Transit")
        self.assertFalse(order.shipped_open)

    def give_back(self, order, quantity=1):
        """The buyer sends goods back, and somebody takes them in.

        :return: the receipt
        """
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        one = self.read_returns(self.return_payload(order, "ACCEPTED", quantity=quantity))
        one.action_create_receipt()
        receipt = one.receipt_picking_id
        self.validate(receipt)
        self.assertEqual(receipt.state, "done")
        self.assertTrue(one.receipt_done)
        return receipt

    def in_stock(self, product):
        return product.with_context(location=self.warehouse.lot_stock_id.id).qty_available


def second_company(case):
    """A company beside that of the tests, with a merchant and a store of its own.

    :return: (``shopee.shop`` in its company, its warehouse)
    """
    company = case.env["res.company"].create({"name": "Busan Beauty", "currency_id": case.sgd.id})
    there = case.env(context={**case.env.context, "allowed_company_ids": company.ids})
    account = there["shopee.account"].create(
        {
            "name": "Busan",
            "environment": "custom",
            "custom_host": "http://localhost:1",
            "api_partner_id": "1000002",
            "partner_key": "other-key",
            "company_id": company.id,
        }
    )
    warehouse = there["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    merchant = case.merchant.copy(
        {
            "merchant_id": "3300046",
            "account_id": account.id,
            "warehouse_ids": [Command.clear(), Command.create({"warehouse_id": warehouse.id})],
            "stock_cutover": case.merchant.stock_cutover,
        }
    )
    pricelist = there["product.pricelist"].create(
        {"name": "Busan", "currency_id": case.sgd.id, "company_id": company.id}
    )
    shop = there["shopee.shop"].create(
        {
            "name": "Busan SG",
            "shop_id": "220000777",
            "account_id": account.id,
            "merchant_id": merchant.id,
            "state": "connected",
            "currency_id": case.sgd.id,
            "partner_id": there["res.partner"].create({"name": "Busan customers"}).id,
            "pricelist_id": pricelist.id,
        }
    )
    return shop, warehouse
