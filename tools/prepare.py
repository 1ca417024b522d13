"""Make a fresh database the one of a Korean seller: company, currencies, logins, languages.

Run with `python -m tools.prepare <odoo.conf> <database>`, with l10n_kr installed; for the template
that demo, end-to-end tests and bench start from. Nothing in it is connected to Shopee yet.
"""

import sys

import odoo
from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry

from tools.seller import ADMIN_GROUPS, COMPANY, EXPORT_TAX, LANGUAGES, LOGINS, RATES, TIMEZONE

#: Scripts and styles that the first page would have to wait for.
BUNDLES = [
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_web",
    "web.assets_web_print",
]


def main(config: str, database: str) -> None:
    odoo.tools.config.parse_config(["-c", config, "-d", database])
    registry = Registry(database)
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        prepare_languages(env)
        prepare_company(env)
        prepare_rates(env)
        prepare_warehouse(env)
        prepare_logins(env)
        prepare_assets(env)


def prepare_languages(env) -> None:
    for code in LANGUAGES:
        env["res.lang"]._activate_and_install_lang(code)


def prepare_company(env) -> None:
    """Country, currency and chart of accounts: possible as long as there is no entry."""
    company = env.ref("base.main_company")
    won = env.ref("base.KRW")
    won.active = True
    company.write({**COMPANY, "country_id": env.ref("base.kr").id, "currency_id": won.id})
    charts = env["account.chart.template"].with_company(company)
    charts.try_loading("kr", company, install_demo=False)
    company.account_sale_tax_id = charts.ref(EXPORT_TAX)
    company.partner_id.tz = TIMEZONE


def prepare_rates(env) -> None:
    for name, won in RATES.items():
        currency = env.ref(f"base.{name}")
        currency.active = True
        env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": env.ref("base.main_company").id,
                "name": fields.Date.today(),
                "inverse_company_rate": won,
            }
        )


def prepare_warehouse(env) -> None:
    """Orders are picked first and handed to the carrier then, as in most warehouses that ship parcels."""
    settings = {"group_stock_multi_locations": True, "group_stock_adv_location": True}
    env["res.config.settings"].create(settings).execute()
    warehouse = env["stock.warehouse"].search([], limit=1)
    warehouse.write({"name": "Seoul", "code": "SEL", "delivery_steps": "pick_ship"})


def prepare_logins(env) -> None:
    env.ref("base.user_admin").write(
        {"group_ids": [Command.link(env.ref(group).id) for group in ADMIN_GROUPS], "tz": TIMEZONE}
    )
    for login, (name, groups) in LOGINS.items():
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@hanbit.example.com",
                "tz": TIMEZONE,
                "group_ids": [Command.link(env.ref(group).id) for group in ["base.group_user", *groups]],
            }
        )


def prepare_assets(env) -> None:
    for bundle in BUNDLES:
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=True).css()
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=True).js()


if __name__ == "__main__":
    main(*sys.argv[1:])
