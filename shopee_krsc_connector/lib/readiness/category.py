"""Category, brand and attributes."""

from datetime import datetime

from .content import language
from .facts import WARNING, Finding


def category(facts):
    category = facts.category
    if not facts.category_id:
        yield Finding("category_missing", "category")
    elif category is None:
        # Imported products name a category before anybody has read the tree
        yield Finding("category_unread", "category", WARNING)
    elif category.is_gone:
        yield Finding("category_gone", "category")
    elif not category.is_leaf:
        yield Finding("category_not_leaf", "category")
    elif category.limits is None:
        yield Finding("category_unread", "category", WARNING)


def brand(facts):
    if not facts.brand_id:
        if facts.category and facts.category.brand_mandatory:
            yield Finding("brand_missing", "brand")
    elif not facts.brand_allowed:
        yield Finding("brand_refused", "brand", params={"brand": facts.brand_name})


def attributes(facts):
    if not facts.category or facts.category.limits is None:
        return
    chosen = {one.attribute_id: one.values for one in facts.attributes if one.values}
    for attribute in _asked(facts.category.attributes, chosen):
        values = chosen.get(attribute.attribute_id, ())
        if values:
            yield from _values(attribute, values)
            continue
        if attribute.mandatory and not attribute.mandatory_regions:
            yield Finding("attribute_missing", "attributes", params={"attribute": attribute.name})
        markets = sorted(set(attribute.mandatory_regions) & set(facts.regions))
        if markets:
            params = {"attribute": attribute.name, "markets": ", ".join(markets)}
            yield Finding("attribute_missing_market", "attributes", params=params)


def _asked(attributes, chosen):
    """Attributes, and those that come in with the values chosen for them."""
    for attribute in attributes:
        yield attribute
        ids = {value.value_id for value in chosen.get(attribute.attribute_id, ()) if value.value_id}
        for value in attribute.values:
            if value.value_id in ids:
                yield from _asked(value.children, chosen)


def _values(attribute, values):
    params = {"attribute": attribute.name}
    limit = attribute.max_values if attribute.takes_several else 1
    if attribute.input_type and limit and len(values) > limit:
        yield Finding("attribute_many", "attributes", params={**params, "limit": limit})
    known = {value.value_id for value in attribute.values}
    for value in values:
        if value.value_id:
            if value.value_id not in known and not attribute.is_searchable:
                shown = {**params, "value": value.text or value.value_id}
                yield Finding("attribute_value_unknown", "attributes", params=shown)
            continue
        if not attribute.takes_text and attribute.input_type != "other":
            yield Finding("attribute_not_text", "attributes", params={**params, "value": value.text})
        elif not _is_valid(attribute.validation_type, attribute.date_format, value.text):
            shown = {**params, "value": value.text, "kind": attribute.validation_type}
            yield Finding("attribute_invalid", "attributes", params=shown)
        else:
            yield from language("attribute", "attributes", value.text)
        if attribute.format_type == "with_unit" and attribute.units and value.unit not in attribute.units:
            shown = {**params, "units": ", ".join(attribute.units)}
            yield Finding("attribute_unit", "attributes", params=shown)


def _is_valid(kind, date_format, text):
    try:
        if kind == "int":
            int(text)
        elif kind == "float":
            float(text)
        elif kind == "date" and not text.isdigit():  # Shopee keeps dates as unix seconds
            datetime.strptime(text, "%Y-%m" if date_format == "month" else "%Y-%m-%d")
    except ValueError:
        return False
    return bool(text.strip())
