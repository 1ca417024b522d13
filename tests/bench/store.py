"""The connected store of a measurement, and what its simulator knows."""

import json
import urllib.request

from tools.store import PARTNER_ID, PARTNER_KEY


def connect(context, url: str) -> None:
    """Connect the simulator's merchant with all its shops, as the way back from the consent page does.

    The job that sets them up and all that follows is left to be performed.
    """
    with context.env() as env:
        account = env["shopee.account"].create(
            {
                "name": "Hanbit",
                "environment": "custom",
                "custom_host": url,
                "api_partner_id": PARTNER_ID,
                "partner_key": PARTNER_KEY,
            }
        )
    granted = ask(url, "/_sim/authorise", {})
    with context.env() as env:
        account = env["shopee.account"].browse(account.id)
        main_account = str(granted["main_account_id"])
        account._on_authorised(account._exchange_code(granted["code"], main_account), main_account)


def ask(url: str, path: str, body: dict | None = None, method: str | None = None):
    """One request to the simulator's control API; gives the JSON it answers."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url + path, data, method=method), timeout=60
    ) as answer:
        return json.load(answer)


def calls(url: str, *modules: str) -> dict[str, int]:
    """Calls of these modules of the platform that the simulator has received, by endpoint."""
    endpoints = ask(url, "/_sim/calls")["endpoints"]
    return {path: count for path, count in endpoints.items() if path.split("/")[-2] in modules}


def forget_calls(url: str) -> None:
    ask(url, "/_sim/calls", method="DELETE")
