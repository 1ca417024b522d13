"""Items, and their stock as merchant and shops read it."""


def items(sdk):
    """Global items in all three shops that are on sale everywhere, as the control API describes them."""
    return [
        row for row in sdk.control("GET", "state?part=items")["items"]
        if row["global_item_id"] and row["sku"] and len(row["shops"]) == 3
        and all(shop["status"] == "NORMAL" for shop in row["shops"])
    ]  # fmt: skip


def plain_item(sdk):
    return next(row for row in items(sdk) if not row["tiers"])


def varied_item(sdk):
    return next(row for row in items(sdk) if len(row["models"]) > 2)


def again(sdk, item):
    return next(row for row in items(sdk) if row["global_item_id"] == item["global_item_id"])


def global_rows(sdk, item, model=0):
    """stock_info of the global item, or of its model at this position."""
    if item["tiers"]:
        params = {"global_item_id": item["global_item_id"]}
        answer = sdk.good("global_product/get_global_model_list", kind="merchant", params=params)
        return answer["global_model"][model]["stock_info"]
    params = {"global_item_id_list": item["global_item_id"]}
    answer = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)
    return answer["global_item_list"][0]["stock_info"]


def shop_row(sdk, item, shop=0, model=0):
    """The item of a shop, or its model at this position."""
    listing = item["shops"][shop]
    if item["tiers"]:
        params = {"item_id": listing["item_id"]}
        return sdk.good("product/get_model_list", shop_id=listing["shop_id"], params=params)["model"][model]
    params = {"item_id_list": listing["item_id"]}
    answer = sdk.good("product/get_item_base_info", shop_id=listing["shop_id"], params=params)
    return answer["item_list"][0]


def summary(sdk, item, shop=0, model=0):
    """(available, reserved) in a shop."""
    found = shop_row(sdk, item, shop, model)["stock_info_v2"]["summary_info"]
    return found["total_available_stock"], found["total_reserved_stock"]


def write(sdk, item, *rows, **model):
    """Code of the answer to an update_stock of one model; ``rows`` are numbers or (location, number)."""
    stock = [
        {"location_id": row[0], "stock": row[1]} if isinstance(row, tuple) else {"stock": row} for row in rows
    ]
    body = {"global_item_id": item["global_item_id"], "stock_list": [{**model, "seller_stock": stock}]}
    return sdk.merchant("global_product/update_stock", json=body)["error"]


def write_price(sdk, item, price, shop=0, model_id=0):
    """Answer to a price of a shop item."""
    listing = item["shops"][shop]
    body = {
        "item_id": listing["item_id"],
        "price_list": [{"model_id": model_id, "original_price": price}],
    }
    return sdk.shop("product/update_price", shop_id=listing["shop_id"], json=body)


def sell(sdk, item, quantity, shop=0, **values):
    rows = [{"item_id": item["shops"][shop]["item_id"], "quantity": quantity}]
    return sdk.control("POST", "orders", shop_id=item["shops"][shop]["shop_id"], items=rows, **values)
