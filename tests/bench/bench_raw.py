"""Speed of Odoo on this machine, for judging the other numbers."""

import raw

from tools.bench import bench, row

PRODUCTS = 200
ORDERS = 200


@bench
def raw_speed(context):
    with context.env() as env:
        vals = [raw.product_vals(number, PRODUCTS) for number in range(PRODUCTS)]
        created, product_seconds = raw.products(env, vals)
        raw.add_stock(env, created)
        env.cr.commit()
        partner = env["res.partner"].create({"name": "Buyers"})
        vals = [raw.order_vals(partner, created, number) for number in range(ORDERS)]
        orders, order_seconds = raw.orders(env, vals)
        moves = orders.picking_ids.move_ids
        if set(orders.mapped("state")) != {"sale"} or set(moves.mapped("state")) != {"assigned"}:
            raise AssertionError("an order of the baseline was not confirmed and reserved")
    return [
        row("raw_products_per_s", PRODUCTS / product_seconds, "products/s"),
        row("raw_orders_per_s", ORDERS / order_seconds, "orders/s"),
    ]
