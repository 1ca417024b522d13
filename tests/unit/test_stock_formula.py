"""The pure formula of what Shopee may sell."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.stock import Place, StockFacts, number

LOCATIONS = ("KRZ", "SGZ", "MYZ")
quantities = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
held = st.dictionaries(st.sampled_from((*LOCATIONS, "??")), st.integers(0, 10**4).map(float))
places = st.lists(
    st.builds(Place, st.sampled_from(LOCATIONS), st.integers(1, 9), quantities, quantities, quantities)
)
facts = st.builds(
    StockFacts,
    places=places.map(tuple),
    locations=st.integers(1, 3).map(lambda count: LOCATIONS[:count]),
    held=held,
    ordered=held,
    share=st.integers(0, 100),
    buffer=st.integers(0, 10**4),
    reserved=st.integers(0, 10**5),
)


def one(free, unpromised=None, **kwargs):
    """Facts of one warehouse."""
    place = Place("", 1, free, free, free if unpromised is None else unpromised)
    return StockFacts(places=(place,), **kwargs)


def changed(base, **kwargs):
    return StockFacts(**{**base.__dict__, **kwargs})


def available(base):
    return number(base, includes_reserved=False).available


def sellable(base):
    return sum(min(place.free, place.unpromised) for place in base.places)


@given(facts, st.booleans())
def test_never_below_0_nor_above_what_there_is_unless_it_is_short(base, includes_reserved):
    result = number(base, includes_reserved=includes_reserved)
    assert all(isinstance(pieces, int) and pieces >= 0 for _location, pieces in result.by_location)
    assert [location for location, _pieces in result.by_location] == list(base.locations)
    assert result.available <= max(sellable(base) - sum(base.held.values()), 0) + 1e-3
    sold = result.quantity - (sum(base.ordered.values()) if includes_reserved else 0)
    assert sold == max(result.available, result.promised)
    assert result.is_short == (sold > result.available)


@given(facts, quantities.map(abs), st.sampled_from(LOCATIONS))
def test_more_stock_never_makes_it_less(base, more, location):
    place = Place(location, 10, more, more, more)
    assert available(changed(base, places=(*base.places, place))) >= available(base)


@given(facts, st.integers(0, 100), st.sampled_from(LOCATIONS))
def test_more_held_kept_back_or_shared_never_makes_it_more(base, more, location):
    before = available(base)
    fuller = {**base.held, location: base.held.get(location, 0) + more}
    assert available(changed(base, held=fuller)) <= before
    assert available(changed(base, buffer=base.buffer + more)) <= before
    assert available(changed(base, share=min(base.share, more))) <= before


@given(facts)
def test_one_location_is_the_formula_as_it_is_written(base):
    alone = changed(base, locations=("KRZ",))
    net = base.share / 100 * (sellable(base) - sum(base.held.values()))
    wanted = max(math.floor(net + 1e-6) - base.buffer, 0)
    assert abs(available(alone) - wanted) <= (1 if abs(net - round(net)) < 1e-4 else 0)


@given(facts, st.integers(0, 100))
def test_listings_whose_shares_fill_the_whole_never_sell_more_than_it(base, share):
    parts = [changed(base, buffer=0, share=part) for part in (share, 100 - share)]
    assert sum(map(available, parts)) <= available(changed(base, buffer=0, share=100))


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (one(10), 10),
        (one(10, 4), 4),
        (one(10, held={"": 3}), 7),
        (one(10, held={"": 3}, share=50), 3),
        (one(10, held={"": 3}, share=50, buffer=2), 1),
        (one(6.9999999999), 7),
        (one(-5), 0),
        (one(0, reserved=4), 4),
        (one(0, reserved=4, ordered={"": 4}), 0),
        (one(10**12), 10**12),
    ],
)
def test_examples(base, expected):
    assert number(base, includes_reserved=False).quantity == expected


def test_pieces_of_open_orders_go_to_their_location():
    base = StockFacts(
        places=(Place("KRZ", 1, 5, 5, 5), Place("SGZ", 2, 3, 3, 3)),
        locations=("KRZ", "SGZ"),
        ordered={"SGZ": 2, "": 1},
    )
    assert number(base, includes_reserved=True).by_location == (("KRZ", 6), ("SGZ", 5))


def test_debt_of_one_location_comes_out_of_the_others():
    base = StockFacts(
        places=(Place("KRZ", 1, -2, -2, -2), Place("SGZ", 2, 3, 3, 3)), locations=("KRZ", "SGZ")
    )
    assert number(base, includes_reserved=False).by_location == (("KRZ", 0), ("SGZ", 1))


def test_promised_more_than_there_is():
    result = number(one(0, reserved=10), includes_reserved=False)
    assert (result.promised, result.available, result.quantity, result.is_short) == (10, 0, 10, True)
