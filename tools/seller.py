"""The Korean seller of demo, end-to-end tests and bench."""

COMPANY = {
    "name": "Hanbit Cosmetics Co., Ltd.",
    "street": "12 Seongsui-ro",
    "city": "Seoul",
    "zip": "04782",
    "phone": "+82 2-1234-5678",
    "email": "hello@hanbit.example.com",
}
#: Korean won for one unit of each currency.
RATES = {"SGD": 1047.0, "TWD": 43.5, "MYR": 325.0, "USD": 1390.0}
#: Exports are zero-rated in Korea.
EXPORT_TAX = "l10n_kr_Sales_0_ex"
#: Login (which is the password, too) -> name and groups.
LOGINS = {
    "seller": ("Kim Seo-yeon (seller)", ["shopee_krsc_connector.group_shopee_user"]),
    "warehouse": ("Park Ji-ho (warehouse)", ["stock.group_stock_user"]),
    "accountant": ("Lee Min-jun (accountant)", ["account.group_account_invoice"]),
}
ADMIN_GROUPS = [
    "account.group_account_manager",
    "sales_team.group_sale_manager",
    "shopee_krsc_connector.group_shopee_manager",
    "stock.group_stock_manager",
]
#: Everybody's time zone.
TIMEZONE = "Asia/Seoul"
LANGUAGES = ["en_US", "ko_KR"]
