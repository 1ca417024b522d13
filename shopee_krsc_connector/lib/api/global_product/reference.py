"""What global items can be made of: categories, attributes, brands, limits."""

from typing import NamedTuple

from ...dto.account import Brand
from ...dto.reference import Attribute, AttributeValue, Category, ItemLimit
from ...dto.values import flag, group, ident, idents, rows, text, whole
from ...paging import moved_on
from .._values import joined, listed

BRAND_PAGE_SIZE = 100
BRAND_NORMAL = 1
CATEGORY_BATCH = 20
VALUE_PAGE_SIZE = 100


class BrandPage(NamedTuple):
    """``Page`` of ``Brand``, and whether items of the category must have one."""

    items: tuple
    next: int | None
    more: bool
    is_mandatory: bool


def get_brand_list(client, *, category_id, offset=0, status=BRAND_NORMAL):
    """``BrandPage``: brands that a category knows."""
    answer = client.get(
        "global_product/get_brand_list",
        category_id=int(category_id),
        offset=offset,
        page_size=BRAND_PAGE_SIZE,
        status=status,
    )
    brands = [Brand.from_payload(row) for row in listed(answer, "brand_list")]
    page = moved_on(brands, flag(answer.get("has_next_page")), whole(answer.get("next_offset")), offset)
    return BrandPage(*page, is_mandatory=flag(answer.get("is_mandatory")))


def get_category(client, *, language="en"):
    """List of ``Category``, the whole tree. Languages: en, zh-hans."""
    answer = client.get("global_product/get_category", language=language)
    return [Category.from_payload(row) for row in listed(answer, "category_list")]


def get_attribute_tree(client, *, category_ids, language="en"):
    """{category id: list of ``Attribute``}, at most 20 a call. Unknown categories are left out."""
    answer = client.get(
        "global_product/get_attribute_tree",
        category_id_list=joined(category_ids, CATEGORY_BATCH),
        language=language,
    )
    trees = {ident(row.get("category_id")): row for row in listed(answer, "list")}
    return {
        category_id: [
            attribute
            for attribute in map(Attribute.from_payload, rows(row.get("attribute_tree")))
            if attribute.attribute_id
        ]
        for category_id, row in trees.items()
        if category_id and (row.get("attribute_tree") or not text(row.get("warning")))
    }


def search_global_attribute_value_list(client, *, attribute_id, name="", cursor=0):
    """``Page`` of ``AttributeValue`` of a searchable attribute.

    :param str name: part of what is looked for
    """
    answer = client.post(
        "global_product/search_global_attribute_value_list",
        attribute_id=int(attribute_id),
        value_name=name or None,
        cursor=cursor,
        limit=VALUE_PAGE_SIZE,
    )
    values = [AttributeValue.from_payload(row) for row in listed(answer, "value_list")]
    page = group(answer.get("page_info"))
    return moved_on(
        (value for value in values if value.value_id),
        flag(page.get("has_next")),
        whole(page.get("cursor")),
        cursor,
    )


def get_global_item_limit(client, *, category_id):
    """``ItemLimit`` of a category."""
    return ItemLimit.from_payload(
        client.get("global_product/get_global_item_limit", category_id=int(category_id))
    )


def support_size_chart(client, *, category_id):
    """Whether items of a category may have a size chart."""
    answer = client.get("global_product/support_size_chart", category_id=int(category_id))
    return flag(group(answer).get("support_size_chart"))


def category_recommend(client, *, name, image_id=""):
    """Ids of the categories that suit an item of this name, best first."""
    answer = client.get(
        "global_product/category_recommend",
        global_item_name=name,
        global_product_cover_image=image_id or None,
    )
    return list(idents(group(answer).get("category_id")))


def get_recommend_attribute(client, *, name, category_id, image_id=""):
    """{attribute id: tuple of value ids} that suit an item of this name."""
    answer = client.get(
        "global_product/get_recommend_attribute",
        global_item_name=name,
        category_id=int(category_id),
        cover_image_id=image_id or None,
    )
    return {
        ident(row.get("attribute_id")): tuple(
            value_id
            for value_id in (ident(value.get("value_id")) for value in rows(row.get("attribute_value_list")))
            if value_id
        )
        for row in listed(answer, "attribute_list")
        if ident(row.get("attribute_id"))
    }
