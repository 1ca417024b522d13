from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.shopee_order_invoice_button import INVOICERS
from .common_accounting import AccountingCase


@tagged("post_install", "-at_install")
class TestInvoices(AccountingCase):
    """None by default; a draft per completed order where the store is set so, never a second one."""

    def test_none_by_default(self):
        self.shop.invoice_policy = "none"
        self.assertEqual(self.env["shopee.shop"].new({}).invoice_policy, "none")
        order = self.completed()
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.assertFalse(order.invoice_drafted)

    def test_a_draft_in_the_journal_of_the_store(self):
        order = self.completed()
        invoice = order.sale_order_id.invoice_ids
        self.assertRecordValues(
            invoice,
            [
                {
                    "move_type": "out_invoice",
                    "state": "draft",
                    "journal_id": self.journal.id,
                    "shopee_shop_id": self.shop.id,
                    "currency_id": self.sgd.id,
                    "amount_total": 20.0,
                }
            ],
        )

    def test_the_fiscal_position_of_the_store(self):
        position = self.env["account.fiscal.position"].create({"name": "Cross-border"})
        self.shop.fiscal_position_id = position
        order = self.completed()
        self.assertEqual(order.sale_order_id.invoice_ids.fiscal_position_id, position)

    def test_never_twice(self):
        order = self.completed()
        for _time in range(2):
            with trap_jobs() as trap:
                self.change_order("COMPLETED", note="read again")
                self.env["shopee.shop"]._cron_after_sale()
                trap.perform_enqueued_jobs()
        order._job_draft_invoices()
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)

    def test_an_accountant_drafts_the_invoices_of_chosen_orders(self):
        """Without a salesperson's rights; a second press finds nothing to invoice."""
        self.shop.invoice_policy = "none"
        order = self.completed()
        accountant = new_test_user(self.env, "drafter", groups=f"base.group_user,{INVOICERS}")
        orders = order.with_user(accountant)
        action = orders.action_draft_invoices()
        invoice = self.env["account.move"].with_user(accountant).search(action["domain"])
        self.assertEqual(invoice, order.sale_order_id.invoice_ids)
        self.assertEqual((invoice.state, invoice.journal_id), ("draft", self.journal))
        with self.assertRaisesRegex(UserError, "invoiced already"):
            orders.action_draft_invoices()
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)

    def test_drafting_by_hand_says_why_not_and_is_for_invoicers(self):
        self.shop.invoice_policy = "none"
        order = self.completed()
        reader = new_test_user(
            self.env, "no_drafter", groups="base.group_user,account.group_account_readonly"
        )
        with self.assertRaises(AccessError):
            order.with_user(reader).action_draft_invoices()
        self.env["account.journal"].search([("type", "=", "sale")]).active = False
        self.shop.journal_id = False
        invoicer = new_test_user(self.env, "drafter", groups=f"base.group_user,{INVOICERS}")
        with self.assertRaisesRegex(UserError, order.order_sn):
            order.with_user(invoicer).action_draft_invoices()
        self.assertFalse(order.sale_order_id.invoice_ids or order.invoice_drafted)

    def test_a_deleted_draft_stays_deleted(self):
        order = self.completed()
        order.sale_order_id.invoice_ids.unlink()
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            self.assertFalse(self.jobs_of(trap, "_job_draft_invoices"))
        order._job_draft_invoices()
        self.assertFalse(order.sale_order_id.invoice_ids)

    def test_an_invoice_made_by_hand_is_the_one(self):
        order = self.delivered_order("TO_CONFIRM_RECEIVE")
        by_hand = order.sale_order_id._create_invoices()
        with trap_jobs() as trap:
            self.change_order("COMPLETED")
            trap.perform_enqueued_jobs()
        order._job_draft_invoices()
        self.assertEqual(order.sale_order_id.invoice_ids, by_hand)

    def test_orders_completed_before_get_none(self):
        self.shop.invoice_from = datetime(2026, 6, 1)
        self.assertFalse(self.completed().sale_order_id.invoice_ids)

    def test_an_open_transfer_is_waited_for(self):
        self.new_order()
        with trap_jobs() as trap:
            order = self.change_order("COMPLETED", "LOGISTICS_DELIVERY_DONE")
            trap.perform_enqueued_jobs()
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.validate(order.picking_ids)
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.invoice_ids.amount_total, 20.0)

    def test_what_accounting_refuses_is_listed_and_retried(self):
        self.shop.journal_id = False
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        journals.active = False
        order = self.completed()
        issue = self.env["shopee.issue"].search([("code", "=", "not_invoiced"), ("res_id", "=", order.id)])
        self.assertEqual(issue.state, "open")
        self.assertFalse(order.invoice_drafted)
        journals.active = True
        with trap_jobs() as trap:
            issue.action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)
        self.assertEqual(issue.state, "solved")


@tagged("post_install", "-at_install")
class TestAccountant(AccountingCase):
    """An accountant reads all of it without any right of Shopee, and changes nothing."""

    def test_reads_orders_invoices_and_returns_per_store_and_currency(self):
        order, invoice = self.invoiced()
        one = self.returned(order)
        for group in ("account.group_account_readonly", "account.group_account_invoice"):
            user = new_test_user(self.env, f"reader_{group[-8:]}", group)
            for name, record in (
                ("shopee_order_accounting_action", order),
                ("shopee_invoice_action", invoice),
                ("shopee_return_accounting_action", one),
            ):
                action = self.env.ref(f"shopee_krsc_connector.{name}")
                model = self.env[action.res_model].with_user(user)
                domain = [*safe_eval(action.domain or "[]"), ("id", "=", record.id)]
                owner = "shopee_shop_id" if action.res_model == "account.move" else "shop_id"
                groups = model._read_group(domain, [owner, "currency_id"], ["__count"])
                self.assertEqual(
                    [(shop.id, currency.id, count) for shop, currency, count in groups],
                    [(self.shop.id, self.sgd.id, 1)],
                )
                for view in action.view_ids.view_id:
                    self.assertIn(f"<{view.type}", model.get_view(view.id, view.type)["arch"])
                spec = {"display_name": {}, owner: {"fields": {"display_name": {}}}}
                self.assertTrue(model.browse(record.id).web_read(spec))

    def test_opens_the_whole_return(self):
        """Every field of the form, those of the lines included; so does who may not read the sales order."""
        order, _invoice = self.invoiced()
        order.sale_order_id.user_id = self.env.user
        one = self.returned(order)
        for group in (
            "account.group_account_readonly",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman",
        ):
            user = new_test_user(self.env, f"opener_{group[-8:]}", group)
            returns = one.with_user(user)
            self.env.invalidate_all()
            form = returns.get_view(self.env.ref("shopee_krsc_connector.shopee_return_view_form").id, "form")
            arch = etree.fromstring(form["arch"])
            names = {
                node.get("name")
                for node in arch.iter("field")
                if next(node.iterancestors("list"), None) is None
            }
            lines = {node.get("name") for node in arch.iterfind(".//field[@name='line_ids']//field")}
            spec = {name: {} for name in names | {"line_ids"}}
            spec["line_ids"] = {"fields": {name: {} for name in lines}}
            [row] = returns.web_read(spec)
            self.assertEqual(len(row["line_ids"]), 1)
            self.assertTrue(row["next_step"])

    def test_orders_are_summed_at_what_is_true(self):
        """Shopee names no total of affiliate orders: the sales order has one."""
        order = self.completed()
        usd = self.env.ref("base.USD")
        self.add_stock(self.cream, 2)
        affiliate = self.read_orders(self.order_payload(currency="USD", total_amount=0.0))
        self.assertTrue(affiliate.is_affiliate)
        self.assertEqual((affiliate.currency_id, affiliate.sale_order_id.currency_id), (usd, usd))
        groups = self.env["shopee.order"]._read_group(
            [("id", "in", (order | affiliate).ids)], ["currency_id"], ["amount_total:sum"]
        )
        self.assertEqual(dict(groups), {self.sgd: 20.0, usd: 20.0})

    def test_only_what_was_refunded_is_summed(self):
        order = self.completed()
        returns = self.returned(order, "REQUESTED") | self.returned(order, "CANCELLED")
        returns |= self.returned(order, "CLOSED")
        [[refunded]] = self.env["shopee.return"]._read_group(
            [("id", "in", returns.ids)], aggregates=["refunded_amount:sum"]
        )
        self.assertEqual(refunded, 10.0)
        actions = self.env.ref("shopee_krsc_connector.shopee_return_accounting_action")
        for view in actions.view_ids.view_id.filtered(lambda view: view.type in ("pivot", "graph")):
            self.assertIn('name="refunded_amount" type="measure"', view.arch)

    def test_changes_nothing(self):
        order, _invoice = self.invoiced()
        one = self.returned(order)
        user = new_test_user(self.env, "reader", "account.group_account_invoice")
        for record, vals in ((order, {"note": "x"}), (one, {"status": "CLOSED"}), (self.shop, {"name": "x"})):
            with self.assertRaises(AccessError):
                record.with_user(user).write(vals)

    def test_the_credit_note_by_hand_needs_the_right_to_make_one(self):
        order, _invoice = self.invoiced()
        one = self.returned(order)
        one.credit_note_id.unlink()
        worker = new_test_user(self.env, "credit_worker", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            one.with_user(worker).action_draft_credit_note()
        accountant = new_test_user(self.env, "crediter", "account.group_account_invoice")
        one.with_user(accountant).action_draft_credit_note()
        self.assertTrue(one.credit_note_id)

    def test_menus_lead_somewhere(self):
        user = new_test_user(self.env, "menu_reader", "account.group_account_invoice")
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        names = {menu.get("xmlid", "").partition(".")[2]: menu for menu in menus.values()}
        children = names["shopee_accounting_menu"]["children"]
        self.assertEqual(len(children), 3)
        for child in children:
            self.assertTrue(menus[child]["action_model"])
