"""The first mile as the library and the simulator see it: bound, read back, released, scanned."""

from datetime import date

import pytest

from odoo.addons.shopee_krsc_connector.lib.api import first_mile, logistics
from odoo.addons.shopee_krsc_connector.lib.dto.shipping import DocumentRequest

DAY = date(2099, 1, 5)


@pytest.fixture
def parcels(platform):
    """Three orders of one shop that are arranged and have their label: (order_sn, package_number)."""
    client, found = platform.shop(), []
    for _n in range(3):
        order = platform.place()
        sn, number = order["order_sn"], order["package"]["package_number"]
        logistics.ship_order(client, order_sn=sn, dropoff={})
        platform.sim("clock", advance=10)
        tracking = logistics.get_tracking_number(client, order_sn=sn).tracking_number
        request = DocumentRequest(sn, number, tracking, "THERMAL_AIR_WAYBILL")
        logistics.create_shipping_document(client, requests=[request])
        found.append((sn, number))
    platform.sim("clock", advance=10)
    return found


def test_from_number_to_hub(platform, parcels):
    client = platform.shop()
    channels = {one.method: one.channel_id for one in first_mile.get_channel_list(client)}
    assert channels["pickup"] == "813"
    [warehouse] = first_mile.get_transit_warehouse_list(client)
    assert (warehouse.warehouse_id, warehouse.kind) == ("KRW01", "0") and "Incheon" in warehouse.name
    unbound = {one.package_number for one in first_mile.get_unbind_order_list(client).items}
    assert unbound >= {number for _sn, number in parcels}

    [number] = first_mile.generate_first_mile_tracking_number(client, declare_date=DAY)
    rows = first_mile.bind_first_mile_tracking_number(
        client, number=number, method="pickup", channel_id="813", parcels=parcels
    )
    assert {(row.order_sn, row.error) for row in rows} == {(sn, "") for sn, _number in parcels}
    again = first_mile.bind_first_mile_tracking_number(
        client, number=number, method="pickup", channel_id="813", parcels=parcels
    )
    assert {row.error for row in again} == {"firstmile.package_has_bind"}
    sn, package_number = parcels[0]
    tracking = logistics.get_tracking_number(client, order_sn=sn, package_number=package_number)
    assert tracking.first_mile_tracking_number == number

    platform.sim(f"orders/{sn}/scan")
    detail, orders = first_mile.get_detail(client, number=number)
    assert (detail.method, detail.channel_id) == ("pickup", "813")
    assert {one.order_sn: one.arrived for one in orders.items} == {
        sn: index == 0 for index, (sn, _number) in enumerate(parcels)
    }
    page = first_mile.get_tracking_number_list(client, from_date=DAY, to_date=DAY)
    assert [(one.number, one.status) for one in page.items] == [(number, "PICKED_UP")]
    assert first_mile.get_waybill(client, numbers=[number]).content.startswith(b"%PDF")


def test_released(platform, parcels):
    client = platform.shop()
    [number] = first_mile.generate_first_mile_tracking_number(client, declare_date=DAY)
    bind = {"number": number, "method": "self_deliver", "channel_id": "", "parcels": parcels[:2]}
    first_mile.bind_first_mile_tracking_number(client, **bind)
    rows = first_mile.unbind_first_mile_tracking_number(client, number=number, parcels=parcels)
    assert [row.error for row in rows] == ["", "", "firstmile.package_has_not_bind"]
    unbound = {one.package_number for one in first_mile.get_unbind_order_list(client).items}
    assert unbound >= {number for _sn, number in parcels}
