"""A logged-in session on an Odoo server: what its web client does, without the browser."""

import itertools

import requests

from tools.console import Trouble


class RpcError(Trouble):
    """The server refused a call; `name` is the class of its exception, the text is its message."""

    def __init__(self, name: str, message: str):
        super().__init__(" ".join(message.split()))
        self.name = name


class Session:
    def __init__(self, url: str, database: str, login: str, password: str | None = None):
        """:raise Trouble: when the login is refused"""
        self.url = url
        self.http = requests.Session()
        self._ids = itertools.count(1)
        parameters = {"db": database, "login": login, "password": password or login}
        try:
            self.info = self._json("/web/session/authenticate", parameters)
        except RpcError as error:
            raise Trouble(f"Odoo refuses the login {login}: {error}") from None
        self.uid = self.info["uid"]

    def call(self, model: str, method: str, *args, **kwargs):
        """`model.method(*args, **kwargs)`; the first argument of a method of records is their ids."""
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._json(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def search_read(self, model: str, domain: list, fields: list[str], **options) -> list[dict]:
        return self.call(model, "search_read", domain, fields, **options)

    def search(self, model: str, domain: list, **options) -> list[int]:
        return self.call(model, "search", domain, **options)

    def count(self, model: str, domain: list) -> int:
        return self.call(model, "search_count", domain)

    def create(self, model: str, vals: dict) -> int:
        return self.call(model, "create", [vals])[0]

    def write(self, model: str, ids: list[int], vals: dict) -> bool:
        return self.call(model, "write", ids, vals)

    def ref(self, xmlid: str) -> int:
        """Database id of an XML id."""
        module, name = xmlid.split(".", 1)
        found = self.search_read("ir.model.data", [("module", "=", module), ("name", "=", name)], ["res_id"])
        return found[0]["res_id"]

    def _json(self, path: str, parameters: dict):
        body = {"jsonrpc": "2.0", "method": "call", "id": next(self._ids), "params": parameters}
        answer = self.http.post(f"{self.url}{path}", json=body, timeout=300)
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            data = content["error"].get("data") or {}
            raise RpcError(data.get("name", ""), data.get("message") or content["error"]["message"])
        return content.get("result")
