"""Single values of a payload."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.dto import values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (220000123, "220000123"),
        ("220000123", "220000123"),
        (" 7 ", "7"),
        (9007199254740993, "9007199254740993"),
        (5.0, "5"),
        (0, ""),
        ("0", ""),
        (None, ""),
        ("", ""),
        (True, ""),
        ([5], ""),
        ("SGZ", "SGZ"),
    ],
)
def test_ident(value, found):
    assert values.ident(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [(1.5, 1.5), ("1.5", 1.5), (2, 2.0), ("", 0.0), (None, 0.0), ("x", 0.0), ("nan", 0.0), (True, 0.0)],
)
def test_amount(value, found):
    assert values.amount(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [(True, True), ("TRUE", True), ("FALSE", False), (1, True), (0, False), (None, False), ([1], False)],
)
def test_flag(value, found):
    assert values.flag(value) is found


@pytest.mark.parametrize("value", [0, "0", None, "", "soon", -1, 10**18, float("inf"), {}, []])
def test_no_moment(value):
    assert values.moment(value) is None


def test_moments_are_naive_utc():
    assert values.moment(1760000000) == datetime(2025, 10, 9, 8, 53, 20)
    assert values.moment("1760000000").tzinfo is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)))
def test_epoch_and_moment_are_inverse(moment):
    moment = moment.replace(microsecond=0)
    assert values.moment(values.epoch(moment)) == moment
    aware = moment.replace(tzinfo=timezone.utc).astimezone(timezone(timedelta(hours=9)))
    assert values.epoch(aware) == values.epoch(moment)


def test_epoch_lets_numbers_and_nothing_through():
    assert values.epoch(None) is None and values.epoch(1760000000) == 1760000000


@given(JSON)
def test_every_reader_takes_anything(value):
    assert isinstance(values.text(value), str)
    assert isinstance(values.ident(value), str)
    assert isinstance(values.amount(value), float)
    assert isinstance(values.whole(value), int)
    assert isinstance(values.flag(value), bool)
    assert isinstance(values.group(value), dict)
    assert all(isinstance(row, dict) for row in values.rows(value))
    assert all(values.texts(value)) and all(values.idents(value))
    moment = values.moment(value)
    assert moment is None or moment.tzinfo is None


def test_lists_of_one_may_come_bare():
    assert values.rows({"a": 1}) == [{"a": 1}]
    assert values.rows({}) == values.rows(None) == values.rows("x") == values.rows([None, 1]) == []
    assert values.texts("SGZ") == ("SGZ",) and values.texts(["a", None, ""]) == ("a",)
    assert values.idents("1,2,0") == values.idents([1, "2", 0]) == ("1", "2")
