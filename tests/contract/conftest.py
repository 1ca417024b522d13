"""The library's clients against the simulator, with every exchange kept as it went over the wire."""

import json
import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from new_items import draft, models, picture, tiers

from odoo.addons.shopee_krsc_connector.lib.api import auth, global_product, media_space
from odoo.addons.shopee_krsc_connector.lib.client import Client, Principal

PREFIX = "/api/v2/"


class Exchange(NamedTuple):
    path: str
    method: str
    query: dict
    body: dict
    status: int
    answer: dict | None  # None for a file


class Tokens:
    """``tokens`` of a client, refreshed as the addon does it."""

    def __init__(self, platform, principal, pair):
        self._platform = platform
        self._principal = principal
        self.pair = pair
        self.refreshes = 0

    def access_token(self):
        return self.pair.access_token

    def refreshed(self, stale):
        assert stale == self.pair.access_token
        self.refreshes += 1
        principal = {f"{self._principal.kind}_id": self._principal.id}
        self.pair = auth.refresh_access_token(
            self._platform.public, refresh_token=self.pair.refresh_token, **principal
        )
        return self.pair.access_token


class Platform:
    """A running simulator, authorised for all its shops and its merchant."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.url = simulator.url
        self.exchanges = []
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.hooks["response"].append(self._keep)
        self.public = self.client()
        self.pair = self.authorise()

    def client(self, principal=None, pair=None, **changes):
        config = self.simulator.config
        tokens = Tokens(self, principal, pair or self.pair) if principal else None
        arguments = {
            "partner_id": config.partner_id,
            "partner_key": config.partner_key,
            "session": self._session,
            **changes,
        }
        return Client(self.url, principal=principal, tokens=tokens, **arguments)

    def shop(self, number=0, **changes):
        return self.client(Principal("shop", self.pair.shop_ids[number]), **changes)

    def merchant(self, **changes):
        return self.client(Principal("merchant", self.pair.merchant_ids[0]), **changes)

    def authorise(self):
        granted = self.simulator.authorise()
        return auth.get_token(
            self.public, code=granted["code"], main_account_id=str(granted["main_account_id"])
        )

    def sim(self, path, **body):
        """POST to the simulator's control API."""
        answer = requests.post(f"{self.url}/_sim/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def state(self, part):
        return requests.get(f"{self.url}/_sim/state", params={"part": part}, timeout=10).json()[part]

    def place(self, shop_number=0, **values):
        """A new order of one shop."""
        return self.sim("orders", shop_id=int(self.pair.shop_ids[shop_number]), **values)

    def _keep(self, response, **kwargs):
        request = response.request
        parts = urlsplit(request.url)
        body = request.body if isinstance(request.body, bytes) else b""
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        self.exchanges.append(
            Exchange(
                path=parts.path.removeprefix(PREFIX),
                method=request.method,
                query=parse_qs(parts.query, keep_blank_values=True),
                body=_fields(body),
                status=response.status_code,
                answer=response.json() if is_json else None,
            )
        )


def _fields(body):
    """JSON, or the names of the parts of a form."""
    if body.startswith(b"{"):
        return json.loads(body)
    return dict.fromkeys(name.decode() for name in re.findall(rb'form-data; name="(\w+)"', body))


@pytest.fixture(scope="module")
def platform(simulator):
    return Platform(simulator)


# ------------------------------------------------------------
# A PRODUCT TO LIST
# ------------------------------------------------------------


@pytest.fixture(scope="module")
def owner(platform):
    return platform.merchant()


@pytest.fixture(scope="module")
def image_id(platform):
    [image] = media_space.upload_image(platform.public, images=[picture()])
    return image.image_id


@pytest.fixture
def new_item(platform, owner, image_id):
    item_id = global_product.add_global_item(owner, draft=draft(image_id))
    platform.sim("clock", advance=10)
    return item_id


@pytest.fixture
def varied_item(owner, new_item):
    global_product.init_tier_variation(owner, global_item_id=new_item, tiers=tiers(), models=models())
    return new_item
