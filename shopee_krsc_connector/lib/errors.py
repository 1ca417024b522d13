"""Errors of the platform, typed by what the caller has to do about them.

Only ``str(error)`` is meant for people and logs; it never holds a token, key, signature or a URL with its
query. Every class pickles.
"""

import re
from datetime import datetime, timedelta, timezone

RATE_LIMIT_SECONDS = 60
QUOTA_ZONE = timezone(timedelta(hours=8))  # the daily quota starts anew at 00:00 UTC+8


class ShopeeError(Exception):
    """Base of all errors of ``lib``.

    ``payload`` is what accompanied a refusal under ``response``, such as the rows of a failed batch.
    """

    payload = None

    def __init__(self, message="", code="", request_id=""):
        self._describe(message, code, request_id)
        super().__init__(self.message, self.code, self.request_id)

    def _describe(self, message, code, request_id):
        self.message = redact(message)
        self.code = code
        self.request_id = request_id

    def __str__(self):
        return self.message or self.code or type(self).__name__


class AuthError(ShopeeError):
    """The principal may not do this, or its token is not good."""


class AuthorisationLost(AuthError):
    """The seller has to authorise again."""


class InvalidToken(AuthError):
    """The access token is not good any more; the client refreshes it once by itself."""


class Misconfigured(ShopeeError):
    """Partner id, key, host, clock or IP address are wrong: an administrator has to act."""


class Unavailable(ShopeeError):
    """No answer, or a passing fault. A read may be repeated; before a write, read the state back."""


class BadPayload(ShopeeError):
    """The answer cannot be understood."""


class RateLimited(ShopeeError):
    """Too many calls; ``retry_after`` is in seconds."""

    def __init__(self, retry_after=RATE_LIMIT_SECONDS, message="", code="", request_id=""):
        self._describe(message, code, request_id)
        self.retry_after = retry_after
        Exception.__init__(self, retry_after, self.message, code, request_id)


class QuotaExceeded(ShopeeError):
    """The quota of the day is used up; ``retry_after`` (seconds) leads to its end."""

    def __init__(self, retry_after=None, message="", code="", request_id=""):
        self._describe(message, code, request_id)
        self.retry_after = seconds_to_next_quota() if retry_after is None else retry_after
        Exception.__init__(self, self.retry_after, self.message, code, request_id)


class Rejected(ShopeeError):
    """Shopee refuses this request for good; sending it again does not help."""

    def __init__(self, code="", message="", request_id=""):
        self._describe(message, code, request_id)
        Exception.__init__(self, code, self.message, request_id)

    @property
    def reason(self):
        """The code without its module: ``order_status_error`` of ``logistics.order_status_error``."""
        return bare_code(self.code)


class AccountRefused(Rejected):
    """Shopee refuses this shop, merchant or app as a whole: no other record would fare better."""


def seconds_to_next_quota(now=None):
    """Seconds from ``now`` (aware datetime) to the next 00:00 UTC+8."""
    now = (now or datetime.now(QUOTA_ZONE)).astimezone(QUOTA_ZONE)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - now).total_seconds()) + 1


# ------------------------------------------------------------
# SECRETS
# ------------------------------------------------------------

_QUERY = re.compile(r"(\w+://[^\s?\"']*|/api/v2/[^\s?\"']*)\?[^\s\"']*")
_NAMED = re.compile(
    r"(?i)\b(access_token|refresh_token|partner_key|sign|authorization|code)(\W{1,4})[^\s,;&\"']{8,}"
)
_LONG = re.compile(r"\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{24,}\b")


def redact(text, *secrets):
    """``text`` without these secrets, without queries of URLs and without what looks like a token."""
    text = str(text or "")
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    text = _QUERY.sub(r"\1", text)
    text = _NAMED.sub(r"\1\2…", text)
    return _LONG.sub("…", text)


# ------------------------------------------------------------
# CLASSIFICATION
# ------------------------------------------------------------

_INVALID_TOKEN = {"invalid_access_token", "invalid_acceess_token"}  # the second one is Shopee's spelling
_LOST = {
    "shop_access_expired",
    "merchant_access_expired",
    "refresh_token_expired",
    "error_shop_refresh_token",
    "error_merchant_refresh_token",
    "shop_no_linked",
    "merchant_no_linked",
    "partner_shop_no_link",
    "invalid_code",
}
_MISCONFIGURED = {
    "error_sign",
    "invalid_partner_id",
    "error_partner_key_expired",
    "source_ip_undeclared",
}
_ACCOUNT = {
    "shop_banned",
    "partner_frozen",
    "api_suspended",
    "error_kyc_auth",
    "error_api_permission",
    "error_api_call_restricted",
    "error_ashop_api_permission",  # of a SIP affiliate shop
}
# error_too_many_request is in no published source; handled alike in case it exists
_RATE_LIMITED = {"error_rate_limit", "error_too_many_request", "error_too_many_requests"}
_PASSING = {
    "error_network",
    "error_server",
    "error_inner",
    "error_system_busy",
    "error_timeout",
    "error_core_server",
    "error_third_party_server",
    "error_connection",
    "system_error",
    "download_later",
}
_QUOTA_WORDS = re.compile(r"(?i)daily|per day|a day|quota|tomorrow|24 ?h")
_TOKEN_WORDS = re.compile(
    r"(?i)(invalid|expired?|wrong)\W+acc+e+ss.?token|acc+e+ss.?token\W.*(invalid|expired)"
)
_LATER_WORDS = re.compile(r"(?i)system error|try .*later|later")
_LOST_WORDS = re.compile(r"(?i)refresh.?token|no linked|not linked|expired|re-?authori[sz]e")


def bare_code(code):
    """Codes come with or without the name of a module before a dot."""
    return code.rpartition(".")[2].lower()


def error_for(code, message="", request_id="", status=200, retry_after=None):
    """The typed error of an answer that is not a success.

    One code carries different meanings (``error_auth``, ``error_param``, ``error_limit``): the message
    tells them apart.

    :param int status: HTTP status
    :param int retry_after: seconds named by the header of that name
    """
    bare = bare_code(code)
    about = {"message": message, "code": code, "request_id": request_id}
    if status == 429 or bare in _RATE_LIMITED:
        return RateLimited(RATE_LIMIT_SECONDS if retry_after is None else retry_after, **about)
    if code.lower() == "error_limit" and _QUOTA_WORDS.search(message):
        # With a module before it, error_limit is a limit of a parameter
        return QuotaExceeded(**about)
    if bare in _LOST:
        return AuthorisationLost(**about)
    if bare in _INVALID_TOKEN:
        return InvalidToken(**about)
    if bare == "error_auth":
        return _auth_error_for(about)
    if bare in _MISCONFIGURED or (bare == "error_param" and "timestamp" in message.lower()):
        return Misconfigured(**about)
    if bare in _PASSING or status >= 500 or (bare == "error_data" and _is_parse_fault(message)):
        return Unavailable(**about)
    return AccountRefused(**about) if bare in _ACCOUNT else Rejected(**about)


def _auth_error_for(about):
    message = about["message"]
    if _TOKEN_WORDS.search(message):
        return InvalidToken(**about)
    if _LATER_WORDS.search(message):
        return Unavailable(**about)
    if _LOST_WORDS.search(message):
        return AuthorisationLost(**about)
    return AuthError(**about)


def _is_parse_fault(message):
    """error_data stands for an answer Shopee could not read itself, and for data that is not there."""
    return not message or "parse" in message.lower()
