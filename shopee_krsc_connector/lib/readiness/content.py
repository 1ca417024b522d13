"""Texts, SKUs, pictures and the parcel."""

import unicodedata

from .facts import PICTURES_MAX, PICTURES_MIN, WARNING, Finding, number, some

SKU_MAX = 100
PICTURE_BYTES = 10 * 1024 * 1024
# Kinds that can be sent, some of them after being converted
PICTURE_KINDS = ("jpeg", "png", "gif", "webp", "bmp", "tiff")
WIDE = "\u2e80"  # from here on letters are Chinese, and count for more
# Beginnings of the Unicode names of letters that are neither English nor Chinese
FOREIGN = (
    "HANGUL", "HALFWIDTH HANGUL", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "THAI", "CYRILLIC", "ARABIC",
    "HEBREW", "DEVANAGARI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO",
)  # fmt: skip


# ------------------------------------------------------------
# TEXTS
# ------------------------------------------------------------


def length(text, multiplier=1.0):
    """How much of a limit a text takes."""
    return sum(multiplier if letter >= WIDE else 1 for letter in text)


def script(text):
    """Script of the first letter that is neither English nor Chinese, as "hangul" or "thai"; "" for none."""
    for letter in text:
        if letter.isascii() or not letter.isalpha():
            continue
        name = unicodedata.name(letter, "")
        if name.startswith(FOREIGN):
            found = next(one for one in FOREIGN if name.startswith(one)).removeprefix("HALFWIDTH ")
            return found.lower()
    return ""


def texts(facts):
    limits = facts.limits
    yield from _text("name", facts.name, limits.name_min, limits.name_max, limits)
    yield from _text("description", facts.description, limits.description_min, limits.description_max, limits)


def _text(name, text, lowest, highest, limits):
    text = text.strip()
    if not text:
        yield Finding(f"{name}_missing", name)
        return
    yield from language(name, name, text)
    size = length(text, limits.text_multiplier)
    if size < lowest:
        yield Finding(f"{name}_short", name, params={"length": number(size), "limit": lowest})
    if highest and size > highest:
        yield Finding(f"{name}_long", name, params={"length": number(size), "limit": highest})


def language(code, name, text):
    foreign = script(text)
    if foreign == "hangul":
        yield Finding(f"{code}_korean", name, params={"text": text[:80]})
    elif foreign:
        yield Finding(f"{code}_language", name, params={"text": text[:80], "script": foreign})


# ------------------------------------------------------------
# SKU, PICTURES, PARCEL
# ------------------------------------------------------------


def skus(facts):
    missing = [one.name for one in facts.variations if not one.sku.strip()]
    if missing:
        yield Finding("sku_missing", "sku", params=some(missing))
    skus = [one.sku for one in facts.variations if one.sku.strip()]
    repeated = sorted({sku for sku in skus if skus.count(sku) > 1})
    if repeated:
        yield Finding("sku_repeated", "sku", params=some(repeated))
    taken = sorted(set(skus) & facts.taken_skus)
    if taken:
        yield Finding("sku_taken", "sku", params=some(taken))
    long = sorted({sku for sku in skus if len(sku) > SKU_MAX})
    if long:
        yield Finding("sku_long", "sku", params={**some(long), "limit": SKU_MAX})


def pictures(facts):
    limits, number = facts.limits, len(facts.pictures)
    lowest = max(limits.image_min, PICTURES_MIN)
    highest = limits.image_max or PICTURES_MAX
    if not number:
        yield Finding("picture_missing", "pictures")
    elif number < lowest:
        yield Finding("picture_few", "pictures", params={"number": number, "limit": lowest})
    if number > highest:
        yield Finding("picture_many", "pictures", params={"number": number, "limit": highest})
    for position, picture in enumerate(facts.pictures, start=1):
        if picture.kind is not None and picture.kind not in PICTURE_KINDS:
            yield Finding("picture_kind", "pictures", params={"position": position, "kind": picture.kind})
        if (picture.size or 0) > PICTURE_BYTES:
            params = {"position": position, "limit": PICTURE_BYTES // (1024 * 1024)}
            yield Finding("picture_large", "pictures", params=params)


def parcel(facts):
    if facts.weight is not None and facts.weight <= 0:
        yield Finding("weight_missing", "weight")
    sides = facts.sides or ()
    if any(side < 0 for side in sides) or (any(sides) and not all(sides)):
        yield Finding("dimension_partial", "dimension")
    elif not any(sides) and facts.limits.dimension_mandatory:
        yield Finding("dimension_missing", "dimension")
    if facts.limits.size_chart_mandatory and facts.is_sent:
        yield Finding("size_chart_wanted", "category", WARNING)
