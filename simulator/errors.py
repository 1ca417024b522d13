"""Refusals of the simulator."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An error the platform answers with.

    ``payload`` is what accompanies the error under ``response`` (rows of a failed batch).
    """

    def __init__(self, code: str, message: str = "", *, status: int = 200, payload: Any = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message or code
        self.status = status
        self.payload = payload


class StateError(Exception):
    """Something that cannot happen to an order or item in its present state."""


def param_error(message: str) -> ApiError:
    return ApiError("error_param", message)


def not_found(message: str) -> ApiError:
    return ApiError("error_not_found", message)
