"""What Odoo itself can do: the baselines that the addon's throughput is compared with."""

import base64
import functools
import io

from PIL import Image

from odoo.fields import Command

from odoo.addons.shopee_krsc_connector.models.shopee_order_build import BUILD_CONTEXT

from tools.bench import stopwatch

BATCH = 50
#: Context under which bulk work runs, here as in the addon.
FLAGS = BUILD_CONTEXT


def products(env, vals_list: list[dict]) -> tuple[object, float]:
    """Create products in batches; return them and the seconds.

    As templates: of a batch of ``product.product`` Odoo 19 keeps the picture of one only.
    """
    created = env["product.template"]
    with stopwatch() as seconds:
        for start in range(0, len(vals_list), BATCH):
            created += env["product.template"].with_context(**FLAGS).create(vals_list[start : start + BATCH])
        env.flush_all()
    if any(
        vals.get("image_1920") and not one.image_128 for vals, one in zip(vals_list, created, strict=True)
    ):
        raise AssertionError("a product of the baseline has no picture")
    return created.product_variant_ids, seconds[0]


def orders(env, vals_list: list[dict]) -> tuple[object, float]:
    """Create and confirm orders in batches, each with its reserved delivery; return them and the seconds.

    One transaction a batch, as a job has.
    """
    created = env["sale.order"]
    with stopwatch() as seconds:
        for start in range(0, len(vals_list), BATCH):
            batch = env["sale.order"].with_context(**FLAGS).create(vals_list[start : start + BATCH])
            batch.action_confirm()
            env.cr.commit()
            created += batch
    return created, seconds[0]


def add_stock(env, created, quantity: float = 10_000) -> None:
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for product in created:
        env["stock.quant"]._update_available_quantity(product, location, quantity)


def product_vals(number: int, count: int, **vals) -> dict:
    """A storable product with a picture of its own."""
    return {
        "name": f"Product {number}",
        "default_code": f"RAW-{number:05}",
        "type": "consu",
        "is_storable": True,
        "list_price": 10 + number % 20,
        "image_1920": picture(number % count),
        **vals,
    }


def order_vals(partner, products_, number: int, lines: int = 2) -> dict:
    chosen = [products_[(number * lines + index) % len(products_)] for index in range(lines)]
    return {
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 7.5})
            for product in chosen
        ],
    }


@functools.cache
def picture(number: int, size: int = 600) -> bytes:
    """A JPEG in base64, each number another one."""
    content = io.BytesIO()
    colour = (number * 37 % 256, number * 91 % 256, number * 53 % 256)
    Image.new("RGB", (size, size), colour).save(content, "JPEG")
    return base64.b64encode(content.getvalue())
