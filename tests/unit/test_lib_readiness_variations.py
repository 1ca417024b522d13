"""Rules about variations, their prices and stock, and days to ship."""

import pytest
from readiness_facts import codes, facts, group, only

from odoo.addons.shopee_krsc_connector.lib import readiness
from odoo.addons.shopee_krsc_connector.lib.readiness import Variation, check


def test_tiers_and_number_of_variations():
    three = (("A", ("x",)), ("B", ("x",)), ("C", ("x",)))
    assert codes(group(1000, tiers=three)) == ["tiers_many"]
    assert codes(group(*[1000] * 50)) == []
    assert codes(group(*[1000] * 51)) == ["variations_many"]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (("색상", ("Rose",)), ["tier_korean"]),
        (("Shade", ("로즈", "Coral")), ["option_korean"]),
        (("x" * 15, ("Rose",)), ["tier_long"]),
        (("颜色颜色颜色颜", ("Rose",)), []),
        (("Shade", ("x" * 10,)), []),
        (("Shade", ("x" * 11,)), ["option_long"]),
        (("Shade", ("Rose", "rose ")), ["option_repeated"]),
    ],
)
def test_names_of_tiers_and_options(tier, expected):
    assert codes(group(1000, tiers=(tier,))) == expected


@pytest.mark.parametrize(
    ("price", "decimals", "expected"),
    [
        (0.0, 0, ["price_missing"]),
        (-5.0, 0, ["price_missing"]),
        (12000.5, 0, ["price_decimals"]),
        (120.55, 2, []),
        (120.555, 2, ["price_decimals"]),
        (0.1 + 0.2 + 119.8, 1, []),
        (99.0, 0, ["price_low"]),
        (100.0, 0, []),
        (1000000.0, 0, []),
        (1000001.0, 0, ["price_high"]),
    ],
)
def test_price(price, decimals, expected):
    variations = (Variation(name="A", sku="A", price=price),)
    assert codes(facts(variations=variations, decimals=decimals)) == expected


@pytest.mark.parametrize(
    ("market", "highest", "expected"),
    [
        ("KR", 7000, []),
        ("KR", 7001, ["price_spread"]),
        ("SG", 5000, []),
        ("SG", 5001, ["price_spread_market"]),
        ("VN", 5001, ["price_spread_market"]),
        ("TW", 5001, ["price_spread_market"]),
        ("TH", 5001, ["price_spread_market"]),
        ("PH", 5001, ["price_spread_market"]),
        ("MX", 5001, ["price_spread_market"]),
        ("MY", 7000, []),
        ("ID", 7000, []),
        ("BR", 4000, []),
        ("BR", 4001, ["price_spread_market"]),
        ("CL", 7000, []),
    ],
)
def test_spread_of_prices(market, highest, expected):
    assert codes(group(1000, highest, regions=(market,))) == expected


def test_spread_of_the_prices_in_the_stores():
    prices = [(1000, {"SG": 10.0, "CL": 1000.0}), (2000, {"SG": 60.0, "CL": 9000.0})]
    variations = tuple(
        Variation(name=f"V{price}", sku=f"S{price}", price=price, prices=own) for price, own in prices
    )
    finding = only(group(regions=("SG", "CL"), variations=variations))
    assert finding.params == {"lowest": 10, "highest": 60, "limit": 5, "market": "SG"}


def test_decimals_of_the_prices_in_the_stores():
    variations = (Variation(sku="A", price=1000.0, prices={"TW": 99.5, "SG": 10.55}),)
    finding = only(facts(regions=("SG", "TW"), variations=variations))
    assert (finding.code, finding.params["market"]) == ("price_decimals_market", "TW")


def test_stock():
    def stocked(*stocks):
        return group(
            *[1000] * len(stocks),
            variations=tuple(
                Variation(name=str(n), sku=str(n), price=1000, stock=stock) for n, stock in enumerate(stocks)
            ),
        )

    assert codes(stocked(0, 3)) == []
    assert [(one.code, one.severity) for one in check(stocked(0, 0))] == [("stock_missing", "warning")]
    assert codes(stocked(None, None)) == []
    assert codes(stocked(1000, 1)) == ["stock_high"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, []),
        (0, ["days_missing"]),
        (3, []),
        (4, ["days_range"]),
        (7, []),
        (30, []),
        (31, ["days_range"]),
    ],
)
def test_days_to_ship(days, expected):
    assert codes(facts(days_to_ship=days)) == expected


def test_days_without_known_limits():
    assert codes(facts(limits=readiness.NO_LIMIT, days_to_ship=90)) == []
