"""Each rule about what Shopee takes, with what just passes and what just does not."""

from dataclasses import replace

import pytest

from odoo.addons.shopee_krsc_connector.lib import readiness
from odoo.addons.shopee_krsc_connector.lib.dto.listing import ChosenAttribute, ChosenValue
from odoo.addons.shopee_krsc_connector.lib.dto.reference import Attribute, AttributeValue
from odoo.addons.shopee_krsc_connector.lib.readiness import Category, Facts, Picture, Variation, check

LIMITS = replace(
    readiness.NO_LIMIT,
    name_min=5,
    name_max=20,
    description_min=10,
    description_max=40,
    price_min=100.0,
    price_max=1000000.0,
    stock_max=999,
    image_max=3,
    tier_name_max=14,
    option_length_max=10,
    text_multiplier=2.0,
    days_to_ship=((1, 3), (7, 30)),
)


def attribute(attribute_id="1", name="Skin type", **changes):
    return Attribute(
        **{
            "attribute_id": attribute_id,
            "name": name,
            "mandatory": False,
            "mandatory_regions": (),
            "input_type": "one_of",
            "validation_type": "",
            "format_type": "normal",
            "date_format": "",
            "units": (),
            "max_values": 0,
            "introduction": "",
            "is_searchable": False,
            "values": (AttributeValue("11", "Oily"), AttributeValue("12", "Dry")),
            **changes,
        }
    )


def chosen(*values, attribute_id="1"):
    return ChosenAttribute(attribute_id, tuple(ChosenValue(*one) for one in values))


def facts(attributes=(), limits=LIMITS, category=None, **changes):
    return Facts(
        **{
            "name": "Snail Cream",
            "description": "Cream for the face",
            "category_id": "100636",
            "category": category or Category(limits=limits, attributes=tuple(attributes)),
            "variations": (Variation(name="Cream", sku="SC-50", price=12000.0, stock=5),),
            "pictures": (Picture("jpeg", 1000),),
            "weight": 0.2,
            "sides": (10, 10, 5),
            "days_to_ship": 2,
            "currency": "KRW",
            "decimals": 0,
            "regions": ("SG",),
            **changes,
        }
    )


def group(*prices, tiers=(("Shade", ("Rose", "Coral")),), **changes):
    variations = tuple(
        Variation(name=f"V{number}", sku=f"S-{number}", price=price, stock=1)
        for number, price in enumerate(prices)
    )
    return facts(**{"variations": variations, "tiers": tiers, **changes})


def codes(found):
    return [finding.code for finding in check(found)]


def only(found):
    [finding] = check(found)
    return finding


def test_complete_product_has_no_finding():
    assert check(facts()) == ()
    assert check(group(1000, 2000)) == ()


# ------------------------------------------------------------
# TEXTS
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ["name_missing"]),
        ("   ", ["name_missing"]),
        ("Cream", []),
        ("Crea", ["name_short"]),
        ("x" * 20, []),
        ("x" * 21, ["name_long"]),
        ("蜗牛霜", []),
        ("蜗牛", ["name_short"]),
        ("蜗牛精华面霜霜霜霜霜", []),
        ("蜗牛精华面霜霜霜霜霜x", ["name_long"]),
        ("달팽이 크림", ["name_korean"]),
        ("Cream ㅋ 50ml", ["name_korean"]),
        ("クリームクリーム", ["name_language"]),
        ("ครีมหอยทาก", ["name_language"]),
        ("Крем улитка", ["name_language"]),
        ("Crème β 50 µl – 2×", []),
        ("Cream 🐌 50", []),
    ],
)
def test_name(name, expected):
    assert codes(facts(name=name)) == expected


def test_findings_say_how_long_and_how_much_is_allowed():
    assert only(facts(name="Crea")).params == {"length": 4, "limit": 5}
    assert only(facts(name="Крем улитка")).params["script"] == "cyrillic"
    assert only(facts(name="Крем улитка")).field == "name"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("", ["description_missing"]),
        ("Too short", ["description_short"]),
        ("x" * 40, []),
        ("x" * 41, ["description_long"]),
        ("From Korea 한국", ["description_korean"]),
        ("One line\nand another", []),
    ],
)
def test_description(description, expected):
    assert codes(facts(description=description)) == expected


# ------------------------------------------------------------
# SKU, PICTURES, PARCEL
# ------------------------------------------------------------


def test_sku():
    assert codes(facts(variations=(Variation(name="A", sku=" ", price=1000.0),))) == ["sku_missing"]
    same = (Variation(name="A", sku="X", price=1000.0), Variation(name="B", sku="X", price=1000.0))
    assert codes(facts(variations=same)) == ["sku_repeated"]
    assert only(facts(taken_skus=frozenset({"SC-50", "other"}))).params == {"names": "SC-50"}
    assert codes(facts(variations=(Variation(sku="x" * 100, price=1000.0),))) == []
    assert codes(facts(variations=(Variation(sku="x" * 101, price=1000.0),))) == ["sku_long"]


def test_many_names_are_shortened():
    variations = tuple(Variation(name=f"V{number}", price=1000.0) for number in range(7))
    assert only(facts(variations=variations)).params == {"names": "V0, V1, V2, V3, V4…"}


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ((), ["picture_missing"]),
        ((Picture(),) * 3, []),
        ((Picture(),) * 4, ["picture_many"]),
        ((Picture("png", 10 * 1024 * 1024),), []),
        ((Picture("png", 10 * 1024 * 1024 + 1),), ["picture_large"]),
        ((Picture("jpeg"), Picture("svg")), ["picture_kind"]),
    ],
)
def test_pictures(pictures, expected):
    assert codes(facts(pictures=pictures)) == expected


def test_picture_that_is_wrong_is_named_by_its_position():
    finding = only(facts(pictures=(Picture("jpeg"), Picture("svg"))))
    assert finding.params == {"position": 2, "kind": "svg"}


def test_fewer_pictures_than_the_category_wants():
    assert codes(facts(limits=replace(LIMITS, image_min=2))) == ["picture_few"]


def test_weight_and_size():
    assert codes(facts(weight=0.0)) == ["weight_missing"]
    assert codes(facts(weight=None)) == []
    assert codes(facts(sides=None)) == []
    assert codes(facts(sides=(0, 0, 0))) == []
    assert codes(facts(sides=(10, 0, 5))) == ["dimension_partial"]
    assert codes(facts(sides=(10, -1, 5))) == ["dimension_partial"]
    strict = replace(LIMITS, dimension_mandatory=True)
    assert codes(facts(limits=strict)) == []
    assert codes(facts(limits=strict, sides=(0, 0, 0))) == ["dimension_missing"]


def test_size_chart_is_a_hint_before_sending():
    limits = replace(LIMITS, size_chart_mandatory=True)
    assert only(facts(limits=limits)).severity == "warning"
    assert codes(facts(limits=limits, is_sent=False)) == []


# ------------------------------------------------------------
# CATEGORY AND BRAND
# ------------------------------------------------------------


def test_category():
    assert codes(facts(category_id="", category=None)) == ["category_missing"]
    assert codes(facts(category=Category(is_leaf=False, limits=LIMITS))) == ["category_not_leaf"]
    assert codes(facts(category=Category(is_gone=True))) == ["category_gone"]


def test_category_that_was_not_read_stops_nothing():
    unread = facts(category=Category())
    assert [(one.code, one.severity) for one in check(unread)] == [("category_unread", "warning")]
    assert readiness.is_complete(check(unread))
    assert not readiness.is_complete(check(facts(name="")))
    unknown = replace(unread, category=None)
    assert codes(unknown) == ["category_unread"]


def test_brand():
    strict = Category(limits=LIMITS, brand_mandatory=True)
    assert codes(facts(brand_id="")) == []
    assert codes(facts(category=strict)) == ["brand_missing"]
    assert codes(facts(category=strict, brand_id="7")) == []
    refused = facts(brand_id="7", brand_name="COSRX", brand_allowed=False)
    assert only(refused).params == {"brand": "COSRX"}


# ------------------------------------------------------------
# ATTRIBUTES
# ------------------------------------------------------------


def test_mandatory_attributes():
    wanted = attribute(mandatory=True)
    assert only(facts([wanted])).params == {"attribute": "Skin type"}
    assert codes(replace(facts([wanted]), attributes=(chosen(("11",)),))) == []
    assert codes(replace(facts([wanted]), attributes=(chosen(),))) == ["attribute_missing"]


def test_attributes_that_some_markets_want():
    for mandatory in (False, True):
        product = facts([attribute(mandatory=mandatory, mandatory_regions=("TH", "ID"))])
        assert codes(product) == []
        finding = only(replace(product, regions=("SG", "TH")))
        assert (finding.code, finding.params["markets"]) == ("attribute_missing_market", "TH")


def test_attributes_that_come_in_with_a_value():
    child = attribute("2", "Child", mandatory=True)
    root = attribute(values=(AttributeValue("11", "a", "", (child,)), AttributeValue("12", "b")))
    product = facts([root])
    assert codes(product) == []
    assert codes(replace(product, attributes=(chosen(("12",)),))) == []
    assert only(replace(product, attributes=(chosen(("11",)),))).params == {"attribute": "Child"}
    both = (chosen(("11",)), chosen(("12",), attribute_id="2"))
    assert codes(replace(product, attributes=both)) == []


@pytest.mark.parametrize(
    ("changes", "values", "expected"),
    [
        ({}, [("11",), ("12",)], ["attribute_many"]),
        ({"input_type": "several_of"}, [("11",), ("12",)], []),
        ({"input_type": "several_of", "max_values": 1}, [("11",), ("12",)], ["attribute_many"]),
        ({}, [("99", "Gone")], ["attribute_value_unknown"]),
        ({"is_searchable": True}, [("99", "Far")], []),
        ({}, [("", "Mixed")], ["attribute_not_text"]),
        ({"input_type": "one_of_or_text"}, [("", "Mixed")], []),
        ({"input_type": "other"}, [("", "Mixed")], []),
        ({"input_type": "text"}, [("", "복합성")], ["attribute_korean"]),
        ({"input_type": "text", "validation_type": "int"}, [("", "12")], []),
        ({"input_type": "text", "validation_type": "int"}, [("", "1.5")], ["attribute_invalid"]),
        ({"input_type": "text", "validation_type": "float"}, [("", "1.5")], []),
        ({"input_type": "text", "validation_type": "date"}, [("", "2026-02-29")], ["attribute_invalid"]),
        ({"input_type": "text", "validation_type": "date"}, [("", "2026-02-28")], []),
        ({"input_type": "text", "validation_type": "date"}, [("", "1790000000")], []),
        (
            {"input_type": "text", "validation_type": "date", "date_format": "month"},
            [("", "2026-02")],
            [],
        ),
        ({"input_type": "text", "format_type": "with_unit", "units": ("ml",)}, [("", "50", "ml")], []),
        (
            {"input_type": "text", "format_type": "with_unit", "units": ("ml",)},
            [("", "50")],
            ["attribute_unit"],
        ),
    ],
)
def test_values(changes, values, expected):
    product = replace(facts([attribute(**changes)]), attributes=(chosen(*values),))
    assert codes(product) == expected


# ------------------------------------------------------------
# VARIATIONS, PRICES, STOCK
# ------------------------------------------------------------


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
