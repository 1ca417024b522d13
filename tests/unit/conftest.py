"""Clients of a shop and of nobody, with Shopee played by ``responses``."""

import time
from types import SimpleNamespace

import pytest
import responses
from client_world import FRESH, HOST, KEY, TOKEN

from odoo.addons.shopee_krsc_connector.lib import client as client_module
from odoo.addons.shopee_krsc_connector.lib.client import Client, Principal


class Tokens:
    def __init__(self):
        self.refreshed_for = []

    def access_token(self):
        return TOKEN

    def refreshed(self, stale):
        self.refreshed_for.append(stale)
        return FRESH


@pytest.fixture
def fixed_time(monkeypatch):
    clock = SimpleNamespace(time=lambda: 1760000000.9, monotonic=time.monotonic)
    monkeypatch.setattr(client_module, "time", clock)


@pytest.fixture
def shopee():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def shop(fixed_time, tokens):
    return Client(HOST, "1000001", KEY, principal=Principal("shop", "220000123"), tokens=tokens)


@pytest.fixture
def merchant(fixed_time, tokens):
    return Client(HOST, "1000001", KEY, principal=Principal("merchant", "3300045"), tokens=tokens)


@pytest.fixture
def public(fixed_time):
    return Client(HOST + "/", 1000001, KEY)
