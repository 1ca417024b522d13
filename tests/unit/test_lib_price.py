"""Rounding as markets take prices, and changes a person should look at."""

import pytest

from odoo.addons.shopee_krsc_connector.lib import price


@pytest.mark.parametrize(
    ("market", "digits"), [("SG", 2), ("MY", 2), ("BR", 2), ("TW", 0), ("VN", 0), ("", 0)]
)
def test_decimals_by_market(market, digits):
    assert price.decimals(market) == digits


@pytest.mark.parametrize(
    ("amount", "digits", "result"),
    [
        (0.125, 2, 0.13),
        (2.5, 0, 3.0),
        (1.005, 2, 1.01),
        (199.49, 0, 199.0),
        (0, 2, 0.0),
        (1e12 + 0.5, 0, 1e12 + 1),
    ],
)
def test_half_is_rounded_up(amount, digits, result):
    assert price.rounded(amount, digits) == result


def test_fits():
    assert price.fits(12.35, 2)
    assert not price.fits(12.355, 2)
    assert not price.fits(0.5, 0)
    assert price.fits(0.1 + 0.2, 1)


@pytest.mark.parametrize(("old", "new", "percent"), [(10, 8, -20), (10, 15, 50), (0, 5, None), (-1, 5, None)])
def test_change(old, new, percent):
    assert price.change_percent(old, new) == percent


def test_big_change_is_more_than_half():
    assert not price.is_big(10, 15)
    assert price.is_big(10, 15.01)
    assert price.is_big(10, 4.9)
    assert not price.is_big(0, 1000)


@pytest.mark.parametrize(("market", "limit"), [("SG", 5), ("MY", 7), ("BR", 4), ("CL", 9), ("", 7)])
def test_spread(market, limit):
    assert not price.too_spread([1.0, float(limit)], market)
    assert price.too_spread([1.0, limit + 0.01], market)
    assert not price.too_spread([0.0, 100.0], market)
    assert not price.too_spread([100.0], market)
