"""Pictures by their public address. No signature, no token: they are not calls of the platform."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from . import public_web

TIMEOUT = (5, 20)
LONGEST = 60  # seconds for one picture as a whole, however slowly it trickles in
HEADERS = {"Accept-Encoding": "identity"}  # pictures are compressed by themselves
MAX_BYTES = 10 * 1024 * 1024
WORKERS = 4
CHUNK = 65536
MAX_REDIRECTS = 3
# First bytes of the kinds that Odoo can show
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
_LOCAL = ("localhost", "127.0.0.1", "simulator")


class PictureError(Exception):
    """``code``: unreachable, private, refused (``detail``: the HTTP status), too_large, not_an_image."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def fetch_all(urls):
    """Read several pictures at once whose addresses Shopee has told.

    :param dict urls: key -> address
    :return: dict key -> bytes or ``PictureError``
    """
    return _fetch_all(urls, requests.Session, _check_address)


def fetch_typed(urls, allowed=()):
    """Read several pictures at once whose addresses a person has typed: of the public internet only.

    :param dict urls: key -> address
    :param allowed: hosts inside the own network that are trusted with it
    :return: dict key -> bytes or ``PictureError``
    """
    return _fetch_all(
        urls, lambda: public_web.session(allowed), lambda url: public_web.check_url(url, allowed)
    )


def fetch(url, session=None, check=None):
    """:param check: called with the address of every step of the way
    :return: the bytes of an image
    :raise PictureError: it cannot be had, is larger than ``MAX_BYTES``, or is no image
    """
    try:
        for _number in range(MAX_REDIRECTS + 1):
            (check or _check_address)(url)
            with (session or requests).get(
                url, timeout=TIMEOUT, stream=True, allow_redirects=False, headers=HEADERS
            ) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise PictureError("refused", str(response.status_code))
                content = _read(response)
            if not is_image(content):
                raise PictureError("not_an_image")
            return content
    except public_web.ForbiddenAddress:
        raise PictureError("private") from None
    except (OSError, HTTPException, HTTPError, ValueError) as error:  # an address may be no address
        raise PictureError("unreachable", type(error).__name__) from None
    raise PictureError("unreachable", "redirects")


def is_image(content):
    """By its first bytes: neither name nor announced type can be trusted."""
    return content.startswith(_SIGNATURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _check_address(url):
    """Each step of the way is checked: an address must not lead into the server's own network by http."""
    parts = urlsplit(url or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise PictureError("unreachable", "address")


def _fetch_all(urls, make_session, check):
    if not urls:
        return {}
    with make_session() as session, ThreadPoolExecutor(WORKERS) as pool:
        answers = pool.map(lambda url: _attempt(url, session, check), urls.values())
        return dict(zip(urls, answers, strict=True))


def _attempt(url, session, check):
    try:
        return fetch(url, session, check)
    except PictureError as error:
        return error


def _read(response):
    content = bytearray()
    end = time.monotonic() + LONGEST
    # As it arrives: iter_content would wait for whole chunks, however slowly they trickle in
    read = getattr(response.raw, "read1", None) or response.raw._fp.read1
    while piece := read(CHUNK):
        content += piece
        if time.monotonic() > end:
            raise PictureError("unreachable", "slow")
        if len(content) > MAX_BYTES:
            raise PictureError("too_large", str(MAX_BYTES // (1024 * 1024)))
    return bytes(content)
