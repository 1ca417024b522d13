{
    "name": "Shopee KRSC Connector: Kits",
    "summary": "Sell kits on Shopee and ship them as their components",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Shopee KRSC Connector contributors",
    "website": "https://github.com/shopee-krsc-connector/shopee-krsc-connector",
    "license": "LGPL-3",
    "depends": ["shopee_krsc_connector", "sale_mrp"],
    "auto_install": True,
    "data": ["views/shopee_listing_views.xml"],
}
