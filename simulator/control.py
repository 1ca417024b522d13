"""Control API under ``/_sim/``, for tests and demonstrations.

GET    /_sim/state?part=merchants,shops,items,orders,returns&shop_id=&limit=
POST   /_sim/authorise      {"shops": [ids] | null, "merchant": true} or {"shop_id": id}
POST   /_sim/deauthorise    {"shop_id": id} or {"merchant_id": id}
POST   /_sim/tokens/expire
POST   /_sim/orders         see actions.place; "count": n places several
GET    /_sim/orders/<sn>    POST /_sim/orders/<sn>/<action>   see actions.ACTIONS; {"end": false} with
                            lose, fail_delivery and refuse_delivery leaves the order SHIPPED
GET    /_sim/returns/<sn>   POST /_sim/returns/<sn>/<action>
POST   /_sim/items          a new global item; POST /_sim/items/<global or shop item id> edits one:
                            see editing.edit_product and editing.edit_listing
POST   /_sim/items/<shop item id>/promotion   see promotions.start; DELETE ends them, ?model= of one
                            variation
POST   /_sim/shops/<id>     see arranging.edit_shop
POST   /_sim/brands/<id>    see arranging.edit_brand
POST   /_sim/merchant       {"currency": …}
GET    /_sim/clock          POST {"advance": s} | {"set": epoch} | {"freeze": bool}
GET    /_sim/faults         POST a fault, DELETE all
GET    /_sim/calls          counts, most calls in flight at once ("*": of all), connections that carried a
                            call; ?detail=1 the last ones; DELETE resets
GET    /_sim/stock_log      ?since=n: numbers written by update_stock, behind the one numbered n
GET    /_sim/settings       POST {"latency_ms": …} changes those a running simulator may be given anew
GET    /_sim/pushes         POST {"url": …} | {"repeat": number}
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from werkzeug import Request, Response

from . import arranging, editing, promotions, returning
from .actions import ACTIONS, place
from .describe import (
    all_products,
    describe_merchant,
    describe_order,
    describe_product,
    describe_return,
    describe_shops,
)
from .errors import StateError
from .model import Listing, Order, Return
from .tokens import Principal
from .world import World


class NotFound(Exception):
    """No such thing; its text says which."""


class Control:
    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, request: Request) -> Response:
        parts = request.path.removeprefix("/_sim/").strip("/").split("/")
        try:
            answer = self._dispatch(request, request.method, parts)
        except NotFound as error:
            return _json({"error": str(error)}, 404)
        except StateError as error:
            return _json({"error": str(error)}, 409)
        except (KeyError, TypeError, ValueError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)
        return _json(answer)

    def _dispatch(self, request: Request, method: str, parts: list[str]) -> Any:
        name, rest = parts[0], parts[1:]
        work: Callable[..., Any] | None = getattr(self, f"_{method.lower()}_{name}", None)
        if work is None:
            raise NotFound(f"{method} {request.path}: no such control")
        with self.world.lock:
            if method == "POST":
                body = json.loads(request.get_data() or b"{}")
                if not isinstance(body, dict):
                    raise ValueError("the body is not a JSON object")
                return work(body, *rest)
            return work(request.args, *rest)

    # Consent

    def authorise(self, body: dict[str, Any]) -> dict[str, Any]:
        """The seller confirms on the consent page.

        :return: what the redirect carries: ``code`` and ``main_account_id`` or ``shop_id``
        """
        world = self.world
        with world.lock:
            if body.get("shop_id"):
                login: Principal = ("shop", int(body["shop_id"]))
                principals = {login}
                answer = {"shop_id": login[1]}
            else:
                login = ("main_account", world.config.main_account_id)
                shops = body.get("shops")
                ticked = list(world.shops) if shops is None else [int(i) for i in shops]
                principals = {("shop", shop_id) for shop_id in ticked}
                if body.get("merchant", True):
                    principals.add(("merchant", world.merchant.merchant_id))
                answer = {"main_account_id": login[1]}
            unknown = {i for kind, i in principals if kind == "shop"} - set(world.shops)
            if unknown:
                raise NotFound(f"no shop {min(unknown)}")
            code = world.tokens.grant(frozenset(principals), login)
            self._tell_authorised(1, principals, login)
        return {"code": code, **answer}

    def _tell_authorised(self, number: int, principals: set[Principal], login: Principal) -> None:
        world = self.world
        shops = sorted(i for kind, i in principals if kind == "shop")
        merchants = sorted(i for kind, i in principals if kind == "merchant")
        data: dict[str, Any] = {
            "shop_id_list": shops,
            "merchant_id_list": merchants,
            "authorize_type": "seller",
            "success": 1,
            "extra": "",
        }
        if login[0] == "shop":
            data["shop_id"] = login[1]
        else:
            data["main_account_id"] = login[1]
        world.pushes.add(number, 0, data, partner_id=world.config.partner_id)

    def _post_authorise(self, body: dict[str, Any]) -> Any:
        return self.authorise(body)

    def _post_deauthorise(self, body: dict[str, Any]) -> Any:
        kind = "shop" if body.get("shop_id") else "merchant"
        principal = (kind, int(body[f"{kind}_id"]))
        if not self.world.tokens.revoke(principal):
            raise StateError(f"{kind} {principal[1]} is not authorised")
        self._tell_authorised(2, {principal}, ("main_account", self.world.config.main_account_id))
        return {"revoked": principal[1]}

    def _post_tokens(self, body: dict[str, Any], action: str) -> Any:
        if action != "expire":
            raise NotFound("only tokens/expire")
        self.world.tokens.expire_all()
        return {"expired": True}

    # State

    def _get_state(self, args: Any) -> Any:
        world = self.world
        parts = set(filter(None, args.get("part", "").split(",")))
        limit = int(args.get("limit") or 1 << 40)
        shop_id = int(args.get("shop_id") or 0)
        builders = {
            "merchants": lambda: [describe_merchant(world)],
            "shops": lambda: describe_shops(world),
            "items": lambda: [describe_product(world, p) for p in all_products(world)[:limit]],
            "orders": lambda: self._orders(shop_id, args.get("status", ""), limit),
            "returns": lambda: [describe_return(r) for r in list(world.returns.values())[:limit]],
        }
        if parts - set(builders):
            raise ValueError(f"part is one of {', '.join(builders)}")
        return {name: build() for name, build in builders.items() if not parts or name in parts}

    def _orders(self, shop_id: int, status: str, limit: int) -> list[dict[str, Any]]:
        rows = []
        for order in self.world.orders.values():
            if shop_id in (0, order.shop.shop_id) and status in ("", order.status):
                rows.append(describe_order(order))
                if len(rows) == limit:
                    break
        return rows

    # Orders and returns

    def _get_orders(self, args: Any, order_sn: str = "") -> Any:
        if order_sn:
            return describe_order(self._order(order_sn))
        limit = int(args.get("limit") or 1 << 40)
        return self._orders(int(args.get("shop_id") or 0), args.get("status", ""), limit)

    def _post_orders(self, body: dict[str, Any], order_sn: str = "", action: str = "") -> Any:
        world = self.world
        if not order_sn:
            if "count" not in body:
                return describe_order(place(world, body))
            return {"orders": [place(world, body).order_sn for _n in range(int(body["count"]))]}
        if action not in ACTIONS:
            raise NotFound(f"action is one of {', '.join(ACTIONS)}")
        order = self._order(order_sn)
        result = ACTIONS[action](world, order, body)
        answer = describe_order(order)
        if isinstance(result, Return):
            answer["return_sn"] = result.return_sn
        return answer

    def _order(self, order_sn: str) -> Order:
        order = self.world.orders.get(order_sn)
        if order is None:
            raise NotFound(f"no order {order_sn}")
        return order

    def _get_returns(self, args: Any, return_sn: str) -> Any:
        return describe_return(self._return(return_sn))

    def _post_returns(self, body: dict[str, Any], return_sn: str, action: str) -> Any:
        if action not in returning.ACTIONS:
            raise NotFound(f"action is one of {', '.join(returning.ACTIONS)}")
        found = self._return(return_sn)
        returning.act(self.world, found, action)
        return describe_return(found)

    def _return(self, return_sn: str) -> Return:
        found = self.world.returns.get(return_sn)
        if found is None:
            raise NotFound(f"no return {return_sn}")
        return found

    # Items

    def _post_items(self, body: dict[str, Any], item_id: str = "", part: str = "") -> Any:
        world = self.world
        if not item_id:
            return describe_product(world, editing.add_product(world, body))
        if part:
            listing = self._promoted(item_id, part)
            return [
                {"promotion_id": one.promotion_id, "end_time": one.end}
                for one in promotions.start(world, listing, body)
            ]
        number = int(item_id)
        if number in world.products:
            product = world.products[number]
            editing.edit_product(world, product, body)
            return describe_product(world, product)
        if number not in world.listings:
            raise NotFound(f"no item {number}")
        editing.edit_listing(world, world.listings[number], body)
        return describe_product(world, world.listings[number].product)

    def _delete_items(self, args: Any, item_id: str, part: str) -> Any:
        return {"ended": promotions.end(self.world, self._promoted(item_id, part), args.get("model"))}

    def _promoted(self, item_id: str, part: str) -> Listing:
        listing = self.world.listings.get(int(item_id))
        if part != "promotion" or listing is None:
            raise NotFound(f"no {part} of item {item_id}")
        return listing

    # Shops, brands, merchant

    def _post_shops(self, body: dict[str, Any], shop_id: str) -> Any:
        shop = self.world.shops.get(int(shop_id))
        if shop is None:
            raise NotFound(f"no shop {shop_id}")
        arranging.edit_shop(self.world, shop, body)
        return next(row for row in describe_shops(self.world) if row["shop_id"] == shop.shop_id)

    def _post_brands(self, body: dict[str, Any], brand_id: str) -> Any:
        brand = arranging.edit_brand(self.world, int(brand_id), body)
        return {"brand_id": brand.brand_id, "name": brand.name, "pending": brand.is_pending}

    def _post_merchant(self, body: dict[str, Any]) -> Any:
        self.world.merchant.currency = body["currency"]
        return describe_merchant(self.world)

    # Time, faults, calls, pushes

    def _get_clock(self, args: Any) -> Any:
        clock = self.world.clock
        return {"now": clock.now(), "frozen": clock.frozen}

    def _post_clock(self, body: dict[str, Any]) -> Any:
        clock = self.world.clock
        if "set" in body:
            clock.set(float(body["set"]))
        if "advance" in body:
            clock.advance(float(body["advance"]))
        if "freeze" in body:
            clock.freeze(bool(body["freeze"]))
        self.world.run_due()
        return self._get_clock({})

    def _get_faults(self, args: Any) -> Any:
        return self.world.faults.all()

    def _post_faults(self, body: dict[str, Any]) -> Any:
        return asdict(self.world.faults.add(body))

    def _delete_faults(self, args: Any) -> Any:
        self.world.faults.clear()
        return []

    def _get_calls(self, args: Any) -> Any:
        calls = self.world.calls
        counts = calls.counts()
        answer: dict[str, Any] = {
            "total": sum(counts.values()),
            "endpoints": counts,
            "max_in_flight": calls.in_flight(),
            "connections": calls.connections(),
        }
        if args.get("detail") in ("1", "true"):
            answer["calls"] = calls.last()
        return answer

    def _delete_calls(self, args: Any) -> Any:
        self.world.calls.reset()
        return {"total": 0, "endpoints": {}}

    def _get_stock_log(self, args: Any) -> Any:
        return self.world.stock_log.since(int(args.get("since") or 0))

    def _get_settings(self, args: Any) -> Any:
        return arranging.settings(self.world)

    def _post_settings(self, body: dict[str, Any]) -> Any:
        arranging.edit_settings(self.world, body)
        return arranging.settings(self.world)

    def _get_pushes(self, args: Any) -> Any:
        return [
            {
                "number": push.number,
                "code": push.code,
                "shop_id": push.shop_id,
                "state": push.state,
                "attempts": push.attempts,
                "answer": push.answer,
                "data": push.data,
            }
            for push in list(self.world.pushes.history)
        ]

    def _post_pushes(self, body: dict[str, Any]) -> Any:
        pushes = self.world.pushes
        if "url" in body:
            pushes.url = body["url"] or ""
        if "repeat" in body and not pushes.repeat(int(body["repeat"])):
            raise NotFound(f"no push {body['repeat']}")
        return {"url": pushes.url}


def _json(payload: Any, status: int = 200) -> Response:
    return Response(json.dumps(payload, ensure_ascii=False), status, mimetype="application/json")
