"""A large catalogue in one run: speed, memory and calls. Its pictures are not fetched.

`BENCH_SKUS=2000 make bench` measures fewer; the names of the rows say how many.
"""

import os
from pathlib import Path

import catalogue_calls
import jobs
import raw
import store

from tools.bench import bench, row

SKUS = int(os.environ.get("BENCH_SKUS", "20000"))
#: So many global items of the simulator have 1000 SKUs.
ITEMS_1000 = 445
#: The run that sets the stores up, and what comes after the catalogue.
OTHER_JOBS = {"_job_connect", "_job_list_orders"}
#: The memory of the first so many SKUs is what that of all is compared with.
FIRST = 1000
#: Of so many jobs that make products, the first one is followed by making as many by hand.
HAND_EVERY = 10


@bench
def scale(context):
    with context.simulator(items=SKUS * ITEMS_1000 // 1000, orders=0) as url:
        store.connect(context, url)
        measured = import_all(context)
        made = len(measured.done)
        # The simulator's catalogue is wrong on purpose in a few rows of thousand
        if not 0.98 * SKUS <= made <= 1.02 * SKUS:
            raise AssertionError(f"{made} of {SKUS} SKUs were imported")
        name = f"skus_{SKUS}"
        speed, hand = made / measured.seconds, measured.hand_made / measured.hand_seconds
        first = f"while the first {FIRST} SKUs come"
        return [
            row(f"{name}_per_s", speed, "SKUs/s", "Odoo's own creation of products", hand),
            row(f"{name}_peak_mb", measured.peak, "MB", first, measured.first_peak),
            catalogue_calls.compare(f"{name}_calls", url),
        ]


class Measured:
    def __init__(self):
        self.seconds = self.hand_seconds = 0.0
        self.hand_made = self.batches = 0
        self.peak = self.first_peak = 0.0
        #: Variations that have a product.
        self.done = set()


def import_all(context) -> Measured:
    """Perform the jobs of the import, with work by hand between them, so that noise meets both."""
    measured = Measured()
    forget_peak()
    for job in jobs.perform(context):
        if job.method not in OTHER_JOBS:
            measured.seconds += job.seconds
            measured.peak = max(measured.peak, peak_mb())
            if len(measured.done) < FIRST:
                measured.first_peak = measured.peak
            finish(context, measured)
        forget_peak()
    return measured


def finish(context, measured: Measured) -> None:
    """Count what the last job has made, make the same by hand, and leave the pictures out."""
    with context.env() as env:
        env.cr.execute(
            "UPDATE queue_job SET state = 'cancelled' WHERE state = 'pending' AND method_name = '_job_fetch'"
        )
        new = env["shopee.global.variation"].search(
            [("product_id", "!=", False), ("id", ">", max(measured.done, default=0))], order="id"
        )
        measured.done.update(new.ids)
        measured.batches += bool(new)
        by_hand = measured.batches % HAND_EVERY == 1
        vals = [hand_vals(variation) for variation in new] if by_hand else []
    if vals:
        with context.env() as env:
            measured.hand_seconds += raw.products(env, vals)[1]
        measured.hand_made += len(vals)


def hand_vals(variation) -> dict:
    """A product like the imported one; the import finds products by their SKU, so it has another one."""
    product = variation.product_id
    return {
        "name": product.display_name,
        "default_code": f"HAND-{variation.sku}",
        "type": product.type,
        "is_storable": product.is_storable,
        "list_price": product.list_price,
        "weight": product.weight,
    }


# ------------------------------------------------------------
# MEMORY
# ------------------------------------------------------------


def peak_mb() -> float:
    """The most memory that this process has had since `forget_peak`."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the kernel tells no peak of the memory")


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")
