"""Addresses that people type lead to the public internet only, whatever they say and wherever they lead."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from odoo.addons.shopee_krsc_connector.lib import pictures, public_web

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PUBLIC = "93.184.216.34"
REDIRECTS = {
    "/inside": "http://10.0.0.1/secret",
    "/local": "http://localhost/secret",
    "/name": "http://intranet.example/secret",
    "/moved": "http://shop.example/good",
    "/circle": "http://shop.example/circle",
    "/file": "file:///etc/passwd",
    "/odd": "http://[::1/x",
    "/odder": "http://shop.example:port/x",
}


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path, self.headers["Authorization"]))
        target = REDIRECTS.get(self.path)
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0" if target else str(len(PNG)))
        self.end_headers()
        self.wfile.write(b"" if target else PNG)

    def log_message(self, *args):
        """The test's output is no access log."""


@pytest.fixture
def server():
    server = HTTPServer(("127.0.0.1", 0), _Pictures)
    server.asked = []
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def world(server, monkeypatch):
    """Names and what they stand for; whoever connects to the public address reaches the server.

    A list of lists answers each question with the next one.
    """
    names = {"shop.example": [PUBLIC], "intranet.example": ["10.1.2.3"]}
    connected = []
    resolve, connect = socket.getaddrinfo, socket.socket.connect

    def getaddrinfo(host, port, *args, **kwargs):
        found = names.get(host)
        if found is None:
            return resolve(host, port, *args, **kwargs)
        if isinstance(found[0], list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    def redirected(plug, place):
        connected.append(place[0])
        return connect(plug, ("127.0.0.1", server.server_port) if place[0] == PUBLIC else place)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", redirected)
    return names, connected


def _outcome(url, allowed=()):
    answer = pictures.fetch_typed({"it": url}, allowed)["it"]
    return answer.code if isinstance(answer, pictures.PictureError) else answer


def test_public_picture_is_fetched(world, server):
    assert _outcome("http://shop.example/good") == PNG
    assert _outcome("http://shop.example/moved") == PNG
    assert {host for host, *_rest in server.asked} == {"shop.example"}


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        [PUBLIC, "10.0.0.5"],
    ],
)
def test_name_of_an_inner_address_is_not_connected_to(world, addresses):
    names, connected = world
    names["evil.example"] = addresses
    assert _outcome("http://evil.example/x") == "private"
    assert connected == []


@pytest.mark.parametrize(
    "address",
    [
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "ff02::1",
        "fe80::1%eth0",
        "no address",
    ],
)
def test_inner_address_of_ipv6(address):
    assert not public_web.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:8.8.8.8"])
def test_public_address(address):
    assert public_web.is_public(address)


def test_name_that_changes_its_address_leads_nowhere_else(world):
    """The connection goes to what was checked: a second answer of the resolver is not asked for."""
    names, connected = world
    names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert _outcome("http://rebind.example/good") == PNG
    assert connected == [PUBLIC]
    assert _outcome("http://rebind.example/good") == "private"


@pytest.mark.parametrize("path", ["/inside", "/local", "/name", "/file"])
def test_redirect_inside_is_not_followed(world, path):
    _names, connected = world
    assert _outcome(f"http://shop.example{path}") == "private"
    assert connected == [PUBLIC]


@pytest.mark.parametrize("path", ["/odd", "/odder"])
def test_redirect_to_no_address(world, path):
    assert _outcome(f"http://shop.example{path}") in ("unreachable", "private")


def test_redirects_end(world, server):
    assert _outcome("http://shop.example/circle") == "unreachable"
    assert len(server.asked) == pictures.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "shop.example/x",
        "ftp://shop.example/x",
        "file:///etc/passwd",
        "http:///x",
        "http://user:word@shop.example/x",
        "http://shop.example:22/x",
        "http://shop.example:99999/x",
        "http://[::1/x",
        "http://127.0.0.1/x",
        "http://2130706433/x",
    ],
)
def test_addresses_that_are_none_of_the_web(world, url):
    _names, connected = world
    assert _outcome(url) == "private"
    assert connected == []


def test_trusted_host_may_be_inside_on_any_port(server):
    url = f"http://127.0.0.1:{server.server_port}/good"
    assert _outcome(url) == "private"
    assert _outcome(url, ["127.0.0.1"]) == PNG


def test_trust_does_not_pass_on(server):
    url = f"http://127.0.0.1:{server.server_port}/inside"
    assert _outcome(url, ["127.0.0.1"]) == "private"


def test_environment_gives_no_proxy(world, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert _outcome("http://shop.example/good") == PNG


def test_host_that_is_not_there(world):
    names, _connected = world
    names["gone.example"] = ["127.0.0.1"]
    assert _outcome("http://gone.example:1/x", ["gone.example"]) == "unreachable"
    with public_web.session() as session, pytest.raises(requests.ConnectionError):
        session.get("http://nowhere.invalid/x", timeout=(2, 2))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254"])
def test_inner_address_is_told_before_anything_is_asked(host):
    with pytest.raises(public_web.ForbiddenAddress):
        public_web.check_url(f"http://{host}/x")
    public_web.check_url(f"http://{host}:8080/x", [host.strip("[]")])
    public_web.check_url(f"https://{PUBLIC}/x")
