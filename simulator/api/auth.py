"""auth/* and public/*: tokens, and who has authorised the application."""

from __future__ import annotations

from typing import Any

from ..errors import param_error
from ..registry import Call, endpoint
from ..tokens import ACCESS_LIFE, Pair


@endpoint("auth/token/get")
def get_token(call: Call) -> dict[str, Any]:
    _check_partner(call)
    login = _one_of(call.body, ("shop_id", "main_account_id"))
    kind = "main_account" if login[0] == "main_account_id" else "shop"
    pair = call.world.tokens.exchange(call.body["code"], (kind, login[1]))
    answer = _pair(pair)
    if kind == "main_account":
        answer["shop_id_list"] = sorted(i for k, i in pair.principals if k == "shop")
        answer["merchant_id_list"] = sorted(i for k, i in pair.principals if k == "merchant")
        answer["supplier_id_list"] = []
        answer["user_id_list"] = []
    return answer


@endpoint("auth/access_token/get")
def refresh_access_token(call: Call) -> dict[str, Any]:
    _check_partner(call)
    names = ("shop_id", "merchant_id", "supplier_id", "user_id", "principal_id")
    name, number = _one_of(call.body, names)
    if name not in ("shop_id", "merchant_id"):
        raise param_error(f"{name} is not supported.")
    pair = call.world.tokens.refresh(call.body["refresh_token"], (name[:-3], number))
    return {"partner_id": call.body["partner_id"], name: number, **_pair(pair)}


@endpoint("public/get_shops_by_partner")
def get_shops_by_partner(call: Call) -> dict[str, Any]:
    rows, more = _granted(call, "shop")
    shops = []
    for shop_id, start, end in rows:
        shop = call.world.shops[shop_id]
        affiliates = []
        if shop.affiliate_id:
            affiliates = [{"region": "PH", "affi_shop_id": shop.affiliate_id}]
        shops.append(
            {
                "region": shop.market.region,
                "shop_id": shop_id,
                "auth_time": start,
                "expire_time": end,
                "sip_affi_shop_list": affiliates,
            }
        )
    return {"authed_shop_list": shops, "more": more}


@endpoint("public/get_merchants_by_partner")
def get_merchants_by_partner(call: Call) -> dict[str, Any]:
    rows, more = _granted(call, "merchant")
    merchants = [
        {
            "region": call.world.merchant.region,
            "merchant_id": number,
            "auth_time": start,
            "expire_time": end,
        }
        for number, start, end in rows
    ]
    return {"authed_merchant_list": merchants, "more": more}


def _granted(call: Call, kind: str) -> tuple[list[tuple[int, int, int]], bool]:
    page_no, size = call.query.get("page_no", 1), call.query.get("page_size", 100)
    if page_no < 1 or size > 100:
        raise param_error("page_no starts at 1, page_size is at most 100")
    rows = sorted((number, *dates) for (k, number), dates in call.world.tokens.granted.items() if k == kind)
    return rows[(page_no - 1) * size : page_no * size], len(rows) > page_no * size


def _check_partner(call: Call) -> None:
    if call.body["partner_id"] != call.world.config.partner_id:
        raise param_error("partner_id of the body differs from that of the query.")


def _one_of(body: dict[str, Any], names: tuple[str, ...]) -> tuple[str, int]:
    given = [name for name in names if body.get(name)]
    if len(given) != 1:
        raise param_error(f"Exactly one of {', '.join(names)} is needed.")
    return given[0], body[given[0]]


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "expire_in": ACCESS_LIFE,
    }
