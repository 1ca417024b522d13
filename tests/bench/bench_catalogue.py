"""The first import of a catalogue: speed against Odoo's own creation, and calls."""

import urllib.request

import catalogue_calls
import jobs
import raw
import store

from tools.bench import bench, row

#: So many global items of the simulator have 1000 SKUs.
ITEMS = 445
SKUS = 1000
#: The run that sets the stores up, and what comes after the catalogue.
OTHER_JOBS = {"_job_connect", "_job_list_orders"}
#: Rows of the simulator that are wrong on purpose, most of them without a product.
FAULTY = 6
#: Before the SKUs of products made by hand: the import finds products by their SKU.
HAND = "HAND-"


@bench
def first_import(context):
    with context.simulator(items=ITEMS, orders=0) as url:
        store.connect(context, url)
        import_seconds, hand_seconds, made = import_by_turns(context)
        if not SKUS - FAULTY <= made <= SKUS:
            raise AssertionError(f"{made} of {SKUS} SKUs were imported whole")
        baseline = "Odoo's own creation of products"
        return [
            row("skus_first_import_per_s", made / import_seconds, "SKUs/s", baseline, made / hand_seconds),
            catalogue_calls.compare("api_calls_skus_1000", url),
        ]


def import_by_turns(context) -> tuple[float, float, int]:
    """Import everything; after each job make by hand as many products as it has made or given pictures.

    :return: seconds of the import, seconds by hand, number of SKUs
    """
    import_seconds = hand_seconds = 0.0
    done = set()
    for job in jobs.perform(context):
        if job.method in OTHER_JOBS:
            continue
        import_seconds += job.seconds
        with context.env() as env:
            finished = env["shopee.global.variation"].search(
                [("product_id", "!=", False), ("id", "not in", list(done))], order="id"
            )
            finished = finished.filtered(is_complete)
            done.update(finished.ids)
            vals = [hand_vals(variation) for variation in finished]
            draw_pictures(env)
        with context.env() as env:
            hand_seconds += raw.products(env, vals)[1]
    return import_seconds, hand_seconds, len(done)


def draw_pictures(env) -> None:
    """Let the simulator draw the pictures that will be fetched: Shopee has them ready."""
    for image in env["shopee.image"].search([("state", "=", "pending")]):
        urllib.request.urlopen(image.url, timeout=30).close()


def picture(variation):
    return variation.image_id or variation.listing_id.image_id


def is_complete(variation) -> bool:
    """Whether the product has its SKU and its own picture."""
    product = variation.product_id
    return (
        product.default_code == variation.sku
        and bool(picture(variation).content)
        and bool(product.image_variant_1920 if variation.image_id else product.image_1920)
    )


def hand_vals(variation) -> dict:
    """A product with the same SKU, name, price and picture, each picture as Shopee shows it."""
    product = variation.product_id
    return {
        "name": product.display_name,
        "default_code": f"{HAND}{variation.sku}",
        "type": product.type,
        "is_storable": product.is_storable,
        "list_price": product.list_price,
        "weight": product.weight,
        "image_1920": picture(variation).content,
    }
