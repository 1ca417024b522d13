"""Numbers as their format shows them, as far as that changes what they mean."""

import math
import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

# Dates whose look depends on the language of Excel, Korean among them; no file spells them out
LOCAL_DATES = {*range(27, 37), *range(50, 59)}
LOCAL_DATE = "yyyy-mm-dd"
DAY = 86400
# A literal in quotes or after a backslash, a space of some width, a filler, a place for a digit, the rest
_TOKENS = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|(?P<place>[0#?])|(?P<other>.)')
_BARE_LITERALS = " -+()"


def format_code(number, own_formats):
    """Format of a number id; the file's own formats go before the built-in ones."""
    if number in own_formats:
        return own_formats[number]
    return LOCAL_DATE if number in LOCAL_DATES else BUILTIN_FORMATS.get(number, "General")


def shown_number(number, code="General", since_1904=False, is_date=False):
    """Text of a number: dates in ISO, ids with their zeros, all others plain and exact.

    Rounding, thousands separators, currencies and percent signs of a format are left aside: they change the
    look of an amount, not the amount.

    :param bool is_date: the number is known to be a date, whatever its format looks like
    """
    kind, pattern = _kind(code)
    if is_date and kind != "duration":
        kind = "date"
    if kind == "duration":
        return _duration(number) or plain(number)
    if kind == "date":
        return _date(number, MAC_EPOCH if since_1904 else WINDOWS_EPOCH) or plain(number)
    if kind == "digits" and number >= 0 and number == int(number):
        return _digits(int(number), pattern)
    return plain(number)


def plain(number):
    """Decimal notation with the 15 digits that Excel keeps: 5 of 5.0, 0.3 of 0.30000000000000004."""
    text = format(number, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text


def iso(value):
    """A datetime of midnight is a date."""
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None, microsecond=0)
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat()


@lru_cache(maxsize=1024)
def _kind(code):
    """``(kind, pattern)``; the pattern of digits is a list of literals and of None for each place."""
    code = code or "General"
    if is_timedelta_format(code):
        return "duration", None
    if is_date_format(code):
        return "date", None
    pattern = _digit_pattern(code.split(";")[0])
    return ("digits", pattern) if pattern else ("plain", None)


def _digit_pattern(code):
    """Literals and places of a format that pads with zeros, such as 00000 or 000-0000; else None."""
    pattern = []
    for token in _TOKENS.finditer(code):
        literal = token["quoted"] if token["quoted"] is not None else token["escaped"]
        if token["place"]:
            pattern.append(("place", token["place"]))
        elif literal is not None:
            pattern.append(("literal", literal))
        elif token["other"] and token["other"] in _BARE_LITERALS:
            pattern.append(("literal", token["other"]))
        elif token["other"]:
            return None
    return pattern if pattern.count(("place", "0")) >= 2 else None


def _digits(number, pattern):
    """Digits fill the places from the right; what is left over goes into the first place."""
    digits, shown = str(number), []
    first = next(position for position, (kind, _value) in enumerate(pattern) if kind == "place")
    for position in reversed(range(len(pattern))):
        kind, value = pattern[position]
        if kind == "literal":
            shown.append(value)
            continue
        taken = digits if position == first else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        shown.append(taken or ("0" if value == "0" else ""))
    return "".join(reversed(shown))


def _date(number, epoch):
    if number < 0:
        return ""
    try:
        return iso(from_excel(round(number * DAY) / DAY, epoch))
    except (ValueError, OverflowError):
        return ""


def _duration(number):
    try:
        seconds = round(timedelta(days=number).total_seconds())
    except (ValueError, OverflowError):
        return ""
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}"


def finite(text):
    """The number that a text spells, None where that is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
