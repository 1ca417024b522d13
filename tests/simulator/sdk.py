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
        return self.call(name, "shop", shop_id or self.shop_ids[0], **kwargs)

    def merchant(self, name, **kwargs):
        return self.call(name, "merchant", self.merchant_id, **kwargs)

    def call(self, name, kind, number, **kwargs):
        token = self.pairs[kind, number]["access_token"]
        return self.answer(self.send(name, principal=(kind, number, token), **kwargs))

    def good(self, name, kind="shop", **kwargs):
        """What is under ``response``; a refusal is an error of the test."""
        answer = getattr(self, kind)(name, **kwargs)
        assert answer["error"] == "", answer
        return answer.get("response", answer)

    @staticmethod
    def answer(response):
        if response.headers["Content-Type"].startswith("application/json"):
            return response.json()
        return response.content

    def send(self, name, *, method=None, key=PARTNER_KEY, timestamp=None, principal=None, **kwargs):
        """:param principal: ("shop" | "merchant", id, access token)"""
        path = f"/api/v2/{name}"
        timestamp = timestamp or int(time.time())
        kind, number, token = principal or ("", "", "")
        sign = signature(key, PARTNER_ID, path, timestamp, token, number)
        query = {"partner_id": PARTNER_ID, "timestamp": timestamp, "sign": sign}
        if principal:
            query |= {"access_token": token, f"{kind}_id": number}
        query |= kwargs.pop("params", None) or {}
        method = method or ("POST" if kwargs else "GET")
        return self.session.request(method, self.url + path, params=query, timeout=10, **kwargs)

    def control(self, method, path, **body):
        """The control API; an error is an error of the test."""
        response = self.session.request(
            method, f"{self.url}/_sim/{path}", json=body if method == "POST" else None, timeout=30
        )
        assert response.ok, response.text
        return response.json()
