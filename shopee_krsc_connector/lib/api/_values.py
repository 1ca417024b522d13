"""Arguments as the calls want them, lists as they answer them."""

from ..dto.values import group, ident, rows
from ..errors import BadPayload


def joined(ids, limit):
    """Comma-joined, as most GET calls take lists.

    :raise ValueError: none, or more than ``limit``
    """
    return ",".join(str(one) for one in limited(ids, limit))


def limited(values, limit):
    """:raise ValueError: nothing, or more than Shopee takes in a call"""
    values = list(values)
    if not 0 < len(values) <= limit:
        raise ValueError(f"1 to {limit} a call, not {len(values)}")
    return values


def listed(answer, name):
    """Objects in the list ``name`` of an answer; none where the list is missing or null.

    :raise BadPayload: the answer is not an object, so there is no telling what it lists
    """
    if not isinstance(answer, dict):
        raise BadPayload("Shopee answers a list where an object is due", code="bad_payload")
    return rows(answer.get(name))


def identified(answer, name):
    """Id of what a call made.

    :raise BadPayload: it may have been made, but Shopee does not say under which id
    """
    found = ident(group(answer).get(name))
    if not found:
        raise BadPayload(f"Shopee answers without {name}", code="bad_payload")
    return found
