"""The published tables of the endpoints in use as a yardstick for requests and answers.

Read from ``simulator/contract.json``: ``{path: {method, level, request: {query, body}, response}}``. In an
answer a text names the type of a leaf, a dict an object, a list of one dict an array of objects.
"""

import json
from datetime import datetime, timezone

from hypothesis import strategies as st

from tools.paths import ROOT

PREFIX = "/api/v2/"
ENDPOINTS = json.loads((ROOT / "simulator" / "contract.json").read_text(encoding="utf-8"))
INTEGERS = ("int", "int64", "timestamp")
NOW = 1760000000
# Leaves whose value says more than its type
VALUES = {"expire_in": 14400, "tier_index": [0], "stock_type": 2, "weight": "0.35"}


def utc_now():
    """Now as the library gives times: naive UTC."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def endpoint(name):
    return ENDPOINTS[PREFIX + name]


def shape_of(name):
    """Shape of what ``Client`` hands out: the content of ``response`` where there is that wrapper."""
    shape = endpoint(name)["response"]
    return shape.get("response", shape)


# ------------------------------------------------------------
# REQUESTS
# ------------------------------------------------------------


def request_problems(name, method, params):
    """What is wrong with these parameters of ``name``, as the caller gave them to the client."""
    specification = endpoint(name)
    if method != specification["method"]:
        return [f"{method} in place of {specification['method']}"]
    where = "query" if method == "GET" else "body"
    sent = {key: value for key, value in params.items() if value is not None}
    return _object_problems("", specification["request"].get(where) or {}, sent, where == "query")


def _object_problems(prefix, fields, value, in_query):
    problems = [f"{prefix}{key} is not in the table" for key in value if key not in fields]
    for key, field in fields.items():
        if key not in value:
            if field.get("required"):
                problems.append(f"{prefix}{key} is missing")
            continue
        problems += _field_problems(prefix + key, field, value[key], in_query)
    return problems


def _field_problems(name, field, value, in_query):
    kind = field["type"]
    if kind == "file":
        return [] if all(isinstance(one, bytes) for one in value) else [f"{name} should be files"]
    problems = []
    values = value if isinstance(value, list) else [value]
    if in_query and isinstance(value, str) and "comma-joined" in field.get("note", ""):
        values = value.split(",")
        if kind.removesuffix("[]") in INTEGERS:
            values = [int(one) for one in values]
    elif kind.endswith("[]") != isinstance(value, list):
        return [f"{name} should be {kind}"]
    limit = field.get("max")
    if limit and isinstance(value, int) and value > limit:
        problems.append(f"{name} is above {limit}")
    if limit and len(values) > limit and not isinstance(value, int):
        problems.append(f"{name} has more than {limit}")
    allowed = {str(option).split(" ")[0] for option in field.get("enum", ())}
    for one in values:
        if kind.startswith("object"):
            if not isinstance(one, dict):
                problems.append(f"{name} should be an object")
            else:
                problems += _object_problems(name + ".", field.get("fields", {}), one, in_query)
        elif not _fits(kind.removesuffix("[]"), one):
            problems.append(f"{name} should be {kind}, not {one!r}")
        elif allowed and str(one) not in allowed:
            problems.append(f"{name} may not be {one!r}")
    return problems


def _fits(kind, value):
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in INTEGERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


# ------------------------------------------------------------
# ANSWERS
# ------------------------------------------------------------


def answer_problems(shape, value, prefix=""):
    """Keys that the table does not know and values of another type. Absent and null are always allowed."""
    if value is None:
        return []
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{prefix} should be an array"]
        return [problem for row in value for problem in answer_problems(shape[0], row, prefix + "[]")]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{prefix} should be an object"]
        problems = [f"{prefix}.{key} is not in the table" for key in value if key not in shape]
        for key in shape.keys() & value.keys():
            problems += answer_problems(shape[key], value[key], f"{prefix}.{key}")
        return problems
    kind = shape.split(" ")[0]
    if kind.endswith("[]"):
        if not isinstance(value, list):
            return [f"{prefix} should be {kind}"]
        return [problem for one in value for problem in answer_problems(kind[:-2], one, prefix + "[]")]
    if kind == "object":
        return [] if isinstance(value, dict) else [f"{prefix} should be an object"]
    return [] if _fits(kind, value) else [f"{prefix} should be {kind}, not {value!r}"]


def full(shape, key=""):
    """An answer in which every leaf of the table has a value."""
    if key in VALUES and isinstance(shape, str) and not shape.startswith("float"):
        return VALUES[key]
    if isinstance(shape, list):
        return [full(shape[0])]
    if isinstance(shape, dict):
        return {name: full(one, name) for name, one in shape.items()}
    kind = shape.split(" ")[0]
    if kind.endswith("[]"):
        return [full(kind[:-2])]
    leaves = {"boolean": True, "float": 7.5, "timestamp": NOW, "object": {}, "string": "text"}
    return leaves.get(kind, NOW if key.endswith(("_time", "_date", "deadline")) else 7)


def ragged(shape):
    """Hypothesis strategy: answers with keys missing, null, unknown or of another type."""
    junk = st.sampled_from([None, "", 0, "0", -1, 10**20, 1.5, True, "text", [], {}, [None], [[]], {"x": 1}])
    if isinstance(shape, list):
        return st.one_of(st.lists(ragged(shape[0]), max_size=2), ragged(shape[0]), junk)
    if isinstance(shape, dict):
        known = {name: ragged(one) for name, one in shape.items()}
        some = st.fixed_dictionaries({"of_tomorrow": junk}, optional=known)
        return st.one_of(some, some, some, junk)
    return st.one_of(st.just(full(shape)), junk)
