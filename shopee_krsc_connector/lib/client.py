"""Signed calls to the Shopee Open Platform."""

import logging
import re
import time
from typing import NamedTuple

import requests

from .errors import BadPayload, InvalidToken, Misconfigured, ShopeeError, Unavailable, error_for, redact
from .signing import sign

_logger = logging.getLogger(__name__)

API_PREFIX = "/api/v2/"
TIMEOUT = (5, 30)  # seconds to connect, seconds between two bytes
SUCCESS = {"", "-"}  # "-" is a placeholder seen in several published samples
SECRET_FIELDS = ("code", "refresh_token")  # of auth/*
ENVELOPE = {"request_id", "error", "message", "msg", "warning", "response"}


class Principal(NamedTuple):
    """Who signs: ``kind`` is "shop" or "merchant", ``id`` the platform's id."""

    kind: str
    id: str


class Download(NamedTuple):
    content: bytes
    content_type: str


class Client:
    """Calls as one principal, or public calls when there is none.

    Nothing is retried but a call refused for its access token, once, with a refreshed one: whether another
    failure may be repeated is for the caller to know.

    :param str host: scheme and host, without a slash at the end
    :param tokens: object with ``access_token()`` and ``refreshed(stale)``, each giving a token; clients may
        share it
    :param session: ``requests.Session`` to use instead of an own one
    """

    def __init__(self, host, partner_id, partner_key, principal=None, tokens=None, session=None):
        self.host = host.rstrip("/")
        self.partner_id = str(partner_id).strip()
        self.principal = principal
        self._partner_key = partner_key or ""
        self.tokens = tokens
        self._session = session or requests.Session()

    def __repr__(self):
        signer = f"{self.principal.kind} {self.principal.id}" if self.principal else "public"
        return f"<Client {signer} at {self.host}>"

    # ------------------------------------------------------------
    # CALLS
    # ------------------------------------------------------------

    def get(self, path, **params):
        """What a GET of ``path`` ("order/get_order_list") answers, unwrapped. A list repeats its key."""
        return _content(self._call("GET", path, params=_query(params)))

    def post(self, path, **body):
        """What a POST of a JSON body answers, unwrapped."""
        return _content(self._call("POST", path, json=_present(body)))

    def upload(self, path, files, **fields):
        """What a multipart POST answers, unwrapped.

        :param files: as ``requests`` takes them
        """
        return _content(self._call("POST", path, files=files, data=_query(fields)))

    def download(self, path, **body):
        """The file that a POST answers; a JSON envelope in its place is an error."""
        answer = self._call("POST", path, json=_present(body), binary=True)
        if isinstance(answer, Download):
            return answer
        raise BadPayload("A file was expected", code="bad_payload", request_id=_request_id(answer))

    # ------------------------------------------------------------
    # ONE CALL
    # ------------------------------------------------------------

    def _call(self, method, path, binary=False, **content):
        token = self.tokens.access_token() if self.tokens and self.principal else ""
        try:
            return self._send(method, path, token, binary, content)
        except InvalidToken:
            if not token:
                raise
        return self._send(method, path, self.tokens.refreshed(token), binary, content)

    def _send(self, method, path, token, binary, content):
        signed = self._signed(API_PREFIX + path, token)
        content = {**content, "params": {**(content.get("params") or {}), **signed}}
        started = time.monotonic()
        response, error = self._transmit(method, self.host + API_PREFIX + path, content)
        if not error:
            try:
                answer = _file(response) if binary and not _is_json(response) else _envelope(response)
                self._refuse(answer, response, token, signed["sign"], *_secrets(content))
            except ShopeeError as refusal:
                error = refusal
        _logger.log(
            logging.INFO if error else logging.DEBUG,
            "Shopee %s %s: %s, %.0f ms, request %s",
            method,
            path,
            f"{error.code} {error}" if error else "ok",
            (time.monotonic() - started) * 1000,
            (error.request_id if error else _request_id(answer)) or "unknown",
        )
        if error:
            raise error
        return answer

    def _refuse(self, answer, response, *secrets):
        """:raise ShopeeError: the envelope, or the HTTP status where the envelope says nothing"""
        if isinstance(answer, Download):
            return
        code, status = str(answer.get("error") or ""), response.status_code
        if code in SUCCESS:
            if status < 300:
                return
            code = f"http_{status}"
        message = redact(answer.get("message") or answer.get("msg"), self._partner_key, *secrets)
        error = error_for(code, message, _request_id(answer), status, _retry_after(response))
        error.payload = _content(answer)
        raise error

    def _signed(self, path, token):
        """Query parameters that every call carries, POST as well."""
        timestamp = int(time.time())
        signed = {"partner_id": self.partner_id, "timestamp": timestamp}
        principal_id = ""
        if self.principal:
            principal_id = self.principal.id
            signed["access_token"] = token
            signed[f"{self.principal.kind}_id"] = principal_id
        signed["sign"] = sign(self._partner_key, self.partner_id, path, timestamp, token, principal_id)
        return signed

    def _transmit(self, method, url, content):
        """``(response, None)`` or ``(None, error)``.

        The error is returned, not raised: what ``requests`` raises holds the signed URL and would go along
        as the context of ours. A redirect is not followed, it would carry the token elsewhere.
        """
        try:
            response = self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **content)
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema):
            return None, Misconfigured("The address of Shopee is not valid", code="invalid_address")
        except requests.RequestException as error:
            kind = "timeout" if isinstance(error, requests.Timeout) else "no_connection"
            return None, Unavailable(f"Shopee did not answer ({type(error).__name__})", code=kind)
        return response, None


# ------------------------------------------------------------
# READING ANSWERS
# ------------------------------------------------------------


def _file(response):
    _refuse_status(response)
    return Download(response.content, response.headers.get("Content-Type", ""))


def _envelope(response):
    try:
        envelope = response.json()
    except ValueError:
        envelope = None
    if isinstance(envelope, dict):
        return envelope
    _refuse_status(response)
    raise BadPayload("The answer of Shopee is not a JSON object", code="bad_payload")


def _refuse_status(response):
    """:raise ShopeeError: an answer without an envelope tells by its HTTP status alone"""
    status = response.status_code
    if status < 300:
        return
    # A merchant call signed with the token of a shop-only login answers 403 (seen live)
    code = "error_auth" if status in (401, 403) else f"http_{status}"
    raise error_for(code, f"HTTP {status}", status=status, retry_after=_retry_after(response))


def _secrets(content):
    """Secret values in a body, which a refusal may echo."""
    body = content.get("json") or {}
    return [body[name] for name in SECRET_FIELDS if body.get(name)]


def _request_id(answer):
    return str(answer.get("request_id") or "") if isinstance(answer, dict) else ""


def _content(envelope):
    """What is under ``response``; calls without that wrapper put it beside ``error``."""
    content = envelope.get("response")
    if isinstance(content, list) or content:
        return content
    return {key: value for key, value in envelope.items() if key not in ENVELOPE}


def _present(values):
    return {name: value for name, value in values.items() if value is not None}


def _query(values):
    """Booleans as the platform spells them."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in _present(values).items()
    }


def _is_json(response):
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind.endswith("json") or response.content.lstrip()[:1] == b"{"


def _retry_after(response):
    text = response.headers.get("Retry-After", "")
    return int(text) if text.isdigit() else None


class _NoSignedQuery(logging.Filter):
    """Takes the query of signed URLs out of what urllib3 writes at its debug level."""

    _signed = re.compile(r"\?[^\s\"']*\bsign=[^\s\"']*")

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(
                self._signed.sub("?…", str(arg)) if "sign=" in str(arg) else arg for arg in record.args
            )
        return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection"):
    logging.getLogger(_name).addFilter(_NoSignedQuery())
