"""The board of what has to leave, and reserving and the pick list from it."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.shopee_order_build import LOCK_BUILD
from .common_ship import ShipCase

# Half past ten on the 13th in UTC, half past seven in the evening in Seoul
NOW = "2026-01-13 10:30:00"


@tagged("post_install", "-at_install")
class TestShipBoard(ShipCase):
    def board(self, tz="Asia/Seoul"):
        return self.env["shopee.order"].with_context(tz=tz)

    def due_orders(self, *moments, **changes):
        """Orders in the order of their ship-by times (UTC)."""
        epoch = datetime(1970, 1, 1)
        stamps = [(datetime.fromisoformat(moment) - epoch) // timedelta(seconds=1) for moment in moments]
        return self.read_orders(*[self.order_payload(ship_by_date=stamp, **changes) for stamp in stamps])

    def groups(self, orders, tz="Asia/Seoul"):
        rows = self.board(tz)._read_group([("id", "in", orders.ids)], ["ship_due"], ["id:array_agg"])
        return {key: set(ids) for key, ids in rows}

    # ------------------------------------------------------------
    # DUE
    # ------------------------------------------------------------

    @freeze_time(NOW)
    def test_due_day_is_that_of_the_user(self):
        late, today, tomorrow, upcoming = orders = self.due_orders(
            "2026-01-13T10:29", "2026-01-13T14:59", "2026-01-13T15:00", "2026-01-14T15:00"
        )
        expected = {"late": late, "today": today, "tomorrow": tomorrow, "upcoming": upcoming}
        for key, order in expected.items():
            self.assertEqual(order.with_context(tz="Asia/Seoul").ship_due, key)
            domain = [("id", "in", orders.ids), ("ship_due", "=", key)]
            self.assertEqual(self.board().search(domain), order)
        self.assertEqual(self.groups(orders), {key: {order.id} for key, order in expected.items()})
        self.assertEqual(list(self.groups(orders)), list(expected), "groups stand in the order of time")
        in_utc = {"late": {late.id}, "today": {today.id, tomorrow.id}, "tomorrow": {upcoming.id}}
        self.assertEqual(self.groups(orders, "UTC"), in_utc)

    @freeze_time(NOW)
    def test_what_has_left_is_not_due(self):
        orders = self.due_orders("2026-01-13T10:00", "2026-01-13T10:00", "2026-01-13T10:00")
        arranged, shipped, unread = orders
        arranged.krsc_status = "PROCESSED"
        shipped.krsc_status = "SHIPPED"
        unread.krsc_status = False
        self.assertEqual(orders.mapped("ship_due"), ["late", False, False])
        self.assertEqual(self.groups(orders), {"late": {arranged.id}, False: {shipped.id, unread.id}})
        not_due = self.board().search([("id", "in", orders.ids), ("ship_due", "=", False)])
        self.assertEqual(not_due, (shipped | unread).sorted())

    @freeze_time(NOW)
    def test_board_is_grouped_by_due_day_store_and_carrier(self):
        orders = self.due_orders("2026-01-13T10:00", "2026-01-13T11:00")
        orders[1].shipping_carrier = "SLS Economy"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_order_to_ship_action"
        )
        search = self.env["ir.ui.view"].browse(action["search_view_id"][0])
        arch = html.fragment_fromstring(search.arch)
        defaults = safe_eval(action["context"])
        names = [name.removeprefix("search_default_") for name in sorted(defaults, key=defaults.get)]
        contexts = [arch.xpath(f"//filter[@name='{name}']/@context") for name in names]
        groupby = [safe_eval(context[0])["group_by"] for context in contexts if context]
        self.assertEqual(groupby, ["ship_due", "shop_id", "shipping_carrier"])
        domain = [*safe_eval(action["domain"]), ("id", "in", orders.ids)]
        board = self.board().with_context(**defaults)
        options = {"auto_unfold": True, "unfold_read_specification": {"order_sn": {}}}
        result = board.web_read_group(domain, groupby, **options)
        self.assertEqual([group["ship_due"] for group in result["groups"]], ["late", "today"])
        shown = [
            (group["ship_due"], store["shop_id"][0], carrier["shipping_carrier"], record["order_sn"])
            for group in result["groups"]
            for store in group["__groups"]["groups"]
            for carrier in store["__groups"]["groups"]
            for record in carrier["__records"]
        ]
        late, today = orders
        self.assertEqual(
            shown,
            [
                ("late", self.shop.id, "Standard International", late.order_sn),
                ("today", self.shop.id, "SLS Economy", today.order_sn),
            ],
        )

    # ------------------------------------------------------------
    # RESERVE
    # ------------------------------------------------------------

    def test_reserve_tells_what_is_missing(self):
        first, second = orders = self.due_orders("2026-01-15T10:00", "2026-01-14T10:00")
        self.assertEqual(orders.mapped("stock_condition"), ["none", "none"])
        self.add_stock(self.cream, 3)
        action = orders.action_reserve()
        self.assertEqual((first.stock_condition, second.stock_condition), ("part", "full"), "due first")
        self.assertIn("1 of 2 orders", action["params"]["title"])
        self.assertIn(first.order_sn, action["params"]["message"])
        self.assertIn("Snail Cream", action["params"]["message"])
        self.assertNotIn(second.order_sn, action["params"]["message"])
        self.add_stock(self.cream, 5)
        self.assertEqual(orders.action_reserve()["params"]["type"], "success")

    def test_their_transfers_are_validated_together(self):
        first, second = orders = self.due_orders("2026-01-15T10:00", "2026-01-14T10:00")
        self.add_stock(self.cream, 5)
        orders.action_reserve()
        action = orders.action_view_transfers()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, (first | second).picking_ids)
        found.move_ids.picked = True
        found.button_validate()
        with self.assertRaises(UserError):
            orders.action_view_transfers()

    def test_order_that_is_not_built_has_no_goods(self):
        kept = self.read_orders(self.order_payload())
        self.add_stock(self.cream, 2)
        blocked = kept.copy({"order_sn": "260110BLOCKED", "shop_id": self.shop.id})
        action = (kept | blocked).action_reserve()
        self.assertIn("1 of 2 orders", action["params"]["title"])
        self.assertIn("260110BLOCKED (not built yet)", action["params"]["message"])

    def test_warehouse_user_reserves(self):
        user = new_test_user(self.env, "board_picker", groups="stock.group_stock_user")
        order = self.read_orders(self.order_payload())
        self.add_stock(self.cream, 2)
        order.with_user(user).action_reserve()
        self.assertEqual(order.stock_condition, "full")

    def test_reserving_waits_for_a_batch_being_built(self):
        order = self.read_orders(self.order_payload())
        self.add_stock(self.cream, 2)
        with self.env.registry._db.cursor() as other:
            other.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_BUILD, self.company.id))
            with self.assertRaisesRegex(UserError, "Try again"):
                order.action_reserve()
        order.action_reserve()
        self.assertEqual(order.stock_condition, "full")

    # ------------------------------------------------------------
    # PICK LIST
    # ------------------------------------------------------------

    def shelf(self, name):
        return self.env["stock.location"].create(
            {"name": name, "location_id": self.warehouse.lot_stock_id.id}
        )

    def shelved_orders(self):
        """Orders whose goods lie, in the order of import, on shelf B, on A, on B and on both."""
        for name, product, quantity in (("A", self.stick, 5), ("B", self.cream, 20)):
            self.env["stock.quant"]._update_available_quantity(product, self.shelf(name), quantity)
        orders = self.read_orders(
            self.order_payload([(self.cream, 2, 10.0)]),
            self.order_payload([(self.stick, 1, 5.0)]),
            self.order_payload([(self.cream, 3, 10.0)]),
            self.order_payload([(self.cream, 1, 10.0), (self.stick, 2, 5.0)]),
        )
        self.assertEqual(set(orders.mapped("stock_condition")), {"full"})
        return orders

    def pick_list(self, orders):
        report = "shopee_krsc_connector.pick_list"
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(report, orders.ids)
        return html.fromstring(content)

    def table(self, page, name):
        rows = page.xpath(f"//table[@name='{name}']/tbody/tr")
        return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]

    def test_pick_list_goes_along_the_shelves(self):
        first, second, third, fourth = orders = self.shelved_orders()
        page = self.pick_list(orders)
        stock = self.warehouse.lot_stock_id.complete_name
        self.assertEqual(
            self.table(page, "totals"),
            [
                [f"{stock}/A", "[SS-20] Sun Stick", "3"],
                [f"{stock}/B", "[SC-50] Snail Cream", "6"],
            ],
        )
        rows = self.table(page, "orders")
        expected = [second, fourth, first, third]
        self.assertEqual([row[0] for row in rows], ["1", "2", "3", "4"])
        for row, order in zip(rows, expected, strict=True):
            self.assertIn(order.order_sn, row[1])
        self.assertEqual(rows[1][4], "2 × [SS-20] Sun Stick 1 × [SC-50] Snail Cream")

    def test_pick_list_names_lots(self):
        self.cream.tracking = "lot"
        for name in ("L2", "L1"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": self.cream.id})
            shelf = self.warehouse.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(self.cream, shelf, 2, lot_id=lot)
        order = self.read_orders(self.order_payload([(self.cream, 3, 10.0)]))
        page = self.pick_list(order)
        stock = self.warehouse.lot_stock_id.complete_name
        totals = self.table(page, "totals")
        self.assertEqual(
            [row[:3] for row in totals], [[stock, "[SC-50] Snail Cream", lot] for lot in ("L1", "L2")]
        )
        self.assertEqual({row[3] for row in totals}, {"1", "2"})
        self.assertIn("[SC-50] Snail Cream (L1)", self.table(page, "orders")[0][4])

    def test_order_of_many_takes_no_more_queries_than_that_of_two(self):
        orders = self.ready_orders(6)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some._in_pick_order()
            return self.env.cr.sql_log_count - start

        self.assertEqual(count(orders), count(orders[:2]))

    def test_pick_list_leaves_out_what_is_picked(self):
        orders = self.shelved_orders()
        self.validate(orders[0].picking_ids)
        page = self.pick_list(orders)
        self.assertEqual(len(self.table(page, "orders")), 3)
        self.assertIn(orders[0].order_sn, page.xpath("//p[@name='left_out']")[0].text_content())

    def test_pick_list_of_three_steps_is_that_of_the_pick(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        orders = self.ready_orders(2)
        self.validate(orders[0].picking_ids)
        self.assertEqual(orders[0].stock_condition, "full", "the next step is reserved")
        self.assertEqual(len(self.table(self.pick_list(orders), "orders")), 1)

    def test_pick_list_action(self):
        orders = self.shelved_orders()
        action = orders.action_print_pick_list()
        self.assertEqual(action["report_name"], "shopee_krsc_connector.pick_list")
        nothing = self.read_orders(self.order_payload([(self.pouch, 1, 1.0)]))
        with self.assertRaisesRegex(UserError, "Press Reserve"):
            nothing.action_print_pick_list()
