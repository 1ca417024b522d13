"""push/*: where pushes go, and those that got lost."""

from __future__ import annotations

import json
from typing import Any

from ..errors import param_error
from ..registry import Call, endpoint

CODES = {*range(1, 14), 15, 16, *range(18, 26), 27, 28, 29, 30, 31, 33, 34, 35, 36, 37, 38, 47}


@endpoint("push/set_app_push_config", unlocked=True)
def set_app_push_config(call: Call) -> dict[str, Any]:
    body, pushes = call.body, call.world.pushes
    on, off = set(body.get("set_push_config_on", [])), set(body.get("set_push_config_off", []))
    if on & off or (on | off) - CODES:
        raise param_error("set_push_config_on / set_push_config_off: unknown or contradicting code")
    url = body.get("callback_url")
    if url:
        if not url.startswith(("http://", "https://")):
            raise param_error("callback_url is invalid")
        problem = pushes.verify(url)
        if problem:
            raise param_error(f"The callback_url did not answer the verification: {problem}")
        pushes.url = url
    pushes.off = (pushes.off | off) - on
    if "blocked_shop_id_list" in body:
        pushes.blocked_shops = set(body["blocked_shop_id_list"])
    return {"result": "success"}


@endpoint("push/get_app_push_config")
def get_app_push_config(call: Call) -> dict[str, Any]:
    pushes = call.world.pushes
    return {
        "callback_url": pushes.url,
        "live_push_status": "Normal",
        "suspended_time": 0,
        "blocked_shop_id": sorted(pushes.blocked_shops),
        "push_config_on_list": sorted(CODES - pushes.off) if pushes.url else [],
        "push_config_off_list": sorted(pushes.off) if pushes.url else sorted(CODES),
    }


@endpoint("push/get_lost_push_message")
def get_lost_push_message(call: Call) -> dict[str, Any]:
    lost = call.world.pushes.lost()
    page = lost[:100]
    return {
        "push_message_list": [
            {
                "shop_id": push.shop_id,
                "code": push.code,
                "timestamp": push.timestamp,
                "data": json.dumps(push.data, ensure_ascii=False),
            }
            for push in page
        ],
        "has_next_page": len(lost) > len(page),
        "last_message_id": page[-1].number if page else 0,
    }


@endpoint("push/confirm_consumed_lost_push_message")
def confirm_consumed_lost_push_message(call: Call) -> None:
    pushes = call.world.pushes
    number = call.body["last_message_id"]
    if not any(push.number == number for push in pushes.lost()):
        raise param_error("last_message_id is not known")
    pushes.confirmed = max(pushes.confirmed, number)
