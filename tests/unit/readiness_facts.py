"""A product that lacks nothing, to be changed in one point."""

from dataclasses import replace

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
