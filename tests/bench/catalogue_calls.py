"""How many calls the import of a whole catalogue takes."""

import math

import store

from tools.bench import row

#: Limits of the platform: rows of a list and ids of an info call, for global and for store items.
GLOBAL_LIST, GLOBAL_INFO, GLOBAL_IDS, ITEM_LIST, ITEM_INFO = 50, 20, 20, 100, 50


def compare(name: str, url: str) -> dict:
    """Calls that the import took, against the least that Shopee's page sizes allow."""
    calls = store.calls(url, "global_product", "product", "shop")
    made = sum(calls.values()) - calls["shop/get_shop_info"]
    return row(name, made, "calls", "least that the page sizes allow", least(url))


def least(url: str) -> int:
    products = store.ask(url, "/_sim/state?part=items")["items"]
    on_global = [product for product in products if product["global_item_id"]]
    count = pages(on_global, GLOBAL_LIST) + pages(on_global, GLOBAL_INFO) + grouped(on_global)
    for shop in store.ask(url, "/_sim/state?part=shops")["shops"]:
        ids = {shop["shop_id"]}
        items = [product for product in products if ids & {item["shop_id"] for item in product["shops"]}]
        count += pages(items, ITEM_LIST) + pages(items, ITEM_INFO) + pages(items, GLOBAL_IDS) + grouped(items)
        count += 1  # the brands that the store may sell
    return count


def pages(rows: list, size: int) -> int:
    return math.ceil(len(rows) / size)


def grouped(products: list[dict]) -> int:
    """Items with variations: those of each are a call of their own."""
    return sum(len(product["models"]) > 1 for product in products)
