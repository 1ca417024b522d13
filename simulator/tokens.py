"""Authorisation codes, access and refresh tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from .clock import Clock
from .config import Config
from .errors import ApiError, param_error

CODE_LIFE = 600
ACCESS_LIFE = 4 * 3600
REFRESH_LIFE = 30 * 86400
GRACE = 300  # the former access token still works this long after a refresh
REPEAT = 4 * 3600
AUTHORISATION_LIFE = 365 * 86400

Principal = tuple[str, int]  # ("shop" | "merchant", id)


@dataclass
class Pair:
    """One access and one refresh token. The first pair of a login serves all its principals."""

    access: str
    refresh: str
    principals: frozenset[Principal]
    access_until: float
    refresh_until: float
    used: dict[Principal, tuple[float, Pair]] = field(default_factory=dict)
    ended: dict[Principal, float] = field(default_factory=dict)


@dataclass
class Code:
    principals: frozenset[Principal]
    login: Principal  # ("main_account", id) or ("shop", id)
    until: float
    used: bool = False


class Tokens:
    """Issued tokens, and what the seller has granted."""

    def __init__(self, clock: Clock, config: Config) -> None:
        self._clock = clock
        self._config = config
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Pair] = {}
        self._by_refresh: dict[str, Pair] = {}
        self.granted: dict[Principal, tuple[int, int]] = {}  # (from, until)

    def grant(self, principals: frozenset[Principal], login: Principal) -> str:
        """The seller has confirmed: a code, good once and for ten minutes."""
        code = secrets.token_hex(16)
        now = self._clock.now()
        self._codes[code] = Code(principals, login, now + CODE_LIFE)
        for principal in principals:
            self.granted[principal] = (int(now), int(now) + AUTHORISATION_LIFE)
        return code

    def revoke(self, principal: Principal) -> bool:
        return self.granted.pop(principal, None) is not None

    def expire_all(self) -> None:
        """End every access token at once."""
        for pair in self._by_access.values():
            pair.access_until = 0

    def exchange(self, code: str, login: Principal) -> Pair:
        found = self._codes.get(code)
        now = self._clock.now()
        if not found or found.used or found.until < now:
            raise ApiError("invalid_code", "Invalid code, it was used or is out of date.", status=403)
        if found.login != login:
            name = "invalid_shop_id" if login[0] == "shop" else "invalid_main_acount_id"
            raise ApiError(name, "The code belongs to another login.", status=403)
        found.used = True
        return self._issue(found.principals)

    def refresh(self, token: str, principal: Principal) -> Pair:
        kind = principal[0]
        pair = self._by_refresh.get(token)
        now = self._clock.now()
        if pair is None:
            raise ApiError(f"error_{kind}_refresh_token", "Invalid refresh_token.", status=403)
        if principal not in pair.principals:
            raise ApiError(f"{kind}_no_linked", f"This login did not grant the {kind}.", status=403)
        if principal in pair.used:
            return self._repeat(pair, principal, now)
        self.check_granted(principal)
        if pair.refresh_until < now:
            raise ApiError("refresh_token_expired", "Your refresh_token is expired.", status=403)
        new = self._issue(frozenset([principal]))
        pair.used[principal] = (now, new)
        pair.ended[principal] = now + GRACE
        return new

    def _repeat(self, pair: Pair, principal: Principal, now: float) -> Pair:
        """Whether a lost answer can be asked for again is unsure, so it is a setting."""
        at, new = pair.used[principal]
        if self._config.refresh_repeat and now - at < REPEAT and principal not in new.used:
            return new
        raise ApiError(
            f"error_{principal[0]}_refresh_token", "The refresh_token was used already.", status=403
        )

    def check_granted(self, principal: Principal) -> None:
        grant = self.granted.get(principal)
        if grant is None:
            raise ApiError(
                f"{principal[0]}_no_linked",
                f"partner and {principal[0]} have no linked relationship.",
                status=403,
            )
        if grant[1] < self._clock.now():
            raise ApiError(f"{principal[0]}_access_expired", "The authorisation has ended.", status=403)

    def check_access(self, token: str, principal: Principal) -> None:
        """:raise ApiError: the token does not open this shop or merchant now"""
        if not token:
            raise param_error("There is no access_token in query.")
        pair = self._by_access.get(token)
        now = self._clock.now()
        if pair is not None and principal not in pair.principals:
            raise ApiError("error_permission", f"No permission to access this {principal[0]}.", status=403)
        ended = pair.ended.get(principal, pair.access_until) if pair else 0.0
        if pair is None or min(ended, pair.access_until) < now:
            raise ApiError("invalid_acceess_token", "Invalid access_token, please have a check.", status=403)
        self.check_granted(principal)

    def _issue(self, principals: frozenset[Principal]) -> Pair:
        now = self._clock.now()
        pair = Pair(
            secrets.token_hex(16),
            secrets.token_hex(16),
            principals,
            now + ACCESS_LIFE,
            now + REFRESH_LIFE,
        )
        self._by_access[pair.access] = pair
        self._by_refresh[pair.refresh] = pair
        return pair
