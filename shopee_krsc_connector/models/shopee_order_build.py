"""From binding to sales order: create, confirm, cancel. No HTTP here."""

import logging
import uuid

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_BUILD, STATUS_SHIPPED
from ..discreet import without_values

_logger = logging.getLogger(__name__)

BUILD_BATCH = 50
LOCK_BUILD = 0x5348_0200
# Bulk imports write no mail, no tracking and subscribe nobody
BUILD_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_build(self, run=None, priority=5, key=None):
        """Build these orders, a batch per job and company.

        :param run: ``shopee.sync.run`` that brought them: it says where the jobs wait, and may follow them
        :param str key: begin of the identity keys, for orders that are enqueued again and again
        :return: number of jobs
        """
        jobs, args = 0, []
        pace = run._pace("build") if run else {"channel": CHANNEL_BUILD, "priority": priority}
        if run and run._follows_building():
            # Each job counts, so none may be taken for another
            args, key = [run.id], f"shopee:run:{run.id}:build:{uuid.uuid4()}"
        for _company, orders in self.grouped("company_id").items():
            for start in range(0, len(orders), BUILD_BATCH):
                batch = orders[start : start + BUILD_BATCH]
                batch._enqueue(
                    "_job_build",
                    *args,
                    **pace,
                    key=key and f"{key}:{batch[0].id}:{batch[-1].id}",
                    description=self.env._("Shopee: build %s orders", len(batch)),
                )
                jobs += 1
        return jobs

    def _job_build(self, run_id=False):
        """Build these orders while no other job of the company builds any.

        Odoo reserves past a quant that another transaction has locked, so two batches at once could
        reserve the same unit twice. The lock is tried, not waited for: a snapshot taken before a wait
        would not see what the other batch has reserved.

        :raise RetryableJobError: another batch of the company is being built
        """
        orders = self.exists()
        if orders and not all(order._is_past() for order in orders):
            orders._lock_build()
        orders._build()
        run = self.env["shopee.sync.run"].browse(run_id).exists()
        if run:
            run._report(is_child=True)

    def _is_past(self):
        """Orders that reserve nothing and free nothing: building them need not wait for the day's work."""
        if self.sale_order_id:
            return self.is_history
        return self._is_cancelled() or self._left_before_cutover()

    def _lock_build(self):
        """:raise RetryableJobError: another job of the company builds or reserves"""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_BUILD, self.company_id[:1].id))
        if not self.env.cr.fetchone()[0]:
            raise RetryableJobError("another batch is being built", seconds=2, ignore_retry=True)

    def _build_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_build``."""
        orders = self.exists()
        orders._block("build_failed", {order: {"error": exc_message} for order in orders})
        run = self._failed_run()
        if run:
            run._report(failed=len(orders), is_child=True, error=exc_message)

    # ------------------------------------------------------------
    # BUILD
    # ------------------------------------------------------------

    def _build(self):
        """Bring the sales orders in line with what Shopee says.

        The batch is tried as one; when it fails, record by record, so that one bad order never blocks
        the others. Conflicts between transactions are queue_job's to retry.
        """
        todo = self.filtered(lambda order: order.sync_state in ("read", "blocked", "built"))
        todo = todo.with_context(**BUILD_CONTEXT)
        try:
            with self.env.cr.savepoint():
                todo._build_batch()
        except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
            raise
        except Exception as error:  # whatever one order may raise is shown on that order
            name = type(error).__name__
            _logger.info("Batch of %s Shopee orders failed (%s), going one by one", len(todo), name)
            self.env.invalidate_all()
            for order in todo:
                order._build_one()

    def _build_one(self):
        try:
            with self.env.cr.savepoint():
                self._build_batch()
        except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
            raise
        except (UserError, ValidationError) as error:
            self.env.invalidate_all()
            self._block("build_failed", {self: {"error": str(error)}})
        except Exception as error:  # a defect in one order must not stop the import of the others
            self.env.invalidate_all()
            _logger.error("Shopee order %s could not be built: %s", self.order_sn, without_values(error))
            self._block("build_failed", {self: {"error": type(error).__name__}})

    def _build_batch(self):
        self._resolve_history()
        self._resolve_products()
        ready = self - self._block_unknown_products()
        new = ready.filtered(lambda order: not order.sale_order_id)
        new._create_sale_orders()
        locked = (ready - new)._unlock()
        (ready - new)._update_sale_orders()
        ready -= ready._check_totals()
        ready._apply_status()
        locked |= new.filtered("is_history").sale_order_id
        locked.filtered(lambda sale: sale.state == "sale").locked = True
        ready.write({"sync_state": "built"})
        self.env["shopee.issue"]._solve(ready, ["build_failed", "unknown_product", "total_differs"])

    def _block(self, code, params):
        """Keep the orders, say why, and let a person solve it.

        :param dict params: order -> parameters of the sentence
        """
        orders = self.browse([order.id for order in params])
        orders.filtered(lambda order: order.sync_state != "blocked").write({"sync_state": "blocked"})
        self.env["shopee.issue"]._raise_issues(code, "order", params)

    # ------------------------------------------------------------
    # HISTORY AND PRODUCTS
    # ------------------------------------------------------------

    def _resolve_history(self):
        """Decide once what left the stock before Odoo counted it."""
        for order in self.filtered(lambda order: not order.sale_order_id):
            order._write_changes({"is_history": order._left_before_cutover()})

    def _left_before_cutover(self):
        picked_up = self.pickup_done_time or self.update_time
        cutover = self.merchant_id.stock_cutover or self.shop_id.connected_at
        is_shipped = self.krsc_status in STATUS_SHIPPED or self.parcel_trouble
        return bool(is_shipped and cutover and picked_up and picked_up < cutover)

    def _needs_no_product(self):
        """History and cancelled orders never ask for an unknown product."""
        return self.is_history or self._is_cancelled()

    def _resolve_products(self):
        """Find the product of every line: by Shopee id, else by a SKU that names exactly one product."""
        lines = self.line_ids.filtered(lambda line: not line.product_id)
        for shop, shop_lines in lines.grouped(lambda line: line.order_id.shop_id).items():
            found = self.env["shopee.item.variation"]._find_for_lines(
                shop, {(line.item_id, line.model_id or "") for line in shop_lines}
            )
            by_sku = self._products_by_sku(shop.company_id, {line.sku for line in shop_lines if line.sku})
            for line in shop_lines:
                variation = found.get((line.item_id, line.model_id or ""))
                product = variation.product_id if variation else None
                vals = {"item_variation_id": variation.id} if variation else {}
                vals["product_id"] = (product or by_sku.get(line.sku) or line.product_id).id
                vals["found_by_sku"] = bool(vals["product_id"] and not product)
                line._write_changes(vals)

    @api.model
    def _products_by_sku(self, company, skus):
        """SKU -> the one product that has it, among the company's and the shared ones."""
        products = self.env["product.product"].search(
            [("default_code", "in", list(skus)), ("company_id", "in", [False, company.id])]
        )
        return {sku: found for sku, found in products.grouped("default_code").items() if len(found) == 1}

    def _block_unknown_products(self):
        """Orders with a line whose product nobody knows: kept, listed, built once the cause is gone."""
        lines = self.filtered(lambda order: not order._needs_no_product()).line_ids
        unknown = lines.filtered(lambda line: not line.product_id)
        if unknown:
            self._block("unknown_product", unknown._why_unknown())
        return unknown.order_id

    # ------------------------------------------------------------
    # CREATE
    # ------------------------------------------------------------

    def _create_sale_orders(self):
        """One insert for all, history apart: it is created confirmed, without procurement.

        It is locked at the end of the batch, once the difference to Shopee's total has its line.
        """
        for is_history, orders in self.grouped("is_history").items():
            sales = self.env["sale.order"].with_context(**BUILD_CONTEXT)
            if is_history:
                sales = sales.with_context(skip_procurement=True)
            warehouses = orders._choose_warehouses()
            created = sales.create([order._prepare_sale_order_vals(warehouses[order]) for order in orders])
            for order, sale in zip(orders, created, strict=True):
                order.sale_order_id = sale

    def _prepare_sale_order_vals(self, warehouse):
        """:raise UserError: the store lacks what a sales order needs"""
        shop = self.shop_id
        if not shop.partner_id:
            raise UserError(
                self.env._("Store %s has no customer. Choose one on the store, under Sales.", shop.name)
            )
        vals = {
            "name": f"{shop.order_prefix or ''}{self.order_sn}",
            "partner_id": shop.partner_id.id,
            "company_id": self.company_id.id,
            "pricelist_id": shop._pricelist_for(self.currency_id).id,
            "team_id": shop.team_id.id,
            "user_id": shop.user_id.id,
            "warehouse_id": warehouse.id,
            "fiscal_position_id": shop.fiscal_position_id.id,
            "date_order": self.create_time,
            "commitment_date": self.ship_by_date,
            "client_order_ref": self.order_sn,
            "origin": self.order_sn,
            "shopee_order_id": self.id,
            "carrier_id": self.package_ids.logistics_channel_id.carrier_id[:1].id,
            "order_line": [(0, 0, line) for line in self._prepare_sale_lines_vals()],
        }
        if self.is_history:
            vals.update(state="sale", shopee_history=True)
        return vals

    def _choose_warehouses(self):
        """For each order the first warehouse of the mapping that can reserve it whole, else the first.

        What an order of the batch takes is not there for the next one.

        :return: order -> ``stock.warehouse``
        """
        chosen, free = {}, {}
        all_needs = self._storable_needs()
        products = self.env["product.product"].union(*(one for needs in all_needs.values() for one in needs))
        for order in self:
            warehouses = order.shop_id._warehouses(set(order.line_ids.mapped("location_id")) - {False})
            needs = all_needs[order] if len(warehouses) > 1 else {}
            chosen[order] = warehouses[:1]
            for warehouse in warehouses if needs else ():
                if warehouse not in free:
                    free[warehouse] = self._free_quantities(products, warehouse)
                if all(free[warehouse][product] >= needed for product, needed in needs.items()):
                    chosen[order] = warehouse
                    for product, needed in needs.items():
                        free[warehouse][product] -= needed
                    break
        return chosen

    def _storable_needs(self):
        """:return: dict order -> {product: quantity that it takes from the stock}"""
        all_needs = {order: {} for order in self}
        for line in self.line_ids.filtered("product_id.is_storable"):
            needs = all_needs[line.order_id]
            needs[line.product_id] = needs.get(line.product_id, 0) + line.active_quantity
        return all_needs

    @api.model
    def _free_quantities(self, products, warehouse):
        here = products.with_context(warehouse_id=warehouse.id)
        return {product.with_env(self.env): product.free_qty for product in here}
