"""What the simulated seller sells: words only, no rules."""

from __future__ import annotations

# code, English, Traditional Chinese
LINES = [
    ("CEN", "Centella Calming", "積雪草舒緩"),
    ("SNL", "Snail Repair", "蝸牛修護"),
    ("HRT", "Heartleaf Clear", "魚腥草淨膚"),
    ("GRT", "Green Tea Fresh", "綠茶清爽"),
    ("RIC", "Rice Bright", "米萃亮白"),
    ("PRO", "Propolis Glow", "蜂膠光澤"),
    ("GIN", "Red Ginseng Firm", "紅蔘緊緻"),
    ("MUG", "Mugwort Soothing", "艾草鎮靜"),
    ("HYA", "Hyaluronic Deep Moisture", "玻尿酸深層保濕"),
    ("VTC", "Vita C Tone-up", "維他命C提亮"),
    ("PCH", "Peach Soft", "水蜜桃柔嫩"),
    ("BIR", "Birch Sap Hydro", "白樺樹汁補水"),
]


# code, English, Chinese, category, price KRW, weight kg, tiers [(name, zh, [(code, option, zh)])]
KINDS = [
    ("TON", "Toner 200ml", "化妝水 200ml", 101900, 18900, 0.28, []),
    ("AMP", "Ampoule Serum 50ml", "安瓶精華 50ml", 101901, 24500, 0.14, []),
    (
        "LIP", "Velvet Lip Tint", "絲絨唇釉", 101911, 12900, 0.05,
        [("Colour", "顏色", [
            ("01", "01 Rose", "01 玫瑰"), ("02", "02 Brick", "02 磚紅"), ("03", "03 Fig", "03 無花果"),
            ("04", "04 Coral", "04 珊瑚"), ("05", "05 Plum", "05 李子"),
        ])],
    ),
    ("SUN", "Sun Cream SPF50+ 50ml", "防曬乳 SPF50+ 50ml", 101902, 19800, 0.09, []),
    ("FOA", "Cleansing Foam 150ml", "洗面乳 150ml", 101904, 11500, 0.19, []),
    (
        "CUS", "Glow Cushion Foundation", "光澤氣墊粉餅", 101910, 32000, 0.11,
        [
            ("Shade", "色號", [
                ("13", "13 Fair", "13 白皙"), ("17", "17 Ivory", "17 象牙"),
                ("21", "21 Light", "21 自然"), ("23", "23 Natural", "23 健康"),
            ]),
            ("Set", "組合", [("S", "Single", "單入"), ("R", "With refill", "含補充包")]),
        ],
    ),
    ("CRM", "Barrier Cream 80ml", "屏障面霜 80ml", 101905, 27900, 0.21, []),
    ("LOT", "Body Lotion 300ml", "身體乳 300ml", 101931, 15900, 0.38, []),
    (
        "MSK", "Sheet Mask", "面膜", 101903, 2900, 0.03,
        [("Pack", "包裝", [
            ("1", "1 sheet", "1 片"), ("5", "5 sheets", "5 片"), ("10", "10 sheets", "10 片"),
        ])],
    ),
    ("TRT", "Hair Treatment 250ml", "護髮膜 250ml", 101920, 16900, 0.31, []),
    ("MIS", "Facial Mist 120ml", "保濕噴霧 120ml", 101901, 13900, 0.17, []),
    (
        "HND", "Perfume Hand Cream 50ml", "香氛護手霜 50ml", 101930, 8900, 0.07,
        [("Scent", "香味", [
            ("CT", "Cotton", "棉花"), ("PE", "Peony", "牡丹"), ("WD", "White Woody", "白木"),
        ])],
    ),
]  # fmt: skip

# Prices of an item's variations may not differ by more than five times
PACK_FACTORS = {"1": 1.0, "5": 2.8, "10": 4.8, "R": 1.45}

DESCRIPTION = (
    "{brand} {name}\n\nMade in Korea. Ships from our warehouse in Incheon.\n"
    "- Dermatologically tested, suitable for sensitive skin\n- Free of parabens and mineral oil\n\n"
    "How to use: apply an appropriate amount after cleansing and pat gently until absorbed."
)
DESCRIPTION_ZH = (
    "{brand} {name}\n\n韓國製造，由仁川倉庫直送。\n- 通過皮膚測試，敏感肌適用\n"
    "- 不含對羥基苯甲酸酯及礦物油\n\n"
    "使用方法：潔面後取適量輕拍至吸收。"
)

BUYERS = {
    "SG": (
        ["Tan Wei Ling", "Nur Aisyah", "Lim Jia Hui", "Priya Nair", "Goh Shu Min", "Rachel Ong"],
        ["Blk 214 Tampines St 23 #08-112", "31 Bukit Batok Ave 5 #11-04", "8 Marine Vista #20-71"],
        ["Singapore"], "65", ["520214", "659790", "449032"],
    ),
    "TW": (
        ["林怡君", "陳雅婷", "張家豪", "王淑芬", "李佩珊", "黃冠廷"],
        ["中山區民生東路一段25號3樓", "板橋區文化路二段110號", "西屯區台灣大道三段99號"],
        ["台北市", "新北市", "台中市"], "886", ["104", "220", "407"],
    ),
    "MY": (
        ["Siti Hajar", "Chong Mei Yee", "Farah Nabila", "Kavitha Raj", "Lee Xin Yi", "Aina Sofea"],
        ["12 Jalan SS2/24", "A-15-3 Residensi Cheras", "47 Lorong Delima 3"],
        ["Petaling Jaya", "Kuala Lumpur", "George Town"], "60", ["47300", "56100", "11700"],
    ),
}  # fmt: skip

MESSAGES = [
    "", "", "", "", "Please pack carefully, it is a gift. Thank you!", "請用環保包裝，謝謝",
    "선물용이에요. 예쁘게 포장해 주세요!", "Kindly check the expiry date.",
]  # fmt: skip
NOTES = ["", "", "", "VIP - 샘플 2개 추가", "재포장 필요", "Add a thank-you card"]
BUYER_CANCEL_REASONS = [
    "Found cheaper elsewhere", "Need to change delivery address", "Don't want to buy anymore",
    "Need to input/change voucher code",
]  # fmt: skip
RETURN_REASONS = [
    ("DAMAGED_OTHERS", "The pump was broken and it leaked."), ("WRONG_ITEM", "收到的色號不對"),
    ("CHANGE_MIND", "Did not suit my skin"), ("NOT_RECEIPT", "Never received the parcel"),
]  # fmt: skip
PAYMENT_METHODS = {
    "SG": ["Credit Card", "ShopeePay Balance", "PayNow"],
    "TW": ["信用卡/VISA金融卡", "銀行轉帳", "ShopeePay"],
    "MY": ["Online Banking", "ShopeePay Balance", "Credit Card/Debit Card"],
}
