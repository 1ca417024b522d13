"""What a product of a file would be on Shopee, for the check that all listings go through."""

from ..lib import readiness
from ..lib.listing_file import GROUP


def facts_of(unit):
    """``lib.readiness.Facts``; cells left empty are taken from the product that Odoo has.

    :param unit: ``shopee_excel_unit.Unit`` whose cells have been read
    """
    draft = _draft(unit)
    fallback = draft._prepare_fill_vals() if draft else {}
    category_id = unit.category.category_id or ""
    merchant = unit.known.merchant
    return readiness.Facts(
        name=unit.text("name") or fallback.get("name") or "",
        description=unit.text("description") or fallback.get("description") or "",
        category_id=category_id,
        category=unit.known.category_facts.get(category_id),
        brand_id=unit.brand.brand_id if unit.brand else "",
        brand_name=unit.brand.name if unit.brand else "",
        brand_allowed=not unit.brand or unit.known.gate.allows(category_id, unit.brand.brand_id),
        attributes=unit.attributes,
        tiers=_tiers(unit),
        variations=tuple(_variations(unit)),
        pictures=(readiness.Picture(),) * (len(unit.pictures) or bool(unit.template)),
        weight=unit.weight or fallback.get("weight") or 0.0,
        sides=(unit.length, unit.width, unit.height),
        days_to_ship=unit.days,
        currency=merchant.currency_id.name or "",
        decimals=merchant.currency_id.decimal_places,
        regions=unit.known.regions,
    )


def _draft(unit):
    """The listing that the product would have, not stored; None for a product to be created."""
    if not unit.template:
        return None
    return unit.env["shopee.listing"].new(
        {
            "product_tmpl_id": unit.template.id,
            "merchant_id": unit.known.merchant.id,
            "weight": unit.weight,  # the product's is looked for only where the file leaves it out
        }
    )


def _tiers(unit):
    if unit.kind != GROUP:
        return ()
    return unit.template._shopee_tier_facts() if unit.template else unit.tiers()


def _variations(unit):
    """A price that cannot be read is told already, and 1 says nothing more of it."""
    for row in unit.rows:
        price = unit.prices[row]
        if price == 0 and row in unit.products:
            price = unit.prices[row] = unit.known.global_prices[unit.products[row].id]
        yield readiness.Variation(
            name=row.sku or "",
            sku=row.sku or "",
            price=1.0 if price is None else price,
            prices={shop.region: value for shop, value in unit.store_prices[row].items() if value},
        )
