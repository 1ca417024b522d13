"""A caller of the platform as a third party would write one: nothing of the addon or the simulator."""

from __future__ import annotations

import hashlib
import hmac
import time

import requests

PARTNER_ID = 1000001
PARTNER_KEY = "simulator-partner-key"


def signature(key, *parts):
    message = "".join(str(part) for part in parts)
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


class Sdk:
    """Signs, sends and keeps the token pair of every shop and merchant."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.pairs = {}  # ("shop" | "merchant", id) -> answer of auth/*
        self.shop_ids = []
        self.merchant_id = 0

    def login(self, granted):
        """Exchange what the consent answered."""
        login = {key: value for key, value in granted.items() if key != "code"}
        pair = self.public("auth/token/get", json={"code": granted["code"], **login})
        self.shop_ids = pair.get("shop_id_list", [])
        for shop_id in self.shop_ids:
            self.pairs["shop", shop_id] = pair
        for merchant_id in pair.get("merchant_id_list", []):
            self.pairs["merchant", merchant_id] = pair
            self.merchant_id = merchant_id
        return pair

    def refresh(self, kind, number):
        pair = self.public(
            "auth/access_token/get",
            json={"refresh_token": self.pairs[kind, number]["refresh_token"], f"{kind}_id": number},
        )
        self.pairs[kind, number] = pair
        return pair

    def public(self, name, **kwargs):
        if "auth/" in name:
            kwargs["json"] = {"partner_id": PARTNER_ID, **kwargs["json"]}
        return self.send(name, **kwargs).json()

    def shop(self, name, shop_id=None, **kwargs):
        shop_id = shop_id or self.shop_ids[0]
        token = self.pairs["shop", shop_id]["access_token"]
        return self.answer(self.send(name, access_token=token, shop_id=shop_id, **kwargs))

    def merchant(self, name, **kwargs):
        token = self.pairs["merchant", self.merchant_id]["access_token"]
        return self.answer(self.send(name, access_token=token, merchant_id=self.merchant_id, **kwargs))

    @staticmethod
    def answer(response):
        if response.headers["Content-Type"].startswith("application/json"):
            return response.json()
        return response.content

    def send(self, name, *, params=None, json=None, files=None, data=None, method=None, key=None,
             timestamp=None, access_token="", shop_id=None, merchant_id=None):  # fmt: skip
        path = f"/api/v2/{name}"
        timestamp = timestamp or int(time.time())
        principal = shop_id or merchant_id or ""
        sign = signature(key or PARTNER_KEY, PARTNER_ID, path, timestamp, access_token, principal)
        query = {"partner_id": PARTNER_ID, "timestamp": timestamp, "sign": sign}
        if access_token:
            query["access_token"] = access_token
        if shop_id:
            query["shop_id"] = shop_id
        if merchant_id:
            query["merchant_id"] = merchant_id
        method = method or ("GET" if json is None and files is None else "POST")
        return self.session.request(
            method, self.url + path, params={**query, **(params or {})}, json=json, files=files,
            data=data, timeout=10,
        )  # fmt: skip

    def control(self, method, path, **body):
        """The control API; an error is an error of the test."""
        response = self.session.request(
            method, f"{self.url}/_sim/{path}", json=body if method == "POST" else None, timeout=30
        )
        assert response.ok, response.text
        return response.json()
