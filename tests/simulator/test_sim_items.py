"""What seller and Shopee do with items past any application: by the control API and on the pages."""

import re

import pytest
import requests
from listing import global_item, global_models, shop_item, shop_models


def state(sdk):
    return [item for item in sdk.control("GET", "state?part=items")["items"] if item["global_item_id"]]


@pytest.fixture
def plain(sdk):
    return next(item for item in state(sdk) if not item["tiers"] and len(item["shops"]) == 3)


@pytest.fixture
def varied(sdk):
    """An item with two tiers."""
    return next(item for item in state(sdk) if len(item["tiers"]) == 2 and len(item["shops"]) == 3)


def fails(sdk, number, **change):
    answer = sdk.session.post(f"{sdk.url}/_sim/items/{number}", json=change, timeout=5)
    return answer.status_code, answer.json().get("error", "")


# Control API


def test_global_edit_reaches_the_shops(sdk, plain):
    number, listing = plain["global_item_id"], plain["shops"][0]
    row = {"attribute_id": 101042, "attribute_value_list": [{"value_id": 4512}]}
    sdk.control(
        "POST", f"items/{number}", name="Renamed toner", description="Written anew in the Seller Centre",
        days_to_ship=7, weight=0.5, category_id=101905, brand_id=1130005, attributes=[row],
    )  # fmt: skip
    told = global_item(sdk, number)
    assert (told["global_item_name"], told["weight"], told["category_id"]) == (
        "Renamed toner",
        "0.50",
        101905,
    )
    assert told["attribute_list"][0]["attribute_value_list"][0]["original_value_name"] == "Dry"
    item = shop_item(sdk, listing["shop_id"], listing["item_id"])
    assert (item["item_name"], item["pre_order"]["days_to_ship"]) == ("Renamed toner", 7)


def test_shop_edit_holds(sdk, plain):
    number, (listing, other, _third) = plain["global_item_id"], plain["shops"]
    shop_id, item_id = listing["shop_id"], listing["item_id"]
    sdk.control("POST", f"items/{item_id}", name="Only here", images=["kr-00002a"], days_to_ship=2)
    item = shop_item(sdk, shop_id, item_id)
    assert (item["item_name"], item["image"]["image_id_list"]) == ("Only here", ["kr-00002a"])
    assert shop_item(sdk, other["shop_id"], other["item_id"])["item_name"] != "Only here"
    sdk.control("POST", f"items/{number}", stock=7)
    assert shop_item(sdk, shop_id, item_id)["item_name"] == "Only here"


@pytest.mark.parametrize(
    ("status", "number"), [("BANNED", 2), ("UNLIST", 8), ("SHOPEE_DELETE", 4), ("REVIEWING", 3)]
)
def test_status_is_seen_everywhere(sdk, plain, status, number):
    listing = plain["shops"][0]
    sdk.control("POST", f"items/{listing['item_id']}", status=status)
    assert shop_item(sdk, listing["shop_id"], listing["item_id"])["item_status"] == status
    params = {"global_item_id": plain["global_item_id"]}
    rows = sdk.good("global_product/get_published_list", kind="merchant", params=params)["published_item"]
    assert {row["shop_id"]: row["item_status"] for row in rows}[listing["shop_id"]] == number


def test_options_are_renamed_added_and_removed(sdk, varied):
    number, listing = varied["global_item_id"], varied["shops"][0]
    before = {m["global_model_id"] for m in varied["models"]}
    first, second = (options for _name, options in varied["tiers"])
    sdk.control("POST", f"items/{number}", rename_option={"from": first[0], "to": "Snow"})
    sdk.control("POST", f"items/{number}", rename_tier={"from": varied["tiers"][1][0], "to": "Bundle"})
    sdk.control("POST", f"items/{number}", add_option={"name": "25 Sand", "stock": 4, "price": 33000})
    sdk.control("POST", f"items/{number}", remove_option=first[1])
    after = sdk.control("POST", f"items/{number}", stock=11)
    assert after["tiers"][0][1] == ["Snow", *first[2:], "25 Sand"] and after["tiers"][1][0] == "Bundle"
    kept = {model["global_model_id"] for model in after["models"]} & before
    assert len(kept) == len(before) - len(second)
    added = [model for model in after["models"] if model["global_model_id"] not in before]
    assert [model["tier_index"] for model in added] == [[3, 0], [3, 1]]
    rows, tiers = shop_models(sdk, listing["shop_id"], listing["item_id"])
    assert tiers == [after["tiers"][0][1], second]
    places = [row["tier_index"] for row in global_models(sdk, number)[0].values() if row["global_model_sku"]]
    assert sorted(places) == [[n, m] for n in range(3) for m in range(2)]
    gone = after["models"][0]["global_model_id"]
    after = sdk.control("POST", f"items/{number}", remove_model=gone)
    assert gone not in {model["global_model_id"] for model in after["models"]}


def test_changed_sku_is_found_by_its_new_name_only(sdk, plain):
    sdk.control("POST", f"items/{plain['global_item_id']}", sku="HB-OTHER")
    assert sdk.control("POST", "orders", items=[{"sku": "HB-OTHER"}])["lines"][0]["sku"] == "HB-OTHER"
    old = {"items": [{"sku": plain["sku"]}]}
    assert sdk.session.post(f"{sdk.url}/_sim/orders", json=old, timeout=5).status_code == 409


def test_deleted_global_item(sdk, plain):
    told = sdk.control("POST", f"items/{plain['global_item_id']}", delete=True)
    assert told["is_deleted"] and {shop["status"] for shop in told["shops"]} == {"SELLER_DELETE"}
    assert fails(sdk, plain["global_item_id"], name="x")[0] == 404


def test_published_in_a_further_shop_by_hand(sdk):
    found = next(item for item in state(sdk) if len(item["shops"]) == 2)
    (missing,) = set(sdk.shop_ids) - {shop["shop_id"] for shop in found["shops"]}
    told = sdk.control("POST", f"items/{found['global_item_id']}", publish=[missing])
    assert {shop["shop_id"] for shop in told["shops"]} == set(sdk.shop_ids)
    assert fails(sdk, found["global_item_id"], publish=[missing])[0] == 409
    assert fails(sdk, found["global_item_id"], publish=[5])[0] == 409


def test_what_cannot_be_done(sdk, plain, varied):
    number = varied["global_item_id"]
    assert fails(sdk, number, rename_option={"from": "nowhere", "to": "x"})[0] == 409
    assert fails(sdk, number, rename_tier={"from": "nowhere", "to": "x"})[0] == 409
    assert fails(sdk, number, remove_option="nowhere")[0] == 409
    assert fails(sdk, number, remove_model=5)[0] == 409
    assert fails(sdk, number, category_id=5)[0] == 409
    assert fails(sdk, number, add_option={"name": varied["tiers"][0][1][0]})[0] == 409
    assert fails(sdk, number, add_option={"name": "x", "tier": 2})[0] == 409
    assert fails(sdk, number, colour="red") == (409, "unknown keys: colour")
    assert fails(sdk, plain["global_item_id"], add_option={"name": "x"})[0] == 409
    assert fails(sdk, plain["shops"][0]["item_id"], status="GONE")[0] == 409
    assert fails(sdk, varied["shops"][0]["item_id"], words=["x"])[0] == 409
    for path, body in (
        (f"shops/{sdk.shop_ids[0]}", {"sync": {"colour": True}}),
        (f"shops/{sdk.shop_ids[0]}", {"channels": {"1": True}}),
        (f"shops/{sdk.shop_ids[0]}", {"brands": [1]}),
        (f"shops/{sdk.shop_ids[0]}", {"colour": 1}),
        ("brands/1", {"pending": True}),
        ("brands/1130001", {"colour": 1}),
    ):
        assert sdk.session.post(f"{sdk.url}/_sim/{path}", json=body, timeout=5).status_code == 409
    assert sdk.session.post(f"{sdk.url}/_sim/shops/5", json={}, timeout=5).status_code == 404


def test_last_option_stays(sdk, varied):
    number, names = varied["global_item_id"], varied["tiers"][1][1]
    for name in names[:-1]:
        sdk.control("POST", f"items/{number}", remove_option=name)
    assert "last" in fails(sdk, number, remove_option=names[-1])[1]


# Pages


def post(sim, path, **fields):
    answer = requests.post(f"{sim.url}{path}", data=fields, timeout=10)
    assert answer.ok
    return re.search(r'<div class="note( bad)?">([^<]*)', answer.text).groups()


def test_items_are_listed_and_found(sim, sdk, plain):
    page = requests.get(f"{sim.url}/items", timeout=10).text
    assert len(re.findall(r'href="/items/\d+"', page)) == 24 and "NORMAL" in page
    page = requests.get(f"{sim.url}/items", params={"q": plain["sku"].lower()}, timeout=10).text
    assert f"/items/{plain['global_item_id']}" in page
    sdk.control("POST", f"items/{plain['shops'][0]['item_id']}", status="REVIEWING")
    page = requests.get(f"{sim.url}/items", params={"status": "REVIEWING"}, timeout=10).text
    assert re.findall(r'href="/items/(\d+)"', page) == [str(plain["global_item_id"])]
    assert "No items." in requests.get(f"{sim.url}/items", params={"q": "nowhere"}, timeout=10).text
    assert requests.get(f"{sim.url}/items/5", timeout=10).status_code == 404


@pytest.mark.parametrize("sim", [{"items": 95}], indirect=True)
def test_items_page_by_page(sim):
    found = []
    for number in ("1", "2", "3", "x"):
        page = requests.get(f"{sim.url}/items", params={"page": number}, timeout=10).text
        found.append(re.findall(r'href="/items/(\d+)"', page))
    assert [len(rows) for rows in found] == [40, 40, 15, 40]
    assert len({number for rows in found for number in rows}) == 95 and found[3] == found[0]


def test_person_changes_an_item(sim, sdk, plain):
    number, item_id = plain["global_item_id"], plain["shops"][0]["item_id"]
    page = requests.get(f"{sim.url}/items/{item_id}", timeout=10).text
    assert "Seller: delete everywhere" in page and plain["name"].replace("&", "&amp;") in page
    sdk.control("POST", f"items/{item_id}", name="Only here")
    fields = {"name": plain["name"], "sku": "HB-BY-HAND", "price": "25000", "stock": "12"}
    assert post(sim, f"/items/{number}/edit", **fields) == (None, f"Global item {number} was changed.")
    told = global_item(sdk, number)
    assert (told["global_item_sku"], told["price_info"][0]["original_price"]) == ("HB-BY-HAND", 25000)
    shop_id = plain["shops"][0]["shop_id"]
    assert shop_item(sdk, shop_id, item_id)["item_name"] == "Only here"  # the name was not what changed
    assert post(sim, f"/items/{item_id}/status", status="BANNED")[0] is None
    assert post(sim, f"/items/{item_id}/edit", name="Named by hand")[0] is None
    item = shop_item(sdk, shop_id, item_id)
    assert (item["item_status"], item["item_name"]) == ("BANNED", "Named by hand")
    assert "Seller: publish" not in requests.get(f"{sim.url}/items/{number}", timeout=10).text
    post(sim, f"/items/{item_id}/status", status="SHOPEE_DELETE")
    assert "Seller: publish in" in requests.get(f"{sim.url}/items/{number}", timeout=10).text
    assert post(sim, f"/items/{number}/publish", shop_id=str(shop_id))[0] is None
    assert post(sim, f"/items/{number}/edit", price="much") == (" bad", "price is not a number")
    assert post(sim, f"/items/{number}/fly") == (" bad", "There is no such action.")
    assert post(sim, "/items/5/edit", name="x") == (" bad", "There is no item 5.")
    post(sim, f"/items/{number}/delete", back=f"/items/{item_id}")
    page = requests.get(f"{sim.url}/items/{item_id}", timeout=10).text
    assert "SELLER_DELETE" in page and "Seller: delete everywhere" not in page
    assert "Seller: publish" not in page


def test_person_changes_options(sim, sdk, varied):
    number = varied["global_item_id"]
    path, options = f"/items/{number}", varied["tiers"][0][1]
    post(sim, f"{path}/rename_option", **{"from": options[0], "to": "Snow"})
    post(sim, f"{path}/remove_option", name=options[1])
    post(sim, f"{path}/add_option", name="25 Sand", tier="0", stock="3")
    model = varied["models"][0]["global_model_id"]
    post(sim, f"{path}/edit", global_model_id=str(model), model_sku="HB-S", price="33000", stock="8")
    rows, tiers = global_models(sdk, number)
    assert tiers[0] == ["Snow", *options[2:], "25 Sand"]
    assert (rows["HB-S"]["global_model_id"], rows["HB-S"]["stock_info"][0]["current_stock"]) == (model, 8)
    assert "25 Sand" in requests.get(f"{sim.url}{path}", timeout=10).text


def test_person_authorises_a_brand(sim, sdk):
    foreign = next(item for item in state(sdk) if item["brand_id"] == 1139999)
    path = f"/items/{foreign['global_item_id']}"
    assert "Shopee: authorise the brand" in requests.get(f"{sim.url}{path}", timeout=10).text
    assert post(sim, f"{path}/authorise_brand") == (None, "Maison Lune Paris may be sold now.")
    page = {"page_no": 1, "page_size": 30}
    rows = sdk.good("shop/get_authorised_reseller_brand", params=page)["authorised_brand_list"]
    assert 1139999 in {row["brand_id"] for row in rows}
    assert "authorise the brand" not in requests.get(f"{sim.url}{path}", timeout=10).text
