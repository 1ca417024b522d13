"""Parcels of the seller's own carrier as the library and the simulator see them."""

import pytest

from odoo.addons.shopee_krsc_connector.lib.api import logistics, order
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected

CHANNEL = 18990


@pytest.fixture
def parcel(platform):
    placed = platform.place(channel_id=CHANNEL)
    return {"order_sn": placed["order_sn"], "package_number": placed["package"]["package_number"]}


def status(platform, parcel):
    [dto] = order.get_order_detail(platform.shop(), order_sns=[parcel["order_sn"]])
    return dto.status


def test_channel_names_itself(platform):
    channels = {one.channel_id: one.is_own_carrier for one in logistics.get_channel_list(platform.shop())}
    assert channels[str(CHANNEL)] and not all(channels.values())


def test_number_makes_it_shipped(platform, parcel):
    client = platform.shop()
    parameter = logistics.get_shipping_parameter(client, **parcel)
    assert parameter.info_needed == {"non_integrated": ("tracking_number",)}
    with pytest.raises(Rejected):
        logistics.ship_order(client, **parcel, non_integrated={})
    logistics.ship_order(client, **parcel, non_integrated={"tracking_number": "EB1KR"})
    assert status(platform, parcel) == "SHIPPED"
    assert logistics.get_tracking_number(client, **parcel).tracking_number == "EB1KR"


def test_sent_number_stays(platform, parcel):
    client = platform.shop()
    logistics.ship_order(client, **parcel, non_integrated={"tracking_number": "EB1KR"})
    with pytest.raises(Rejected):
        logistics.ship_order(client, **parcel, non_integrated={"tracking_number": "EB2KR"})
    assert logistics.get_tracking_number(client, **parcel).tracking_number == "EB1KR"


def test_each_parcel_has_its_number_in_a_mass_call(platform):
    client = platform.shop()
    numbers = [platform.place(channel_id=CHANNEL)["package"]["package_number"] for _n in range(3)]
    rows = [
        {"package_number": number, "tracking_number": f"EB{place}KR"}
        for place, number in enumerate(numbers[:2])
    ]
    result = logistics.mass_ship_order(
        client, package_numbers=numbers, channel_id=str(CHANNEL), non_integrated={"tracking_number": rows}
    )
    assert set(result.successes) == set(numbers[:2]) and set(result.failures) == {numbers[2]}
    found, _failed = logistics.get_mass_tracking_number(client, package_numbers=numbers[:2])
    assert {one.tracking_number for one in found.values()} == {"EB0KR", "EB1KR"}
