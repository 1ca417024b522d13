"""Reading single values of a payload, whatever they turn out to be."""

import math
from datetime import datetime, timezone


def text(value):
    """Text; numbers as they are written, anything else as ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return ident(value)


def ident(value):
    """Id as text. 0 stands for none, and an id may come as text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    value = str(value).strip()
    return "" if value == "0" else value


def amount(value, default=0.0):
    """Decimal number; Shopee gives some as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return default
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return default
    return number if math.isfinite(number) else default


def whole(value, default=0):
    number = amount(value, None)
    return default if number is None else int(number)


def flag(value):
    """Boolean; one sample holds the text FALSE."""
    if isinstance(value, str):
        return value.strip().lower() in ("true", "1", "yes")
    return isinstance(value, bool | int) and bool(value)


def moment(value):
    """Naive UTC datetime of unix seconds; 0 is unset, not 1970."""
    seconds = whole(value)
    if seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def epoch(value):
    """Unix seconds of a naive UTC or an aware datetime; None stays None."""
    if value is None or isinstance(value, int):
        return value
    if value.tzinfo is None:
        value = value.replace(tzinfo=timezone.utc)
    return int(value.timestamp())


def group(value):
    """An object; {} where there is none."""
    return value if isinstance(value, dict) else {}


def rows(value):
    """The objects of a list. Some lists of one come as the bare object."""
    if isinstance(value, dict) and value:
        value = [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts(value):
    """The texts of a list; some lists of one come as the bare text."""
    if not isinstance(value, list):
        value = [value]
    return tuple(found for found in (text(one) for one in value) if found)


def idents(value):
    """The ids of a list or of a comma-joined text."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        value = [value]
    return tuple(found for found in (ident(one) for one in value) if found)


class Texts:
    """Base of dataclasses whose fields are texts under their own names."""

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(**{name: text(payload.get(name)) for name in cls.__dataclass_fields__})
