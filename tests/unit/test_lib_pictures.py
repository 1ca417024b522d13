"""Pictures are fetched by address: what is no picture, too large or elsewhere is told apart."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from odoo.addons.shopee_krsc_connector.lib import pictures

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
ANSWERS = {
    "/good": (200, PNG),
    "/large": (200, PNG + bytes(5000)),
    "/page": (200, b"<html>not found</html>"),
    "/slow": (200, PNG),
    "/broken": (200, PNG[:4]),
    "/moved": (302, b""),
    "/circle": (302, b""),
    "/inside": (302, b""),
}
MISSING = {"/slow": 40, "/broken": 40}  # bytes that are announced and do not come, or not soon
TARGETS = {"/moved": "/good", "/circle": "/circle", "/inside": "http://10.0.0.1/secret"}


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self):
        status, content = ANSWERS.get(self.path, (404, b""))
        self.send_response(status)
        if self.path in TARGETS:
            self.send_header("Location", TARGETS[self.path])
        self.send_header("Content-Length", str(len(content) + MISSING.get(self.path, 0)))
        self.end_headers()
        self.wfile.write(content)
        if self.path == "/slow":
            with contextlib.suppress(OSError):
                for _byte in range(40):
                    time.sleep(0.1)
                    self.wfile.write(b"x")

    def log_message(self, *args):
        """The test's output is no access log."""


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _failure(url):
    with pytest.raises(pictures.PictureError) as caught:
        pictures.fetch(url)
    return caught.value.code, caught.value.detail


def test_picture_that_trickles_in_is_given_up(server, monkeypatch):
    monkeypatch.setattr(pictures, "LONGEST", 0.3)
    start = time.monotonic()
    assert _failure(f"{server}/slow") == ("unreachable", "slow")
    assert time.monotonic() - start < 2


def test_connection_that_breaks_off(server):
    assert _failure(f"{server}/broken")[0] in ("unreachable", "not_an_image")


def test_picture_is_fetched_and_followed(server):
    assert pictures.fetch(f"{server}/good") == PNG
    assert pictures.fetch(f"{server}/moved") == PNG


def test_failures_are_told_apart(server, monkeypatch):
    assert _failure(f"{server}/missing") == ("refused", "404")
    assert _failure(f"{server}/page") == ("not_an_image", "")
    assert _failure(f"{server}/circle") == ("unreachable", "redirects")
    assert _failure("http://127.0.0.1:1/")[0] == "unreachable"
    monkeypatch.setattr(pictures, "MAX_BYTES", 4000)
    assert _failure(f"{server}/large")[0] == "too_large"


@pytest.mark.parametrize("url", ["http://10.0.0.1/x", "file:///etc/passwd", "ftp://cf.example/x", "", None])
def test_only_public_addresses_are_asked(url):
    assert _failure(url) == ("unreachable", "address")


def test_redirect_into_the_own_network_is_not_followed(server):
    assert _failure(f"{server}/inside") == ("unreachable", "address")


def test_one_failure_stops_no_other(server):
    answers = pictures.fetch_all({1: f"{server}/missing", 2: f"{server}/good", 3: ""})
    assert answers[2] == PNG
    assert [answers[1].code, answers[3].code] == ["refused", "unreachable"]
    assert pictures.fetch_all({}) == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xd8\xff\xe0JFIF", True),
        (b"GIF89a....", True),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", True),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", False),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
        (b"", False),
    ],
)
def test_kind_is_told_by_the_first_bytes(content, expected):
    assert pictures.is_image(content) is expected
