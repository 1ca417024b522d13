from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import hash_sign

from odoo.addons.queue_job.tests.common import trap_jobs

from ..controllers.oauth import SCOPE
from ..lib.errors import AuthorisationLost, Misconfigured, Rejected, Unavailable
from .common import FakeClient, ShopeeCase


@tagged("post_install", "-at_install")
class TestConnect(ShopeeCase):
    """From the granted authorisation to a store that is set up."""

    def answer_connection(self, region="KR", upgraded=True):
        until = int((datetime(2027, 1, 1) - datetime(1970, 1, 1)).total_seconds())
        self.client.answers = {
            "merchant/get_merchant_info": {
                "merchant_name": "Hanbit Beauty",
                "merchant_region": region,
                "merchant_currency": "KRW",
                "is_upgraded_cbsc": upgraded,
                "expire_time": until,
            },
            "merchant/get_shop_list_by_merchant": {
                "shop_list": [{"shop_id": 220000555}],
                "more": False,
            },
            "merchant/get_merchant_warehouse_location_list": [],
            "shop/get_shop_info": {
                "shop_name": "hanbit.tw",
                "region": "TW",
                "merchant_id": 3300046,
                "is_upgraded_cbsc": upgraded,
                "expire_time": until,
                "status": "NORMAL",
            },
        }

    def connect(self, merchant=True):
        granted = [("shop", "220000555")] + ([("merchant", "3300046")] if merchant else [])
        with trap_jobs() as trap:
            self.account._on_authorised(granted, "8800123")
            run = self.env["shopee.sync.run"].search([("kind", "=", "connect")], limit=1)
            trap.assert_jobs_count(1, only=run._job_connect)
            trap.perform_enqueued_jobs()
            jobs = list(trap.enqueued_jobs)
        shop = self.env["shopee.shop"].search([("shop_id", "=", "220000555")])
        return shop, jobs

    def test_store_is_set_up(self):
        twd = self.env.ref("base.TWD")
        twd.active = False
        self.answer_connection()
        shop, jobs = self.connect()
        self.assertEqual((shop.state, shop.name, shop.region), ("connected", "hanbit.tw", "TW"))
        self.assertTrue(twd.active)
        self.assertEqual(shop.currency_id, twd)
        self.assertEqual(shop.pricelist_id.currency_id, twd)
        self.assertEqual(shop.team_id.name, "hanbit.tw")
        self.assertEqual(shop.merchant_id.name, "Hanbit Beauty")
        self.assertFalse(shop.orders_only)
        self.assertEqual(shop.merchant_id.warehouse_ids.warehouse_id, self.warehouse)
        self.assertEqual(shop.merchant_id.stock_mode, "draft")
        self.assertTrue(jobs, "the first sync starts by itself")
        self.assertEqual(self.account.main_account_id, "8800123")

    def test_warehouses_are_asked_for_only_where_there_are_several(self):
        self.answer_connection()
        self.connect()
        issues = self.env["shopee.issue"].search([("code", "=", "choose_warehouses")])
        self.assertFalse(issues)
        self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        merchant = self.env["shopee.merchant"].search([("merchant_id", "=", "3300046")])
        merchant.warehouse_ids.unlink()
        self.connect()
        issue = self.env["shopee.issue"].search([("code", "=", "choose_warehouses")])
        self.assertEqual(issue.merchant_id, merchant)
        self.assertIn(self.warehouse.name, issue.message)
        issue.action_retry()
        self.assertEqual(issue.state, "solved")

    def test_currency_without_rate_is_an_issue_with_its_fix(self):
        self.answer_connection()
        shop, _jobs = self.connect()
        issue = self.env["shopee.issue"].search(
            [("code", "=", "currency_without_rate"), ("shop_id", "=", shop.id)]
        )
        self.assertEqual(issue.state, "open")
        self.assertIn("TWD", issue.message)
        self.env["res.currency.rate"].create(
            {"currency_id": shop.currency_id.id, "rate": 32.0, "company_id": self.company.id}
        )
        issue.action_retry()
        self.assertEqual(issue.state, "solved")

    def test_login_without_merchant_connects_for_orders_only(self):
        self.answer_connection()
        shop, jobs = self.connect(merchant=False)
        self.assertTrue(shop.orders_only)
        self.assertIn("Auth Merchant", shop.orders_only_reason)
        self.assertEqual([job.method_name for job in jobs], ["_job_list_orders"])

    def test_foreign_merchant_connects_for_orders_only(self):
        self.answer_connection(region="CN")
        shop, _jobs = self.connect()
        self.assertTrue(shop.orders_only)
        self.assertIn("CN", shop.orders_only_reason)

    def test_merchant_without_upgrade_connects_for_orders_only(self):
        self.answer_connection(upgraded=False)
        shop, _jobs = self.connect()
        self.assertTrue(shop.orders_only)

    def test_connecting_sends_nothing(self):
        self.answer_connection()
        self.connect()
        self.assertFalse([path for path, _params in self.client.calls if "/get_" not in path])

    def test_addresses(self):
        for address in ("ftp://x", "http://example.com", "shopee.sg", ""):
            with self.assertRaises(ValidationError):
                self.account.custom_host = address
        for address in ("https://example.com", "http://localhost:8099", "http://127.0.0.1:8099"):
            self.account.custom_host = address

    def test_partner_id_is_a_number(self):
        with self.assertRaises(ValidationError):
            self.account.api_partner_id = "my partner"

    def test_messages_of_a_failed_exchange(self):
        cases = [
            (Misconfigured("sign", code="error_sign", request_id="r1"), "partner key"),
            (Rejected("invalid_code", "used", "r2"), "already used"),
            (Unavailable("timeout"), "cannot be reached"),
        ]
        for error, part in cases:
            with (
                patch(
                    "odoo.addons.shopee_krsc_connector.models.shopee_account.auth.get_token",
                    side_effect=error,
                ),
                self.assertRaisesRegex(UserError, part),
            ):
                self.account._exchange_code("code", "8800123")

    def test_other_company_keeps_its_shop(self):
        other = self.env["res.company"].create({"name": "Other"})
        account = self.account.copy({"company_id": other.id, "partner_key": "k"})
        records = account._ensure_principals("shopee.shop", "shop_id", [self.shop.shop_id])
        self.assertFalse(records)
        self.assertEqual(self.shop.account_id, self.account)


@tagged("post_install", "-at_install")
class TestOAuthRoutes(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["shopee.account"].create(
            {
                "environment": "custom",
                "custom_host": "http://localhost:1",
                "api_partner_id": "1000001",
                "partner_key": "test-partner-key",
            }
        )

    def leave(self):
        """Press Connect; return the state that the link to Shopee carries back."""
        answer = self.url_open(f"/shopee/connect/{self.account.id}", allow_redirects=False)
        redirect = parse_qs(urlsplit(answer.headers["Location"]).query)["redirect"][0]
        return parse_qs(urlsplit(redirect).query)["state"][0]

    def test_connect_leaves_for_a_signed_link(self):
        self.authenticate("admin", "admin")
        answer = self.url_open(f"/shopee/connect/{self.account.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 302)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        self.assertEqual(query["partner_id"], ["1000001"])
        self.assertRegex(query["sign"][0], "^[0-9a-f]{64}$")
        self.assertIn(f"/shopee/oauth/{self.account.id}?state=", query["redirect"][0])
        self.assertNotIn("test-partner-key", answer.headers["Location"])

    def test_cancelled_consent(self):
        self.authenticate("admin", "admin")
        answer = self.url_open(f"/shopee/oauth/{self.account.id}?state={self.leave()}")
        self.assertIn("without granting access", answer.text)

    def test_state_is_good_once(self):
        self.authenticate("admin", "admin")
        address = f"/shopee/oauth/{self.account.id}?state={self.leave()}"
        self.assertIn("without granting access", self.url_open(address).text)
        self.assertIn("does not belong to your session", self.url_open(address).text)

    def test_state_of_somebody_else_or_none(self):
        self.authenticate("admin", "admin")
        mine = self.leave()
        stranger = hash_sign(self.env, SCOPE, [self.account.id, 1, "nonce"], expiration_hours=1)
        for state in ("", "forged", "Zm9yZ2Vk", stranger, mine[:-4]):
            answer = self.url_open(
                f"/shopee/oauth/{self.account.id}?state={state}&code=abc&main_account_id=1"
            )
            self.assertIn("does not belong to your session", answer.text)
        self.assertFalse(self.account.connected_at)

    def test_only_managers_connect(self):
        self.env["res.users"].create({"name": "Seller", "login": "seller", "password": "seller-pass"})
        self.authenticate("seller", "seller-pass")
        answer = self.url_open(f"/shopee/connect/{self.account.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 403)


@tagged("post_install", "-at_install")
class TestAuthorisationLife(ShopeeCase):
    def setUp(self):
        super().setUp()
        self.token = self.env["shopee.token"].create(
            {
                "kind": "shop",
                "principal_id": self.shop.shop_id,
                "account_id": self.account.id,
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "expires_at": fields.Datetime.now() + timedelta(hours=3),
            }
        )

    def test_lost_authorisation_is_shown(self):
        self.token.write({"state": "lost", "lost_reason": "shop_access_expired"})
        self.account._job_check_authorisations()
        self.assertEqual(self.shop.state, "attention")
        issue = self.env["shopee.issue"].search([("code", "=", "authorisation_lost")])
        self.assertIn("shop_access_expired", issue.message)
        self.assertIn(self.shop.name, self.account.activity_ids.note)

    def test_activity_before_the_end(self):
        for days, expected in ((31, 0), (30, 1), (20, 0), (14, 1), (7, 1), (1, 1)):
            self.account.activity_ids.unlink()
            self.shop.authorised_until = fields.Datetime.now() + timedelta(days=days, minutes=1)
            self.account._job_check_authorisations()
            self.assertEqual(len(self.account.activity_ids), expected, f"{days} days before")

    def test_tokens_are_out_of_reach(self):
        for login in ("base.user_admin",):
            user = self.env.ref(login)
            self.assertFalse(self.env["shopee.token"].with_user(user).has_access("read"))

    def test_partner_key_is_for_managers(self):
        user = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller",
                "group_ids": [(4, self.env.ref("shopee_krsc_connector.group_shopee_user").id)],
            }
        )
        account = self.account.with_user(user)
        self.assertNotIn("partner_key", account.fields_get())
        self.assertEqual(account.name, "Hanbit")

    def test_fresh_token_is_used_without_a_call(self):
        with self.enter_registry_test_mode():
            token = self.env["shopee.token"]._access_token("shop", self.shop.shop_id)
        self.assertEqual(token, "access-1")

    def test_stale_token_is_refreshed_once(self):
        self.token.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        client = FakeClient()
        client.answers["auth/access_token/get"] = {
            "access_token": "access-2",
            "refresh_token": "refresh-2",
            "expire_in": 14400,
        }
        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.account), "_client", return_value=client),
        ):
            tokens = self.env["shopee.token"]
            first = tokens._access_token("shop", self.shop.shop_id)
            second = tokens._access_token("shop", self.shop.shop_id)
        self.assertEqual((first, second), ("access-2", "access-2"))
        [params] = client.params("auth/access_token/get")
        self.assertEqual(params["refresh_token"], "refresh-1")
        self.assertEqual(str(params["shop_id"]), self.shop.shop_id)

    def test_a_dead_refresh_token_is_shown_at_once(self):
        """Whoever meets it first has the stores told, not only the daily check."""
        self.token.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        client = FakeClient()

        def refuse(**params):
            raise AuthorisationLost("Invalid refresh_token.", code="error_shop_refresh_token")

        client.answers["auth/access_token/get"] = refuse
        jobs = [("method_name", "=", "_job_check_authorisations"), ("state", "=", "pending")]
        before = self.env["queue.job"].search_count(jobs)
        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.account), "_client", return_value=client),
        ):
            for _time in range(2):
                # assertRaises would roll back what is written on the token's cursor
                with suppress(AuthorisationLost):
                    self.env["shopee.token"]._access_token("shop", self.shop.shop_id)
                    self.fail("the refresh token is dead")
        self.token.invalidate_recordset()
        self.assertEqual(self.token.state, "lost")
        self.assertEqual(len(client.params("auth/access_token/get")), 1)
        self.assertEqual(self.env["queue.job"].search_count(jobs), before + 1)
