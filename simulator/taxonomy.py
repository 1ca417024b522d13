"""Categories and brands of the simulated platform: words only, no rules."""

from __future__ import annotations

# id: (parent, English, Simplified Chinese)
CATEGORIES = {
    100630: (0, "Beauty", "美妆个护"),
    100660: (100630, "Skincare", "护肤"),
    100661: (100630, "Makeup", "彩妆"),
    100662: (100630, "Hair Care", "美发护发"),
    100663: (100630, "Bath & Body Care", "沐浴身体护理"),
    100664: (100630, "Perfumes & Fragrances", "香水香氛"),
    100665: (100630, "Beauty Tools", "美容工具"),
    100666: (100630, "Nail Care", "美甲"),
    100667: (100630, "Men's Care", "男士护理"),
    100668: (100630, "Beauty Sets & Packages", "美妆套装"),
    100669: (100630, "Beauty Others", "其他美妆"),
    101900: (100660, "Toner", "化妆水"),
    101901: (100660, "Serum & Essence", "精华"),
    101902: (100660, "Sunscreen", "防晒"),
    101903: (100660, "Facial Mask", "面膜"),
    101904: (100660, "Cleanser", "洁面"),
    101905: (100660, "Moisturiser", "面霜"),
    101906: (100660, "Eye Care", "眼部护理"),
    101907: (100660, "Lip Care", "唇部护理"),
    101908: (100660, "Makeup Remover", "卸妆"),
    101909: (100660, "Exfoliator & Peeling", "去角质"),
    101910: (100661, "Foundation", "粉底"),
    101911: (100661, "Lips", "唇妆"),
    101912: (100661, "Brows", "眉妆"),
    101913: (100661, "Eyes", "眼妆"),
    101914: (100661, "Blush & Contour", "腮红修容"),
    101915: (100661, "Primer & Setting Spray", "妆前定妆"),
    101916: (100661, "Face Powder", "粉饼散粉"),
    101920: (100662, "Treatment", "护发素"),
    101921: (100662, "Shampoo", "洗发水"),
    101922: (100662, "Hair Colour", "染发"),
    101923: (100662, "Hair Styling", "造型"),
    101930: (100663, "Hand Care", "手部护理"),
    101931: (100663, "Body Lotion", "身体乳"),
    101932: (100663, "Body Wash & Soap", "沐浴露"),
    101933: (100663, "Body Scrub", "身体磨砂"),
    101940: (100664, "Eau de Parfum", "香水"),
    101941: (100664, "Body Mist", "身体喷雾"),
    101950: (100665, "Makeup Brush & Puff", "化妆刷粉扑"),
    101951: (100665, "Cotton Pads", "化妆棉"),
    101952: (100665, "Facial Device", "美容仪"),
    101960: (100666, "Nail Polish", "指甲油"),
    101961: (100666, "Gel Nail Sticker", "美甲贴"),
    101970: (100667, "Shaving", "剃须"),
    101971: (100667, "Men's Skincare", "男士护肤"),
    101980: (100668, "Skincare Set", "护肤套装"),
    101981: (100668, "Makeup Set", "彩妆套装"),
    100001: (0, "Health", "健康"),
    100002: (100001, "Food Supplement", "保健食品"),
    100003: (100001, "Medical Supplies", "医疗用品"),
    102001: (100002, "Beauty Supplement", "美容保健品"),
    102002: (100002, "Vitamins & Minerals", "维生素矿物质"),
    102010: (100003, "Test Kits", "检测试剂"),
    102011: (100003, "Patches & Bandages", "贴布绷带"),
    100017: (0, "Women Clothes", "女装"),
    100102: (100017, "Tops", "上衣"),
    100103: (100017, "Socks & Stockings", "袜子"),
    102101: (100102, "T-Shirts", "T恤"),
    102102: (100102, "Knitwear", "针织衫"),
}
PARENTS = {parent for parent, _name, _chinese in CATEGORIES.values()}

# What else a name may say when it means the category
SYNONYMS = {
    101901: "ampoule booster concentrate mist",
    101902: "sun spf sunblock uv",
    101903: "sheet pack",
    101904: "foam cleansing wash",
    101905: "cream moisturizer lotion emulsion balm",
    101908: "remover cleansing-oil micellar",
    101910: "cushion bb cc",
    101911: "lip tint lipstick gloss",
    101913: "eyeliner mascara eyeshadow lash",
    101930: "hand",
    101931: "body lotion",
    101940: "perfume edp",
    101980: "set kit trial",
    102001: "collagen supplement",
}

BLOCKED = {102010}
BRAND_MANDATORY = {101940, 101941}
SIZE_CHART = {102101, 102102}
DIMENSION_MANDATORY = {101952}

BRANDS = {
    1130001: "HANBIT LAB",
    1130002: "DALHAE",
    1130003: "Soonmi",
    1130004: "NARU & BOM",
    1130005: "Onyul",
}
#: A brand of another company, whose registration is not finished
UNAUTHORISED_BRAND = (1139999, "Maison Lune Paris")
_FIRST = ("Aru", "Bora", "Chorok", "Dami", "Eunha", "Garam", "Haneul", "Iseul", "Jinju", "Maru", "Nabi")
_SECOND = ("Derma", "Lab", "Naturals", "Botanic", "Studio", "Skin", "& Co.", "Seoul", "Cosme", "Clinic")
#: Brands of other sellers
FOREIGN_BRANDS = {
    1131000 + 3 * number: f"{first} {second}"
    for number, (first, second) in enumerate((first, second) for first in _FIRST for second in _SECOND)
}


def is_leaf(category_id: int) -> bool:
    return category_id in CATEGORIES and category_id not in PARENTS


def lineage(category_id: int) -> list[int]:
    """The category and those above it, the highest first."""
    path: list[int] = []
    while category_id:
        path.insert(0, category_id)
        category_id = CATEGORIES[category_id][0]
    return path


def category_name(category_id: int, language: str) -> str:
    return CATEGORIES[category_id][2 if language.lower() == "zh-hans" else 1]


def recommended(name: str, limit: int = 3) -> list[int]:
    """Leaf categories whose words occur in ``name``, the best first."""
    words = set(name.lower().replace("-", " ").split())
    scores = {}
    for category_id, (_parent, title, _chinese) in CATEGORIES.items():
        if category_id in PARENTS or category_id in BLOCKED:
            continue
        known = set(f"{title} {SYNONYMS.get(category_id, '')}".lower().replace("&", " ").split())
        hits = len(known & words)
        if hits:
            scores[category_id] = hits
    return sorted(scores, key=lambda found: (-scores[found], found))[:limit]
