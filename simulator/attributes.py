"""Properties that the items of a category have, and what is allowed as their values."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from typing import Any

from .errors import ApiError
from .taxonomy import lineage

DROP_DOWN, COMBO_BOX, TEXT, MULTI_DROP_DOWN, MULTI_COMBO_BOX = 1, 2, 3, 4, 5
ANY, INT, STRING, FLOAT, DATE = 0, 1, 2, 3, 4
FROM_LIST_ONLY = (DROP_DOWN, MULTI_DROP_DOWN)
SHOWN = 20  # values of a searchable attribute that its tree holds


@dataclass(frozen=True)
class Value:
    value_id: int
    name: str
    chinese: str = ""
    unit: str = ""
    children: tuple[int, ...] = ()


@dataclass(frozen=True)
class Attribute:
    attribute_id: int
    name: str
    chinese: str
    input_type: int
    values: tuple[Value, ...] = ()
    validation: int = ANY
    units: tuple[str, ...] = ()
    maximum: int = 1
    mandatory: bool = False
    regions: tuple[str, ...] = ()
    month_only: bool = False

    @property
    def is_searchable(self) -> bool:
        return len(self.values) > SHOWN

    def value(self, value_id: int) -> Value | None:
        return next((value for value in self.values if value.value_id == value_id), None)


def _values(first: int, *names: tuple[str, ...] | str) -> tuple[Value, ...]:
    return tuple(
        Value(first + at, *((name,) if isinstance(name, str) else name)) for at, name in enumerate(names)
    )


_INGREDIENTS = (
    "Centella Asiatica", "Snail Mucin", "Houttuynia Cordata", "Green Tea", "Rice Bran", "Propolis",
    "Red Ginseng", "Mugwort", "Hyaluronic Acid", "Vitamin C", "Peach", "Birch Sap", "Niacinamide",
    "Retinol", "Ceramide", "Peptide", "Collagen", "Panthenol", "Madecassoside", "Adenosine", "Squalane",
    "Tea Tree", "AHA", "BHA", "PHA", "Galactomyces", "Bifida Ferment", "Aloe Vera", "Calendula", "Licorice",
    "Tranexamic Acid", "Glutathione", "Bakuchiol", "Camellia Oil", "Shea Butter", "Jojoba Oil", "Yuja",
    "Honey", "Black Rice", "Sea Buckthorn", "Kelp", "Caffeine", "Allantoin", "Zinc Oxide",
)  # fmt: skip

ATTRIBUTES = {
    attribute.attribute_id: attribute
    for attribute in (
        Attribute(
            100999, "Country of Origin", "原产地", DROP_DOWN, mandatory=True,
            values=_values(4501, ("Korea", "韩国"), ("Japan", "日本"), ("China", "中国"), ("France", "法国")),
        ),
        Attribute(
            101042, "Skin Type", "肤质", MULTI_DROP_DOWN, maximum=3,
            values=_values(4511, ("All", "所有肤质"), ("Dry", "干性"), ("Oily", "油性"),
                           ("Sensitive", "敏感"), ("Combination", "混合性")),
        ),
        Attribute(101045, "Volume", "容量", TEXT, validation=FLOAT, units=("ML", "L", "OZ")),
        Attribute(101046, "Net Weight", "净重", TEXT, validation=FLOAT, units=("G", "KG")),
        Attribute(
            101047, "Product Form", "质地", COMBO_BOX,
            values=(*_values(4521, ("Liquid", "液体"), ("Cream", "霜"), ("Gel", "凝胶"), ("Powder", "粉"),
                             ("Stick", "棒")), Value(4526, "Sheet", "片", children=(101048,))),
        ),
        Attribute(101048, "Number of Sheets", "片数", TEXT, validation=INT, mandatory=True),
        Attribute(
            101049, "Key Ingredient", "主要成分", MULTI_COMBO_BOX, _values(4601, *_INGREDIENTS), maximum=5,
        ),
        Attribute(
            101050, "Shelf Life", "保质期", COMBO_BOX, validation=INT, units=("Months", "Years"),
            values=(Value(4531, "12", unit="Months"), Value(4532, "24", unit="Months"),
                    Value(4533, "3", unit="Years")),
        ),
        Attribute(101051, "Expiry Date", "到期日", TEXT, validation=DATE),
        Attribute(101052, "Production Month", "生产月份", TEXT, validation=DATE, month_only=True),
        Attribute(
            101053, "Sun Protection Factor", "防晒指数", DROP_DOWN, mandatory=True,
            values=_values(4541, "SPF 15", "SPF 30", "SPF 50", "SPF 50+"),
        ),
        Attribute(101054, "PA Rating", "PA值", DROP_DOWN, _values(4551, "PA+", "PA++", "PA+++", "PA++++")),
        Attribute(
            101055, "Finish", "妆效", COMBO_BOX,
            _values(4561, ("Matte", "哑光"), ("Glow", "光泽"), ("Velvet", "丝绒"), ("Satin", "缎面")),
        ),
        Attribute(
            101056, "Fragrance Family", "香调", MULTI_COMBO_BOX, maximum=3,
            values=_values(4571, ("Floral", "花香"), ("Woody", "木质"), ("Citrus", "柑橘"), ("Musk", "麝香")),
        ),
        Attribute(
            101058, "Material", "材质", MULTI_COMBO_BOX, maximum=3, mandatory=True,
            values=_values(4581, ("Cotton", "棉"), ("Polyester", "聚酯"), ("Wool", "羊毛"), ("Bamboo", "竹")),
        ),
        Attribute(101060, "Taiwan Permit No.", "台湾许可证号", TEXT, validation=STRING, regions=("TW",)),
        Attribute(101061, "Set Contents", "套装内容", TEXT, validation=STRING, mandatory=True),
    )
}  # fmt: skip

#: What a category adds to those above it
OF_CATEGORY = {
    100630: (100999, 101050, 101051, 101052),
    100660: (101042, 101045, 101047, 101049),
    100661: (101055, 101047),
    100662: (101045, 101049),
    100663: (101045, 101056),
    100664: (101045, 101056),
    100665: (101058,),
    100667: (101042, 101045),
    100668: (101061,),
    101902: (101053, 101054, 101060),
    101930: (101046,),
    100001: (100999, 101050, 101046),
    100017: (100999, 101058),
}


@functools.cache
def attributes_of(category_id: int) -> tuple[Attribute, ...]:
    return tuple(
        ATTRIBUTES[number] for level in lineage(category_id) for number in OF_CATEGORY.get(level, ())
    )


def check(category_id: int, rows: list[dict[str, Any]]) -> None:
    """:raise ApiError: an attribute or value that the category does not take, or a mandatory one missing"""
    given = {row.get("attribute_id", 0): row.get("attribute_value_list") or [] for row in rows}
    wanted = {attribute.attribute_id: attribute for attribute in attributes_of(category_id)}
    for attribute_id in list(wanted):
        for row in given.get(attribute_id, ()):
            chosen = wanted[attribute_id].value(row.get("value_id", 0))
            wanted |= {child: ATTRIBUTES[child] for child in (chosen.children if chosen else ())}
    for attribute_id, values in given.items():
        if attribute_id not in wanted:
            raise ApiError(
                "error_invalid_category_attribute", f"Attribute {attribute_id} is not of this category."
            )
        _check_values(wanted[attribute_id], values)
    for attribute in wanted.values():
        if attribute.mandatory and not given.get(attribute.attribute_id):
            raise ApiError("error_less_required_attribute", f"Attribute {attribute.name} is required.")


def missing_in(region: str, category_id: int, rows: list[dict[str, Any]]) -> str:
    """Name of an attribute that this market wants and the item does not have."""
    given = {row["attribute_id"] for row in rows if row.get("attribute_value_list")}
    for attribute in attributes_of(category_id):
        if region in attribute.regions and attribute.attribute_id not in given:
            return attribute.name
    return ""


def _check_values(attribute: Attribute, values: list[dict[str, Any]]) -> None:
    if len(values) > attribute.maximum:
        raise _invalid(attribute, f"takes at most {attribute.maximum} values")
    for value in values:
        if value.get("value_id"):
            if attribute.value(value["value_id"]) is None:
                raise _invalid(attribute, f"has no value {value['value_id']}")
            continue
        if attribute.input_type in FROM_LIST_ONLY:
            raise _invalid(attribute, "takes only values of its list")
        text = value.get("original_value_name", "").strip()
        if not text:
            raise _invalid(attribute, "needs original_value_name where value_id is 0")
        if not _is_valid(attribute, text):
            raise _invalid(attribute, f"does not take {text!r}")
        if attribute.units and value.get("value_unit") not in attribute.units:
            raise _invalid(attribute, f"needs one of the units {', '.join(attribute.units)}")


def _is_valid(attribute: Attribute, text: str) -> bool:
    """Dates are read as unix seconds and as text, as sources differ."""
    try:
        if attribute.validation == INT:
            int(text)
        elif attribute.validation == FLOAT:
            float(text)
        elif attribute.validation == DATE and not text.isdigit():
            datetime.date.fromisoformat(f"{text}-01" if attribute.month_only else text)
    except ValueError:
        return False
    return True


def _invalid(attribute: Attribute, reason: str) -> ApiError:
    return ApiError("error_invalid_attribute", f"Attribute {attribute.name} {reason}.")


def stored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a request as the platform gives them back: with the names of what has only ids."""
    return [
        {
            "attribute_id": row["attribute_id"],
            "original_attribute_name": ATTRIBUTES[row["attribute_id"]].name,
            "attribute_value_list": [
                _stored_value(ATTRIBUTES[row["attribute_id"]], value)
                for value in row.get("attribute_value_list") or []
            ],
        }
        for row in rows
    ]


def _stored_value(attribute: Attribute, row: dict[str, Any]) -> dict[str, Any]:
    value = attribute.value(row.get("value_id", 0))
    if value is None:
        return {
            "value_id": 0,
            "original_value_name": row["original_value_name"],
            "value_unit": row.get("value_unit", ""),
        }
    return {"value_id": value.value_id, "original_value_name": value.name, "value_unit": value.unit}


def seeded(category_id: int, volume: str) -> list[dict[str, Any]]:
    """What a careful seller fills in."""
    known = {attribute.attribute_id for attribute in attributes_of(category_id)}
    rows = {
        100999: {"value_id": 4501},
        101042: {"value_id": 4511},
        101045: {"original_value_name": volume, "value_unit": "ML"} if volume else None,
        101050: {"value_id": 4532},
        101053: {"value_id": 4544},
        101060: {"original_value_name": "衛部粧輸字第012345號"},
    }
    return stored(
        [
            {"attribute_id": number, "attribute_value_list": [value]}
            for number, value in rows.items()
            if value and number in known
        ]
    )


def recommended(name: str, category_id: int) -> dict[int, list[int]]:
    """Values whose words occur in ``name``: attribute id -> value ids."""
    words = name.lower()
    found = {}
    for attribute in attributes_of(category_id):
        hits = [value.value_id for value in attribute.values if value.name.lower() in words]
        if attribute.attribute_id == 100999 and not hits:
            hits = [4501]
        if hits:
            found[attribute.attribute_id] = hits[: attribute.maximum]
    return found
