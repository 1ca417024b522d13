"""Answers of the first mile, merged over pages and read where rows have failed."""

from types import SimpleNamespace

import pytest

from odoo.addons.shopee_krsc_connector.lib.api import first_mile
from odoo.addons.shopee_krsc_connector.lib.errors import BadPayload, Rejected

BIND = {"number": "CJ88881111", "method": "dropoff", "channel_id": "814", "parcels": [("A", "P1"), ("B", "")]}


def client(*answers):
    """Answers one by one, whatever is called; ``asked`` keeps the parameters."""
    rest, asked = list(answers), []

    def call(path, **params):
        asked.append(params)
        answer = rest.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SimpleNamespace(get=call, post=call, asked=asked)


def row(sn, arrived=False):
    return {"order_sn": sn, "package_number": f"P{sn}", "arrived_transit_warehouse": arrived}


def test_detail_comes_by_pages():
    one = client(
        {"status": "PICKED_UP", "order_list": [row("A", True)], "more": True, "next_cursor": "c1"},
        {"status": "PICKED_UP", "order_list": [row("B")], "more": False, "next_cursor": ""},
    )
    detail, page = first_mile.get_detail(one, number="KRF1")
    assert (detail.status, page.next) == ("PICKED_UP", "c1")
    _detail, last = first_mile.get_detail(one, number="KRF1", cursor=page.next)
    assert [(order.order_sn, order.arrived) for order in page.items + last.items] == [
        ("A", True),
        ("B", False),
    ]
    assert not last.more and one.asked[1]["cursor"] == "c1"


def test_a_page_that_leads_nowhere():
    page = {"order_list": [row("A")], "more": True, "next_cursor": ""}
    with pytest.raises(BadPayload):
        first_mile.get_detail(client(page), number="KRF1")


def test_rows_tell_why_although_the_call_is_refused():
    refused = Rejected("firstmile.batch_api_all_failed", "All orders failed.")
    refused.payload = {
        "order_list": [
            {"order_sn": "A", "package_number": "P1", "fail_error": "firstmile.package_has_bind"},
            {"order_sn": "B", "fail_error": "firstmile.business_error", "fail_message": "Print first."},
        ]
    }
    rows = first_mile.bind_first_mile_tracking_number(client(refused), **BIND)
    assert [(one.package_number, one.error, one.error_message) for one in rows] == [
        ("P1", "firstmile.package_has_bind", ""),
        ("", "firstmile.business_error", "Print first."),
    ]


def test_refused_as_a_whole():
    with pytest.raises(Rejected):
        first_mile.bind_first_mile_tracking_number(client(Rejected("firstmile.area_not_support", "")), **BIND)


def test_self_delivery_has_no_channel():
    one = client({"order_list": []})
    first_mile.bind_first_mile_tracking_number(one, **{**BIND, "method": "self_deliver", "channel_id": ""})
    assert one.asked[0]["logistics_channel_id"] == 0
    assert one.asked[0]["order_list"] == [{"order_sn": "A", "package_number": "P1"}, {"order_sn": "B"}]


def test_fifty_a_call():
    with pytest.raises(ValueError):
        parcels = [(f"SN{n}", "") for n in range(51)]
        first_mile.bind_first_mile_tracking_number(client(), **{**BIND, "parcels": parcels})
