"""What the library makes of the answers when a product is brought into the shops."""

import pytest
from new_items import (
    SWITCHES,
    publication,
)

from odoo.addons.shopee_krsc_connector.lib.api import global_product, logistics, product
from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    GlobalItemChanges,
)
from odoo.addons.shopee_krsc_connector.lib.dto.publication import ChosenChannel, PublishedModel
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected


def publish(platform, owner, item_id, region="SG", **changes):
    """``PublishResult`` after some time, and the client of the shop."""
    [shop] = [
        one
        for one in global_product.get_publishable_shop(owner, global_item_id=item_id)
        if one.region == region
    ]
    task_id = global_product.create_publish_task(
        owner,
        global_item_id=item_id,
        shop_id=shop.shop_id,
        region=region,
        publication=publication(**changes),
    )
    started = global_product.get_publish_task_result(owner, publish_task_id=task_id)
    assert (started.state, started.item_id, started.reason) == ("processing", "", "")
    platform.sim("clock", advance=10)
    result = global_product.get_publish_task_result(owner, publish_task_id=task_id)
    platform.sim("clock", advance=10)  # the list of published items lags behind
    return result, platform.shop(platform.pair.shop_ids.index(shop.shop_id))


def test_publishing(platform, owner, varied_item):
    channel = next(one for one in logistics.get_channel_list(platform.shop()) if one.is_publishable)
    result, seller = publish(
        platform,
        owner,
        varied_item,
        status="UNLIST",
        channels=(ChosenChannel(channel_id=channel.channel_id),),
        days_to_ship=2,
    )
    assert (result.state, result.region, result.reason) == ("success", "SG", "")
    assert result.shop_id == seller.principal.id
    [published] = global_product.get_published_list(owner, global_item_id=varied_item)
    assert (published.shop_id, published.item_id, published.status) == (
        result.shop_id, result.item_id, "UNLIST",
    )  # fmt: skip
    [item] = product.get_item_base_info(seller, item_ids=[result.item_id])
    assert (item.name, item.status, item.days_to_ship) == ("Yuja serum", "UNLIST", 2)
    prices = {
        model.sku: model.price.original_price
        for model in product.get_model_list(seller, item_id=result.item_id).models
    }
    assert (prices["HB-YUJ-30ml"], prices["HB-YUJ-50ml"]) == (21.5, 23.0)
    assert prices["HB-YUJ-100ml"] > 0, "what is left out is computed"
    left = {one.region for one in global_product.get_publishable_shop(owner, global_item_id=varied_item)}
    assert left == {"TW", "MY"}
    statuses = global_product.get_shop_publishable_status(owner, global_item_id=varied_item).items
    assert {one.region: one.is_publishable for one in statuses if one.shop_id in platform.pair.shop_ids} == {
        "SG": False, "TW": True, "MY": True,
    }  # fmt: skip
    assert all(bool(one.reason) != one.is_publishable for one in statuses)


def test_publishing_that_fails(platform, owner, varied_item):
    result, _seller = publish(
        platform, owner, varied_item, models=(PublishedModel(tier_index=(0,), price=21.555),)
    )
    assert (result.state, result.item_id) == ("failed", "") and "decimals" in result.reason
    assert global_product.get_published_list(owner, global_item_id=varied_item) == []


def test_publishing_twice_is_refused(platform, owner, varied_item):
    result, _seller = publish(platform, owner, varied_item)
    with pytest.raises(Rejected) as caught:
        global_product.create_publish_task(
            owner,
            global_item_id=varied_item,
            shop_id=result.shop_id,
            region="SG",
            publication=publication(),
        )
    assert caught.value.reason == "error_busi_cannot_publish"


def test_switches_decide_what_follows(platform, owner, new_item):
    result, seller = publish(platform, owner, new_item, name=None, models=())
    switches = {result.shop_id: SWITCHES}
    global_product.set_sync_field(owner, shops=switches)

    def shop_price():
        [item] = product.get_item_base_info(seller, item_ids=[result.item_id])
        return item.name, item.price.original_price

    _name, before = shop_price()
    global_product.update_price(owner, global_item_id=new_item, prices={"": 42000})
    changes = GlobalItemChanges(name="Renamed Yuja Serum")
    global_product.update_global_item(owner, global_item_id=new_item, changes=changes)
    assert shop_price() == ("Renamed Yuja Serum", before), "names follow, prices do not"


def test_switches_of_a_shop_in_another_region(platform, owner):
    with pytest.raises(Rejected):
        global_product.set_sync_field(owner, shops={platform.pair.shop_ids[1]: SWITCHES})


def test_a_shop_that_takes_no_items(platform, owner, new_item):
    shop_id = platform.pair.shop_ids[2]
    platform.sim(f"shops/{shop_id}", closed="The shop is on holiday.")
    try:
        statuses = global_product.get_shop_publishable_status(owner, global_item_id=new_item)
        [mine] = [one for one in statuses.items if one.shop_id == shop_id]
        assert (mine.is_publishable, mine.reason, mine.region) == (False, "The shop is on holiday.", "MY")
        shops = global_product.get_publishable_shop(owner, global_item_id=new_item)
        assert shop_id not in {one.shop_id for one in shops}
    finally:
        platform.sim(f"shops/{shop_id}", closed="")


def test_the_rate_of_a_shop(platform, owner):
    shop_id = platform.pair.shop_ids[0]
    platform.sim(f"shops/{shop_id}", adjustment=1.25)
    try:
        assert global_product.get_local_adjustment_rate(owner, shop_id=shop_id) == 1.25
    finally:
        platform.sim(f"shops/{shop_id}", adjustment=1)
