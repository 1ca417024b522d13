"""The gateway of the Open Platform: checks signature and token, reads parameters, wraps answers."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from typing import Any

from werkzeug import Request, Response

from . import contract
from .errors import ApiError, StateError, param_error
from .registry import HANDLERS, PREFIX, UNLOCKED, Binary, Call
from .signing import request_signature, same
from .world import World

TIMESTAMP_LIFE = 300


class Dropped(ConnectionError):
    """The connection is to be cut without an answer."""


class Gateway:
    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, request: Request) -> Response:
        name = request.path.removeprefix(PREFIX)
        with self.world.calls.flying(name):
            return self._timed(request, name)

    def _timed(self, request: Request, name: str) -> Response:
        started = time.monotonic()
        path = request.path
        body = self._json(request)
        shop_id = request.args.get("shop_id", "")
        fault_shop = int(shop_id) if shop_id.isdigit() else 0
        if self.world.config.latency_ms:
            time.sleep(self.world.config.latency_ms / 1000)
        status, error, dropped = 0, "", True
        try:
            response = self._strike(name, "before", fault_shop)
            if response is None:
                response = self._answer(request, path, body)
                response = self._strike(name, "after", fault_shop) or response
            status, error, dropped = response.status_code, response.headers.get("X-Error", ""), False
            response.headers.pop("X-Error", None)
            return response
        finally:
            self.world.calls.add(
                name,
                method=request.method,
                principal=shop_id or request.args.get("merchant_id", ""),
                params={**request.args.to_dict(), **(body if isinstance(body, dict) else {})},
                status=status,
                error="dropped" if dropped else error,
                ms=round((time.monotonic() - started) * 1000, 1),
            )

    def _strike(self, name: str, when: str, shop_id: int) -> Response | None:
        fault = self.world.faults.take(name, when, shop_id)
        if fault is None:
            return None
        if fault.delay:
            time.sleep(fault.delay)
        if fault.drop:
            raise Dropped
        if fault.error:
            return self._failure(ApiError(fault.error, fault.message, status=fault.status or 200))
        if fault.status:
            return Response("<html>upstream error</html>", fault.status, mimetype="text/html")
        return None

    def _answer(self, request: Request, path: str, body: Any) -> Response:
        try:
            call = self._accept(request, path, body)
            with contextlib.nullcontext() if path in UNLOCKED else self.world.lock:
                result = HANDLERS[path](call)
        except ApiError as error:
            return self._failure(error)
        except StateError as error:
            return self._failure(ApiError("error_permission", str(error)))
        if isinstance(result, Binary):
            return Response(result.content, mimetype=result.content_type)
        return _json_response(self._envelope(path, result, call))

    # Acceptance

    def _accept(self, request: Request, path: str, body: Any) -> Call:
        specification = contract.endpoints().get(path)
        if specification is None or path not in HANDLERS:
            raise ApiError("error_sign", "Wrong sign.", status=403)
        level = specification["level"]
        self._check_signature(request, path, level)
        if request.method != specification["method"]:
            raise param_error(f"{request.method} is not supported by this API.")
        call = Call(
            world=self.world,
            path=path,
            base_url=request.host_url.rstrip("/"),
            query=contract.read_query(path, request.args),
            body=self._read_body(request, path, specification, body),
            files=request.files.getlist("image") if request.files else [],
        )
        if level == "shop":
            call.shop = self.world.shops[int(request.args["shop_id"])]
        return call

    def _read_body(self, request: Request, path: str, specification: Any, body: Any) -> Any:
        if specification["method"] != "POST":
            return {}
        if any(f["type"] == "file" for f in specification["request"]["body"].values()):
            return request.form.to_dict()
        return contract.read_body(path, body)

    def _check_signature(self, request: Request, path: str, level: str) -> None:
        args = request.args
        for name in ("partner_id", "timestamp", "sign"):
            if not args.get(name):
                raise param_error(f"There is no {name} in query.")
        config = self.world.config
        if args["partner_id"] != str(config.partner_id):
            raise ApiError("invalid_partner_id", "Invalid partner_id.", status=403)
        timestamp = args["timestamp"]
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TIMESTAMP_LIFE:
            raise param_error("Invalid timestamp.")
        token, principal = "", ""
        if level != "public":
            token, principal = args.get("access_token", ""), args.get(f"{level}_id", "")
            if not principal.isdigit():
                raise param_error(f"There is no {level}_id in query.")
        expected = request_signature(config.partner_key, config.partner_id, path, timestamp, token, principal)
        if not same(expected, args["sign"]):
            raise ApiError("error_sign", "Wrong sign.", status=403)
        if level != "public":
            with self.world.lock:
                self.world.tokens.check_access(token, (level, int(principal)))

    @staticmethod
    def _json(request: Request) -> Any:
        if request.method != "POST" or not (request.mimetype or "").endswith("json"):
            return None
        try:
            return json.loads(request.get_data() or b"{}")
        except ValueError:
            return None

    # Answers

    def _envelope(self, path: str, result: Any, call: Call) -> dict[str, Any]:
        envelope = {"request_id": secrets.token_hex(16), "error": "", "message": "", **call.beside}
        if call.warning:
            envelope["warning"] = call.warning
        if contract.is_wrapped(path):
            envelope["response"] = result
        elif result:
            envelope.update(result)
        return envelope

    def _failure(self, error: ApiError) -> Response:
        envelope = {
            "request_id": secrets.token_hex(16),
            "error": error.code,
            "message": error.message,
        }
        if error.payload is not None:
            envelope["response"] = error.payload
        response = _json_response(envelope, error.status)
        response.headers["X-Error"] = error.code
        return response


def _json_response(payload: Any, status: int = 200) -> Response:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, mimetype="application/json")
