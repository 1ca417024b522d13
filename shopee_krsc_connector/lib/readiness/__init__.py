"""What is missing before Shopee takes a product, or in a product that it has.

``check`` looks at facts and names findings by code and parameters; who reads them is not known here.
"""

from . import category, content, offer
from .content import length, script
from .facts import ERROR, NO_LIMIT, WARNING, Category, Facts, Finding, Picture, Variation

RULES = (
    content.texts,
    content.skus,
    content.pictures,
    content.parcel,
    category.category,
    category.brand,
    category.attributes,
    offer.variations,
    offer.prices,
    offer.spreads,
    offer.stocks,
    offer.days,
)


def check(facts):
    """:return: tuple of ``Finding``"""
    return tuple(finding for rule in RULES for finding in rule(facts))


def is_complete(findings):
    return all(finding.severity != ERROR for finding in findings)
