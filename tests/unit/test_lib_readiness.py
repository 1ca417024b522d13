"""Each rule about what Shopee takes, with what just passes and what just does not."""

from dataclasses import replace

import pytest
from readiness_facts import LIMITS, attribute, chosen, codes, facts, group, only

from odoo.addons.shopee_krsc_connector.lib import readiness
from odoo.addons.shopee_krsc_connector.lib.dto.reference import AttributeValue
from odoo.addons.shopee_krsc_connector.lib.readiness import Category, Picture, Variation, check


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
