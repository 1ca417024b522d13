"""Sentences of what a product lacks, by code of ``lib.readiness``."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    # Texts
    "name_missing": _lt("The name is missing. Shopee takes it in English or Simplified Chinese."),
    "name_korean": _lt(
        "The name is written in Korean, which Shopee refuses. Write it in English or Simplified Chinese."
    ),
    "name_language": _lt("The name has %(script)s letters. Shopee takes English or Simplified Chinese only."),
    "name_short": _lt("The name has %(length)s letters; Shopee wants at least %(limit)s."),
    "name_long": _lt("The name has %(length)s letters; Shopee takes %(limit)s at most."),
    "description_missing": _lt(
        "The description is missing. Shopee takes it in English or Simplified Chinese."
    ),
    "description_korean": _lt(
        "The description has Korean text, which Shopee refuses. Write it in English or Simplified Chinese."
    ),
    "description_language": _lt(
        "The description has %(script)s letters. Shopee takes English or Simplified Chinese only."
    ),
    "description_short": _lt("The description has %(length)s letters; Shopee wants at least %(limit)s."),
    "description_long": _lt("The description has %(length)s letters; Shopee takes %(limit)s at most."),
    # SKU
    "sku_missing": _lt("A SKU (internal reference) is missing: %(names)s."),
    "sku_repeated": _lt("Variations have the same SKU: %(names)s."),
    "sku_taken": _lt("Another product has the same SKU: %(names)s."),
    "sku_long": _lt("A SKU has more than %(limit)s letters: %(names)s."),
    # Pictures
    "picture_missing": _lt("There is no picture."),
    "picture_few": _lt("There are %(number)s pictures; Shopee wants at least %(limit)s."),
    "picture_many": _lt("There are %(number)s pictures; Shopee takes %(limit)s at most."),
    "picture_kind": _lt("Picture %(position)s is of the kind %(kind)s. Use JPG or PNG."),
    "picture_large": _lt("Picture %(position)s is larger than %(limit)s MB."),
    # Parcel
    "weight_missing": _lt("The weight of the parcel is missing."),
    "dimension_missing": _lt("The size of the parcel is missing; this category asks for it."),
    "dimension_partial": _lt("The size of the parcel needs length, width and height."),
    # Category, brand, attributes
    "category_missing": _lt("The category is missing."),
    "category_unread": _lt(
        "What Shopee asks in this category has not been read yet, so attributes and limits are not checked."
    ),
    "category_gone": _lt("Shopee no longer has this category. Choose another one."),
    "category_not_leaf": _lt("The category has others below it. Choose one of those."),
    "size_chart_wanted": _lt(
        "This category asks for a size chart. Add it in Shopee's Seller Centre once the product is there."
    ),
    "brand_missing": _lt("The brand is missing; this category asks for one."),
    "brand_refused": _lt("Shopee has not authorised the brand “%(brand)s” for you in this category."),
    "attribute_missing": _lt("The attribute “%(attribute)s” is missing."),
    "attribute_missing_market": _lt("The attribute “%(attribute)s” is missing; %(markets)s ask for it."),
    "attribute_many": _lt("The attribute “%(attribute)s” takes at most %(limit)s values."),
    "attribute_value_unknown": _lt("The attribute “%(attribute)s” has no value “%(value)s”."),
    "attribute_not_text": _lt(
        "The attribute “%(attribute)s” takes only values of its list, not “%(value)s”."
    ),
    "attribute_invalid": _lt("“%(value)s” does not fit the attribute “%(attribute)s” (%(kind)s)."),
    "attribute_unit": _lt("The attribute “%(attribute)s” needs one of these units: %(units)s."),
    "attribute_korean": _lt("An attribute has Korean text, which Shopee refuses: %(text)s"),
    "attribute_language": _lt("An attribute has %(script)s letters, which Shopee refuses: %(text)s"),
    # Variations
    "tiers_many": _lt("The product has more attributes than the %(limit)s that Shopee takes: %(names)s."),
    "variations_many": _lt("The product has %(number)s variations; Shopee takes %(limit)s at most."),
    "tier_korean": _lt("The name of an attribute is Korean, which Shopee refuses: %(text)s"),
    "tier_language": _lt("The name of an attribute has %(script)s letters, which Shopee refuses: %(text)s"),
    "tier_long": _lt("The name “%(tier)s” of an attribute is longer than %(limit)s letters."),
    "option_korean": _lt("The name of a variation is Korean, which Shopee refuses: %(text)s"),
    "option_language": _lt("The name of a variation has %(script)s letters, which Shopee refuses: %(text)s"),
    "option_long": _lt("Names of variations are longer than %(limit)s letters: %(names)s."),
    "option_repeated": _lt("Values of the attribute “%(tier)s” have the same name: %(names)s."),
    # Prices and stock
    "price_missing": _lt("The price must be above 0: %(names)s."),
    "price_decimals": _lt("%(currency)s takes %(decimals)s decimals, not %(names)s."),
    "price_decimals_market": _lt("Prices in %(market)s take %(decimals)s decimals, not %(names)s."),
    "price_low": _lt("The price %(price)s %(currency)s is below Shopee's lowest of %(limit)s."),
    "price_high": _lt("The price %(price)s %(currency)s is above Shopee's highest of %(limit)s."),
    "price_spread": _lt(
        "The highest price of the variations (%(highest)s) is more than %(limit)s times the lowest "
        "(%(lowest)s)."
    ),
    "price_spread_market": _lt(
        "In %(market)s the highest price of the variations (%(highest)s) may be at most %(limit)s times the "
        "lowest (%(lowest)s)."
    ),
    "stock_missing": _lt("Nothing is in stock: buyers see the product as sold out."),
    "stock_high": _lt("Shopee takes a stock of %(limit)s at most."),
    # Days to ship
    "days_missing": _lt("The days to ship are missing."),
    "days_range": _lt("%(days)s days to ship are not possible; this category takes %(ranges)s."),
}
