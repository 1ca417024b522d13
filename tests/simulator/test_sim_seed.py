"""What a simulator starts with: believable, complete, the same for the same seed."""

import io
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from simulator import Config, attributes, rules, running
from simulator.seed import populate
from simulator.world import World

DAY = 86400
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def state(grown):
    return grown.control("GET", "state")


def test_merchant_and_shops(state):
    assert [(s["region"], s["currency"]) for s in state["shops"]] == [
        ("SG", "SGD"),
        ("TW", "TWD"),
        ("MY", "MYR"),
    ]
    assert state["merchants"][0]["region"] == "KR"


def test_a_third_of_the_items_has_variations_in_one_or_two_tiers(state):
    items = [item for item in state["items"] if item["global_item_id"]]
    assert len(items) == 60
    tiers = Counter(len(item["models"][0]["tier_index"]) for item in items)
    assert tiers[1] + tiers[2] == 20
    assert tiers[2] >= 4
    assert all(item["shops"] for item in items)


def test_faulty_items_are_there(grown, state):
    items = [item for item in state["items"] if item["global_item_id"]]
    plain = Counter(item["sku"] for item in items)
    assert [count for sku, count in plain.items() if sku and count > 1] == [2]
    assert plain[""] == 1
    assert any(not m["sku"] and m["tier_index"] for item in items for m in item["models"])
    page = {"page_no": 1, "page_size": 30}
    brands = grown.good("shop/get_authorised_reseller_brand", params=page)["authorised_brand_list"]
    allowed = {row["brand_id"] for row in brands}
    assert [item["brand_id"] in allowed for item in items].count(False) == 1
    (orphan,) = [item for item in state["items"] if not item["global_item_id"]]
    params = {"shop_id": orphan["shops"][0]["shop_id"], "item_id_list": orphan["shops"][0]["item_id"]}
    mapped = grown.good("global_product/get_global_item_id", kind="merchant", params=params)
    assert mapped["item_id_map"] == []
    statuses = Counter(shop["status"] for item in state["items"] for shop in item["shops"])
    assert statuses["UNLIST"] and statuses["BANNED"]


def test_faults_can_be_left_out():
    world = World(Config(faulty_items=False, orders=0))
    populate(world)
    skus = [model.sku for product in world.products.values() for model in product.models]
    assert len(skus) == len(set(skus)) and all(skus)
    assert all(listing.product.global_item_id for listing in world.listings.values())


def test_most_items_are_complete(state):
    """What a seller filled in is allowed by the platform; some forgot it all."""
    items = [item for item in state["items"] if item["global_item_id"]]
    filled = [item for item in items if item["attributes"]]
    assert 0 < len(items) - len(filled) < 6
    for item in filled:
        attributes.check(item["category_id"], item["attributes"])
        assert not any(attributes.missing_in(region, item["category_id"], item["attributes"])
                       for region in ("SG", "TW", "MY"))  # fmt: skip
    for item in items:
        rules.check_spread([model["price"] for model in item["models"]])


def test_skus_stay_unique_in_any_size():
    world = World(Config(items=2000, orders=0, faulty_items=False))
    populate(world)
    skus = [model.sku for product in world.products.values() for model in product.models]
    assert len(skus) == len(set(skus)) > 3000
    assert len({product.names["en"] for product in world.products.values()}) == 2000


def test_texts_in_three_languages(grown, state):
    taiwan = grown.shop_ids[1]
    names = [s["name"] for item in state["items"] for s in item["shops"] if s["shop_id"] == taiwan]
    assert sum(any("\u4e00" <= letter <= "\u9fff" for letter in name) for name in names) > 50
    messages = " ".join(order["message"] + order["note"] for order in state["orders"])
    assert any("\uac00" <= letter <= "\ud7a3" for letter in messages)
    hangul = [
        i["name"] for i in state["items"] if any("\uac00" <= letter <= "\ud7a3" for letter in i["name"])
    ]
    assert not hangul  # which global names may not have


def test_pictures_are_real(grown, state):
    kinds = set()
    for item in state["items"][:12]:
        for image_id in item["images"]:
            answer = grown.session.get(f"{grown.url}/_img/{image_id}")
            image = Image.open(io.BytesIO(answer.content))
            image.load()
            assert answer.headers["Content-Type"] == f"image/{image.format.lower()}"
            assert image.size == (480, 480)
            kinds.add(image.format)
    assert kinds == {"PNG", "JPEG"}
    assert grown.session.get(f"{grown.url}/_img/kr-unknown").status_code == 404


def test_orders_of_ninety_days_in_every_status(state):
    orders = state["orders"]
    assert len(orders) == 400
    now = time.time()
    ages = [(now - order["create_time"]) / DAY for order in orders]
    assert min(ages) < 1 and 80 < max(ages) < 90
    assert all(order["create_time"] <= order["update_time"] <= now + 1 for order in orders)
    statuses = Counter(order["status"] for order in orders)
    assert {"UNPAID", "PENDING", "READY_TO_SHIP", "RETRY_SHIP", "PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE",
            "COMPLETED", "IN_CANCEL", "CANCELLED", "TO_RETURN"} == set(statuses)  # fmt: skip
    assert statuses["COMPLETED"] > 150 and statuses["READY_TO_SHIP"] > 20
    packages = {order["package"]["status"] for order in orders}
    assert {"LOGISTICS_LOST", "LOGISTICS_DELIVERY_FAILED", "LOGISTICS_PICKUP_RETRY"} <= packages


def test_mix_of_orders(state):
    orders = state["orders"]
    for name, found in {
        "cash on delivery": [o for o in orders if o["cod"]],
        "fulfilled by Shopee": [o for o in orders if o["fulfillment_flag"] == "fulfilled_by_shopee"],
        "booking": [o for o in orders if o["booking_sn"]],
        "affiliate": [o for o in orders if o["affiliate"]],
        "partly cancelled": [
            o
            for o in orders
            if o["status"] != "CANCELLED" and any(n["active"] < n["quantity"] for n in o["lines"])
        ],
        "gift": [o for o in orders if any(n["promotion_type"] == "add_on_free_gift_sub" for n in o["lines"])],
        "bundle": [o for o in orders if any(n["promotion_type"] == "bundle_deal" for n in o["lines"])],
        "own carrier": [o for o in orders if o["package"]["channel_id"] in (18990, 28990)],
        **{part: [o for o in orders if o["money"][part]] for part in orders[0]["money"]},
    }.items():
        assert len(found) >= 3, name
    returns = Counter(row["status"] for row in state["returns"])
    assert {"CLOSED", "ACCEPTED", "CANCELLED"} <= set(returns) and len(returns) >= 4


def test_open_orders_are_what_is_reserved(state):
    reserved = Counter()
    statuses = ("UNPAID", "PENDING", "READY_TO_SHIP", "RETRY_SHIP", "PROCESSED", "IN_CANCEL")
    for order in state["orders"]:
        if order["status"] in statuses and order["fulfillment_flag"] == "fulfilled_by_cb_seller":
            for line in order["lines"] if not order["booking_sn"] else ():
                reserved[line["item_id"] % 10**9 // 13] += line["active"]
    assert sum(reserved.values()) == sum(m["reserved"] for item in state["items"] for m in item["models"])


def test_same_seed_same_world():
    def world(seed):
        made = World(Config(items=30, orders=50, seed=seed, now=1760000000))
        made.clock.freeze()
        made.clock.set(1760000000)
        populate(made)
        orders = [(o.order_sn, o.status, o.update_time, o.buyer) for o in made.orders.values()]
        return orders, [(p.sku, p.models[0].available) for p in made.products.values()]

    assert world(3) == world(3)
    assert world(3) != world(4)


@pytest.mark.parametrize(
    "settings", [{"items": 0, "orders": 10}, {"items": 1, "orders": 5}, {"shops": ["VN", "VN"]}]
)
def test_small_and_unusual_sizes(settings):
    with running(Config(**settings)) as simulator:
        assert len(simulator.world.orders) == (0 if settings.get("items") == 0 else simulator.config.orders)
        assert len({shop.name for shop in simulator.world.shops.values()}) == len(simulator.world.shops)


def test_starts_within_a_second():
    """Of processor time, the interpreter's own start included: what else runs here does not count."""
    code = (
        "import time\n"
        "from simulator import Config, running\n"
        "with running(Config()): print(time.process_time())"
    )
    best = min(
        float(
            subprocess.run(
                [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
        )
        for _try in range(2)
    )
    assert best < 1
