"""The published tables of the endpoints in use: reading parameters, describing answers."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from .errors import param_error

INTEGERS = {"int", "int64", "timestamp"}


@functools.cache
def endpoints() -> dict[str, dict[str, Any]]:
    """``{path: {method, level, request: {query, body}, response, errors}}``."""
    return json.loads((Path(__file__).parent / "contract.json").read_text(encoding="utf-8"))


def is_wrapped(path: str) -> bool:
    """Whether the answer of ``path`` travels under the key ``response``."""
    return "response" in endpoints()[path]["response"]


def read_query(path: str, args: Any) -> dict[str, Any]:
    """Typed query parameters. ``args`` is a multi-dict of strings; absent ones are left out."""
    values = {}
    for name, field in endpoints()[path]["request"]["query"].items():
        raw = [value for value in args.getlist(name) if value != ""]
        if not raw:
            _refuse_missing(name, field)
            continue
        values[name] = _checked(name, field, _from_text(name, field, raw))
    return values


def read_body(path: str, body: Any) -> dict[str, Any]:
    """Known keys of a JSON body, checked; unknown keys are ignored as the platform does."""
    if not isinstance(body, dict):
        raise param_error("The request body is not a JSON object.")
    fields = endpoints()[path]["request"]["body"]
    return _read_object("", {k: f for k, f in fields.items() if f["type"] != "file"}, body)


def _read_object(prefix: str, fields: dict[str, Any], value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise param_error(f"{prefix.rstrip('.')} must be an object")
    result = {}
    for name, field in fields.items():
        if value.get(name) is None:
            _refuse_missing(prefix + name, field)
            continue
        result[name] = _checked(prefix + name, field, _from_json(prefix + name, field, value[name]))
    return result


def _refuse_missing(name: str, field: dict[str, Any]) -> None:
    if field.get("required"):
        raise param_error(f"Required parameter {name} is missing")


def _from_text(name: str, field: dict[str, Any], raw: list[str]) -> Any:
    kind = field["type"]
    listed = kind.endswith("[]") or "comma-joined" in field.get("note", "")
    if not listed:
        return _scalar(name, kind, raw[-1])
    parts = [part for value in raw for part in value.split(",") if part]
    return [_scalar(name, kind.removesuffix("[]"), part) for part in parts]


def _from_json(name: str, field: dict[str, Any], value: Any) -> Any:
    kind = field["type"]
    if kind == "object":
        return _read_object(name + ".", field.get("fields", {}), value)
    if kind.endswith("[]"):
        if not isinstance(value, list):
            raise param_error(f"{name} must be an array")
        if kind == "object[]":
            return [_read_object(name + ".", field.get("fields", {}), row) for row in value]
        return [_scalar(name, kind[:-2], row) for row in value]
    return _scalar(name, kind, value)


def _scalar(name: str, kind: str, value: Any) -> Any:
    """One value in its declared type. JSON types are strict, except that a number may stand in
    for a decimal; the query has only text."""
    try:
        if kind in INTEGERS:
            if isinstance(value, bool | float | list | dict):
                raise ValueError
            return int(value)
        if kind == "float":
            if isinstance(value, bool):
                raise ValueError
            return float(value)
        if kind == "boolean":
            return _boolean(value)
        if not isinstance(value, str):
            raise ValueError
        return value
    except (TypeError, ValueError):
        raise param_error(f"{name} has a wrong type, {kind} is expected") from None


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise ValueError


def _checked(name: str, field: dict[str, Any], value: Any) -> Any:
    limit = field.get("max")
    if isinstance(value, list):
        if field.get("required") and not value and "may be empty" not in field.get("note", ""):
            raise param_error(f"{name} must not be empty")
        if limit and len(value) > limit:
            raise param_error(f"{name} exceeds the limit of {limit}")
    elif limit and isinstance(value, int) and not 1 <= value <= limit:
        raise param_error(f"{name} must be between 1 and {limit}")
    elif name == "page_size" and value < 1:
        raise param_error("page_size must be at least 1")
    allowed = {str(option).split(" ")[0] for option in field.get("enum", ())}
    for one in value if isinstance(value, list) else [value]:
        if allowed and not isinstance(one, dict) and str(one) not in allowed:
            if name == "language":
                continue
            raise param_error(f"{name} has an unknown value {one}")
    return value
