"""Every function of ``lib.api``: what it sends by the published table, and what it makes of any answer."""

import contextlib
import dataclasses
import importlib
import inspect
import pkgutil

import pytest
from api_calls import CALLS, Stub
from contract_shapes import answer_problems, endpoint, full, ragged, request_problems, shape_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib import api as api_package
from odoo.addons.shopee_krsc_connector.lib.api import auth, order
from odoo.addons.shopee_krsc_connector.lib.errors import BadPayload

each_call = pytest.mark.parametrize(
    ("function", "path", "arguments"), CALLS, ids=[f"{path}-{n}" for n, (_f, path, _a) in enumerate(CALLS)]
)


def test_every_function_is_called_here():
    functions = set()
    for module in pkgutil.iter_modules(api_package.__path__):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"{api_package.__name__}.{module.name}")
            functions |= {
                one
                for name, one in inspect.getmembers(loaded, inspect.isfunction)
                if one.__module__.startswith(loaded.__name__) and not name.startswith("_")
            }
    assert functions - {call[0] for call in CALLS} == {auth.consent_url}


@each_call
def test_what_is_sent_is_what_the_table_says(function, path, arguments):
    client = Stub(full(shape_of(path)))
    function(client, **arguments)
    [(method, called, params)] = client.calls
    assert called == path
    assert request_problems(path, method, params) == []


@pytest.mark.parametrize(("name", "function"), sorted({(c[1], c[0]) for c in CALLS}, key=lambda c: c[0]))
def test_functions_are_named_as_the_endpoints(name, function):
    module, _slash, rest = name.partition("/")
    names = {"auth/token/get": "get_token", "auth/access_token/get": "refresh_access_token"}
    assert function.__name__ == names.get(name, rest)
    assert f"{function.__module__}.".startswith(f"{api_package.__name__}.{module}.")


# ------------------------------------------------------------
# ANSWERS
# ------------------------------------------------------------

EMPTY = {
    "shop/get_shop_info": {"ShopInfo.is_affiliate"},  # it lists affiliates: a primary shop
    "global_product/get_global_item_info": {"GlobalItem.deboost"},  # of shop items only
    "global_product/get_global_model_list": {"Price.currency", "Model.status"},
    "global_product/get_attribute_tree": {"AttributeValue.children"},  # the table does not spell them out
    "global_product/search_global_attribute_value_list": {
        "AttributeValue.unit",
        "AttributeValue.children",
    },
    # The table has it beside ``response``, where nothing else ever is
    "global_product/get_global_item_limit": {"ItemLimit.size_chart_mandatory"},
    "media_space/upload_image": {"UploadedImage.error"},  # there is a picture
    "order/get_order_detail": {"OrderLine.is_gift"},  # it has a price
    "logistics/get_shipping_parameter": {"ShippingParameter.failures"},
    "logistics/get_mass_shipping_parameter": {"ShippingParameter.slugs"},
    "logistics/get_shipping_document_parameter": {"DocumentRow.status"},
    "logistics/create_shipping_document": {
        "DocumentRow.status",
        "DocumentRow.suggested_type",
        "DocumentRow.selectable_types",
    },
    "logistics/get_shipping_document_result": {
        "DocumentRow.suggested_type",
        "DocumentRow.selectable_types",
    },
    "logistics/get_address_list": {"Address.time_slots"},
    "returns/get_return_list": {  # in the detail only
        "Return.compensation_amount",
        "Return.compensation_due_date",
        "Return.evidence_due_date",
        "Return.logistics_status",
        "Return.offer_due_date",
        "ReturnLine.refund_amount",
    },
    "push/get_lost_push_message": {
        "PushEvent.order_sns",  # what a push names is inside its data, which has no table
        "PushEvent.package_numbers",
        "PushEvent.item_ids",
        "PushEvent.return_sns",
        "PushEvent.merchant_ids",
    },
}

CREATES = ("global_product/add_global_item", "global_product/create_publish_task")


def empty_fields(value):
    """Names of the empty fields of all DTOs in ``value``."""
    if dataclasses.is_dataclass(value):
        found = set()
        for field in dataclasses.fields(value):
            one = getattr(value, field.name)
            if one is None or one in ("", (), {}, False, frozenset()) or one == []:
                found.add(f"{type(value).__name__}.{field.name}")
            found |= empty_fields(one)
        return found
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return set().union(*(empty_fields(one) for one in value))
    return set()


READS = [call for call in CALLS if endpoint(call[1])["response"] and "waybill" not in shape_of(call[1])]
each_read = pytest.mark.parametrize(
    ("function", "path", "arguments"), READS, ids=[f"{path}-{n}" for n, (_f, path, _a) in enumerate(READS)]
)


@each_read
def test_every_field_is_read_from_where_the_table_has_it(function, path, arguments):
    answer = full(shape_of(path))
    assert answer_problems(shape_of(path), answer) == []
    assert empty_fields(function(Stub(answer), **arguments)) == EMPTY.get(path, set())


@each_read
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_answer_is_read_or_refused(function, path, arguments, data):
    """Keys missing, null, unknown or of another type: a DTO or ``BadPayload``, never another error."""
    answer = data.draw(ragged(shape_of(path)))
    if not isinstance(answer, dict | list):
        answer = {}  # ``Client`` hands out nothing else
    with contextlib.suppress(BadPayload):
        repr(function(Stub(answer), **arguments))


@each_read
def test_an_empty_answer(function, path, arguments):
    """Nothing is there, which is no error but where a token or the id of something new is due."""
    if path.startswith("auth/") or path in CREATES:
        with pytest.raises(BadPayload):
            function(Stub({}), **arguments)
    else:
        function(Stub({}), **arguments)


def test_a_list_where_an_object_is_due():
    with pytest.raises(BadPayload):
        order.get_order_detail(Stub([{"order_sn": "A"}]), order_sns=["A"])
