"""Sending prices: the stores' price switches first, then global prices and prices of the stores by job."""

import re
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import global_product, product
from ..lib.errors import (
    AccountRefused,
    AuthError,
    BadPayload,
    QuotaExceeded,
    RateLimited,
    Rejected,
    ShopeeError,
    Unavailable,
    bare_code,
)
from .shopee_listing_steps import _without_job
from .shopee_price import PRICE_CODES
from .shopee_sync_switch import SHOP_BATCH, _send

# Items of one job: each is one call
ITEM_BATCH = 40
# Variations of one call
MODEL_BATCH = 50
# Seconds until the rest is tried again where Shopee does not answer
REST_DELAY = 30
SWEEP_AFTER = timedelta(minutes=5)
LOCKS = {
    "error_in_item_promotion_item_price_lock",
    "error_cannt_edit_price_in_promotion",
    "error_cannot_update_price_in_promotion",
    "error_related_product_in_promotion",
}
# One variation is wrong, the others of the call are not
OF_ONE_MODEL = {"error_busi_global_model_not_found", "error_item_model_not_match"}
POSTPONED = (RateLimited, QuotaExceeded, Unavailable)
_CODE = re.compile(r"error_\w+")


class ShopeePriceLine(models.Model):
    _inherit = "shopee.price.line"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_prices(self):
        """Lines whose job died, was cancelled or failed unseen say so."""
        before = fields.Datetime.now() - SWEEP_AFTER
        lines = self.search([("outcome", "in", ("reading", "waiting")), ("write_date", "<", before)])
        dead = _without_job(lines)
        dead.filtered(lambda line: line.outcome == "waiting")._send_failed()
        dead.filtered(lambda line: line.outcome == "reading")._read_failed()

    @platform_job
    def _job_turn_off_switches(self):
        """global_product/set_sync_field: stores whose prices Odoo sets stop following the global price.

        Lines of one merchant. The global price would replace what is sent to a store that follows it, so
        nothing of that store is sent before, nor a global price.
        """
        lines = self._pending("waiting")
        switches = lines._switches_to_turn_off()
        refused = lines._turn_off(switches) if switches else {}
        now = fields.Datetime.now()
        for switch in switches:
            reason = refused.get(switch)
            vals = {"state": "failed", "message": reason} if reason else {"state": "sent", "sent_at": now}
            switch.write({**vals, "price": False})
        lines._stop_following(refused)
        lines._pending("waiting")._enqueue_prices()

    @platform_job
    def _job_send_global(self):
        """global_product/update_price; lines of one merchant."""
        lines = self._pending("waiting")
        if lines:
            lines._send_by(lines.merchant_id, _send_global_prices)

    @platform_job
    def _job_send_store(self):
        """product/update_price; lines of one store."""
        lines = self._pending("waiting")
        if lines:
            lines._send_by(lines.shop_id, _send_store_prices)

    def _send_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs that send."""
        reason = exc_message or self.env._("The job was stopped.")
        self._pending("waiting")._end("refused", ("price_stopped", {"reason": reason}))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ask(self):
        """Have these prices sent. Of two that wait for the same variation, the later one goes out."""
        self._replaced()._end("skipped", ("price_replaced", {}))
        self.write({"outcome": "waiting", "notes": False})
        for lines in self.grouped("merchant_id").values():
            self.env["shopee.sync.switch"]._ensure(lines._shops_of_switches())
            lines._enqueue_step("_job_turn_off_switches")

    def _enqueue_prices(self):
        for lines in self.filtered("global_variation_id")._chunks(ITEM_BATCH):
            lines._enqueue_step("_job_send_global")
        stores = self.filtered("variation_id")
        for own in stores.grouped("shop_id").values():
            for lines in own._chunks(ITEM_BATCH):
                lines._enqueue_step("_job_send_store")

    def _enqueue_step(self, method, channel=CHANNEL_PUSH, delay=None):
        key = f"shopee:price:{uuid.uuid4()}"
        self.write({"job_key": key})
        self._enqueue(
            method,
            channel=channel,
            delay=delay,
            key=key,
            description=self.env._("Shopee: prices of %s", ", ".join(set(self.mapped("place")))),
        )

    def _send_by(self, owner, send):
        """Send item by item; what Shopee has answered is kept, whatever comes after it.

        :param owner: ``shopee.merchant`` or ``shopee.shop``
        :param send: function of client and lines of an item that returns line -> (code, params) or None
        :raise ShopeeError: Shopee is not to be reached, and nothing was sent
        """
        answers, stop = {}, None
        try:
            with owner._api() as client:
                for lines in self._by_item().values():
                    for start in range(0, len(lines), MODEL_BATCH):
                        answers.update(send(client, lines[start : start + MODEL_BATCH]))
        except ShopeeError as error:
            stop = error
        if isinstance(stop, POSTPONED) and not answers:
            raise stop
        self._take_answers(answers)
        rest = self._pending("waiting")
        if isinstance(stop, POSTPONED):
            delay = getattr(stop, "retry_after", REST_DELAY)
            rest._enqueue_step(f"_job_send_{'store' if rest.variation_id else 'global'}", delay=delay)
        elif stop:
            rest._end("refused", _account_note(stop))

    def _take_answers(self, answers):
        """Write what Shopee has answered on lines, variations and issues."""
        sent = self.filtered(lambda line: line in answers and not answers[line])
        sent._end("sent")
        for line in sent:
            line._variation()._set_sent_price(line.new_price)
        issues = self.env["shopee.issue"]
        raised = {}
        for line, answer in answers.items():
            if answer:
                line._end("locked" if answer[0] == "price_locked" else "refused", answer)
                raised.setdefault((line._variation()._name, answer[0]), {})[line._variation()] = answer[1]
        for variations in (sent.variation_id, sent.global_variation_id):
            issues._solve(variations, PRICE_CODES)
        for (model, code), params in raised.items():
            variations = self.env[model].browse([variation.id for variation in params])
            issues._solve(variations, [other for other in PRICE_CODES if other != code])
            issues._raise_issues(code, "product", params)

    def _end(self, outcome, note=None):
        """:param note: (code, params) of a sentence"""
        self.write({"outcome": outcome, "notes": [list(note)] if note else False})

    # ------------------------------------------------------------
    # SWITCHES
    # ------------------------------------------------------------

    def _shops_of_switches(self):
        """Stores that must not follow the global price when these lines are sent."""
        shops = self.shop_id
        if self.filtered("global_variation_id"):
            shops |= self.merchant_id.shop_ids.filtered(lambda shop: shop.price_source == "odoo")
        return shops

    def _switches_to_turn_off(self):
        switches = self.env["shopee.sync.switch"].search([("shop_id", "in", self._shops_of_switches().ids)])
        return switches.filtered(lambda switch: switch.price or switch.state != "sent")

    def _turn_off(self, switches):
        """:return: dict switch -> why it is still on"""
        wanted = {switch: switch._prepare_switches(price=False) for switch in switches}
        refused = {}
        try:
            with self.merchant_id._api() as client:
                for start in range(0, len(switches), SHOP_BATCH):
                    part = switches[start : start + SHOP_BATCH]
                    refused.update(_send(client, {switch: wanted[switch] for switch in part}))
        except POSTPONED:
            raise
        except ShopeeError as error:
            return dict.fromkeys(switches, str(error))
        return refused

    def _stop_following(self, refused):
        """Send nothing to stores that still follow the global price, and no global price that they follow.

        :param dict refused: switch -> why it is still on
        """
        if not refused:
            return
        shops = self.env["shopee.shop"].browse([switch.shop_id.id for switch in refused])
        names = ", ".join(shops.mapped("name"))
        params = {"shops": names, "reason": next(iter(refused.values()))}
        stopped = self.filtered(lambda line: line.global_variation_id or line.shop_id in shops)
        stopped._end("refused", ("price_switch", params))

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _replaced(self):
        """Lines of other updates that wait, maybe for hours, to send the prices of these variations."""
        own = Domain("variation_id", "in", self.variation_id.ids)
        own |= Domain("global_variation_id", "in", self.global_variation_id.ids)
        return self.search(Domain("outcome", "=", "waiting") & own) - self

    def _pending(self, outcome):
        return self.exists().filtered(lambda line: line.outcome == outcome)


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    def _set_sent_price(self, price):
        """Shopee has taken this price: the next sync does not take it for news of the Seller Centre."""
        vals = {"original_price": price, "rule_price": price, "price_sent_at": fields.Datetime.now()}
        if not self.currency_id.compare_amounts(self.current_price, self.original_price):
            vals["current_price"] = price
        self.write(vals)


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _set_sent_price(self, price):
        self.write({"price": price, "price_sent_at": fields.Datetime.now()})


def _send_global_prices(client, lines):
    """:return: dict line -> why Shopee refuses it, or None"""
    try:
        global_product.update_price(
            client,
            global_item_id=lines.global_variation_id.listing_id.global_item_id,
            prices={line.global_variation_id.model_id: line.new_price for line in lines},
        )
    except AccountRefused:
        raise
    except (Rejected, BadPayload) as error:
        if len(lines) > 1 and bare_code(error.code) in OF_ONE_MODEL:
            answers = {}
            for line in lines:
                answers.update(_send_global_prices(client, line))
            return answers
        return dict.fromkeys(lines, _refusal(f"{error.code} {error}"))
    return dict.fromkeys(lines)


def _send_store_prices(client, lines):
    """:return: dict line -> why Shopee refuses it, or None"""
    item_id = lines.variation_id.listing_id.item_id
    by_model = {line.variation_id.model_id: line for line in lines}
    try:
        failures = product.update_price(
            client, item_id=item_id, prices={model: line.new_price for model, line in by_model.items()}
        )
    except AccountRefused:
        raise
    except (Rejected, BadPayload) as error:
        failures = dict.fromkeys(by_model, f"{error.code} {error}")
    answers = dict.fromkeys(lines)
    for model, reason in failures.items():
        if model in by_model:
            answers[by_model[model]] = _refusal(reason)
    locked = {line: answer for line, answer in answers.items() if answer and answer[0] == "price_locked"}
    if locked:
        promotions = _running_promotions(client, item_id)
        for line, (_code, params) in locked.items():
            params.update(_lock_of(promotions, line.variation_id.model_id))
    return answers


def _refusal(reason):
    """:param str reason: a code, a sentence of Shopee's, or a code and a sentence
    :return: (code, params) of our sentence
    """
    found = _CODE.search(reason.lower())
    code = found[0] if found else ""
    said = reason.replace(code, "").strip(" .:") or code
    if code in LOCKS or "promotion" in said.lower():
        return "price_locked", {}
    return "price_refused", {"code": code, "reason": said}


def _running_promotions(client, item_id):
    """product/get_item_promotion; what cannot be read is left out of the sentence, not of the refusal."""
    try:
        return product.get_item_promotion(client, item_ids=[item_id]).get(item_id, [])
    except ShopeeError:
        return []


def _lock_of(promotions, model_id):
    """Parameters of the promotion of a variation that ends last."""
    now = fields.Datetime.now()
    running = [one for one in promotions if one.model_id in ("", model_id) and one.end and one.end > now]
    last = max(running, key=lambda one: one.end, default=None)
    return {"promotion": last.type, "until": fields.Datetime.to_string(last.end)} if last else {}


def _account_note(error):
    """:return: (code, params) of why nothing more can be sent for a store or merchant"""
    if isinstance(error, AuthError):
        return "price_unauthorised", {}
    return "price_refused", {"code": bare_code(error.code or ""), "reason": str(error)}
