"""What happens between the granted authorisation and the first sync."""

from odoo import fields, models

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import merchant as merchant_api
from ..lib.api import shop as shop_api


class ShopeeAccount(models.Model):
    _inherit = "shopee.account"

    def _on_authorised(self, granted, main_account_id=""):
        """Create what was granted and start reading it.

        :param list granted: ``(kind, platform id)`` tuples
        :return: shops that were granted
        """
        self.ensure_one()
        account = self.sudo()
        account.write({"main_account_id": main_account_id, "connected_at": fields.Datetime.now()})
        merchants = account._ensure_principals(
            "shopee.merchant", "merchant_id", [pid for kind, pid in granted if kind == "merchant"]
        )
        shops = account._ensure_principals(
            "shopee.shop", "shop_id", [pid for kind, pid in granted if kind == "shop"]
        )
        shops.filtered(lambda s: s.state == "attention").state = "connecting"
        account._enqueue_connect(merchants, shops, "connect")
        return shops

    def _ensure_principals(self, model, field, platform_ids):
        """Records of these platform ids, created under this account where missing.

        A shop that another company has connected stays with it: its id is unique in the database.
        """
        records = self.env[model].sudo().with_context(active_test=False)
        known = records.search([(field, "in", platform_ids)])
        mine = known.filtered(lambda record: record.account_id == self)
        missing = [pid for pid in platform_ids if pid not in set(known.mapped(field))]
        created = records.create([{field: pid, "name": pid, "account_id": self.id} for pid in missing])
        mine.filtered(lambda record: not record.active).active = True
        return mine | created

    def _retry_run(self, run):
        """Read the connected stores again."""
        self._retry_connection(self.merchant_ids, self.shop_ids)

    def _retry_connection(self, merchants=None, shops=None):
        """Read again what is connected; nothing else is started by it."""
        for account in self:
            account._enqueue_connect(
                (merchants or self.env["shopee.merchant"]).filtered(
                    lambda merchant, account=account: merchant.account_id == account
                ),
                (shops or self.env["shopee.shop"]).filtered(
                    lambda shop, account=account: shop.account_id == account
                ),
                "manual",
            )

    def _enqueue_connect(self, merchants, shops, trigger):
        """Job that reads merchants and shops and sets them up.

        :param str trigger: ``connect`` also starts the first sync
        """
        run = self.env["shopee.sync.run"]._start("connect", self, trigger=trigger)
        run._enqueue(
            "_job_connect",
            merchants.ids,
            shops.ids,
            channel=CHANNEL_PULL,
            priority=1,
            key=f"shopee:run:{run.id}:connect",
            description=self.env._("Shopee: read the connected stores"),
        )
        return run


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    @platform_job
    def _job_connect(self, merchant_ids, shop_ids):
        """Read what was connected, set it up and start the first sync."""
        merchants = self.env["shopee.merchant"].browse(merchant_ids).exists()
        shops = self.env["shopee.shop"].browse(shop_ids).exists()
        merchant_data = {merchant: merchant._fetch_connection() for merchant in merchants}
        shop_data = {shop: shop._fetch_connection() for shop in shops}
        for merchant, data in merchant_data.items():
            merchant._apply_connection(data)
        for shop, info in shop_data.items():
            shop._apply_connection(info)
        self._report(created=len(shops) + len(merchants), is_last=True)
        if self.trigger == "connect":
            self._start_first_sync(merchants, shops)

    def _start_first_sync(self, merchants, shops):
        """Catalogue, then orders; where no merchant was granted, orders at once."""
        for merchant in merchants.filtered(lambda merchant: not merchant.orders_only):
            merchant._start_first_sync()
        shops.filtered("orders_only")._pull_history(trigger="connect")


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _fetch_connection(self):
        """merchant/get_merchant_info, get_shop_list_by_merchant, get_merchant_warehouse_location_list."""
        with self._api() as client:
            info = merchant_api.get_merchant_info(client)
            shops, page_no = [], 1
            while True:
                page = merchant_api.get_shop_list_by_merchant(client, page_no=page_no)
                shops += page.items
                if not page.more:
                    break
                page_no += 1
            locations = merchant_api.get_merchant_warehouse_location_list(client)
        return info, shops, locations

    def _apply_connection(self, data):
        info, shops, locations = data
        self.write(self._prepare_merchant_vals(info))
        self._ensure_warehouses([location.location_id for location in locations])
        ids = [shop.shop_id for shop in shops]
        self.env["shopee.shop"].search(
            [("shop_id", "in", ids), ("account_id", "=", self.account_id.id)]
        ).merchant_id = self
        self._raise_connection_issues()

    def _raise_connection_issues(self):
        issues = self.env["shopee.issue"]
        if self.orders_only:
            issues._raise_issues("merchant_orders_only", "connection", {self: {}})
        else:
            issues._solve(self, ["merchant_orders_only"])


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def _fetch_connection(self):
        """shop/get_shop_info"""
        with self._api() as client:
            return shop_api.get_shop_info(client)

    def _apply_connection(self, info):
        """Set the store up for selling: currency, pricelist, team, customer, menu."""
        self.ensure_one()
        self.write(self._prepare_shop_vals(info))
        if not self.pricelist_id:
            self.pricelist_id = self.env["product.pricelist"].create(self._prepare_pricelist_vals())
        if not self.team_id:
            self.team_id = self.env["crm.team"].create(self._prepare_team_vals())
        if not self.partner_id:
            self.partner_id = self.env["res.partner"].create(self._prepare_customer_vals())
        self._ensure_menu()
        self._check_currency_rate()
        issues = self.env["shopee.issue"]
        if not self.merchant_id:
            issues._raise_issues("shop_without_merchant", "connection", {self: {}})
        else:
            issues._solve(self, ["shop_without_merchant"])
        issues._solve(self, ["authorisation_lost"])

    def _prepare_shop_vals(self, info):
        """:param info: ``ShopInfo``"""
        country = self.env["res.country"].search([("code", "=", info.region)], limit=1)
        currency = self._market_currency(country)
        if currency and not currency.active:
            currency.active = True
        vals = {
            "shopee_name": info.name,
            "region": info.region,
            "country_id": country.id,
            "currency_id": currency.id,
            "authorised_until": info.expire_time,
            "state": "connected",
        }
        if self.name == self.shop_id:
            vals["name"] = info.name or self.shop_id
        if not self.connected_at:
            vals["connected_at"] = fields.Datetime.now()
        if info.merchant_id and not self.merchant_id:
            vals["merchant_id"] = (
                self.env["shopee.merchant"]
                .search(
                    [
                        ("merchant_id", "=", info.merchant_id),
                        ("account_id", "=", self.account_id.id),
                    ],
                    limit=1,
                )
                .id
            )
        return vals

    def _market_currency(self, country):
        """Currency of the market: Shopee names it on orders and prices only, so the country tells."""
        return country.with_context(active_test=False).currency_id

    def _prepare_pricelist_vals(self):
        return {
            "name": self.env._("Shopee %s", self.name),
            "currency_id": (self.currency_id or self.company_id.currency_id).id,
            "company_id": self.company_id.id,
        }

    def _prepare_team_vals(self):
        return {"name": self.name, "company_id": self.company_id.id, "user_id": self.user_id.id}

    def _prepare_customer_vals(self):
        return {
            "name": self.env._("Shopee %s customers", self.name),
            "company_id": self.company_id.id,
            "country_id": self.country_id.id,
            "is_company": True,
        }

    def _ensure_menu(self):
        """Menu entry of the store under Integrations > Ecommerce Sales Channels."""
        if self.menu_id:
            return
        action = self.env["ir.actions.act_window"].create(
            {
                "name": self.name,
                "res_model": "shopee.shop",
                "res_id": self.id,
                "view_mode": "form",
            }
        )
        parent = self.env.ref("shopee_krsc_connector.shopee_channels_menu")
        self.menu_id = self.env["ir.ui.menu"].create(
            {
                "name": self.name,
                "parent_id": parent.id,
                "action": f"ir.actions.act_window,{action.id}",
                "sequence": 10 + self.sequence,
            }
        )

    def _check_currency_rate(self, others=()):
        """Ask for a rate where a currency has none of the last 30 days: it would count as 1.

        :param others: currencies beside the store's own, as SIP affiliate orders bring them
        """
        issues = self.env["shopee.issue"]
        for shop in self:
            own = shop.company_id.currency_id
            missing = [
                currency.name
                for currency in {shop.currency_id, *others} - {own}
                if currency and not shop._has_recent_rate(currency)
            ]
            if missing:
                params = {"currency": ", ".join(sorted(missing)), "company_currency": own.name}
                issues._raise_issues("currency_without_rate", "money", {shop: params})
            elif not others:
                issues._solve(shop, ["currency_without_rate"])

    def _has_recent_rate(self, currency):
        limit = fields.Date.subtract(fields.Date.today(), days=30)
        return bool(
            self.env["res.currency.rate"].search_count(
                [
                    ("currency_id", "=", currency.id),
                    ("company_id", "in", [False, self.company_id.root_id.id]),
                    ("name", ">=", limit),
                ],
                limit=1,
            )
        )
