"""The state of a simulator on disk, so that one that is started again goes on where it stopped.

A snapshot is good for the code and the settings it was made with; with others a new world begins.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import threading
import urllib.request
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .config import Config
from .pushes import make_opener
from .world import World

#: Settings that a running world may be given anew; all others are part of what it is.
CHANGEABLE = (
    "host", "port", "push_url", "latency_ms", "tracking_delay", "labels_delay", "publish_delay",
    "settle_delay", "result_lag", "published_lag", "stock_spread_delay", "stock_floor",
    "stock_write_includes_reserved",
)  # fmt: skip
FACTORIES: dict[type, Callable[[], Any]] = {
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
    threading.Event: threading.Event,
    urllib.request.OpenerDirector: make_opener,
}


def save(world: World, path: Path) -> None:
    """Write the state; a reader finds the old file or the new one, never half of it."""
    content = io.BytesIO()
    with world.lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # itertools.count, up to Python 3.13
        _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(world)
    partial = path.with_name(f"{path.name}.partial")
    partial.touch(mode=0o600)
    partial.write_bytes(_key(world.config) + content.getvalue())
    partial.replace(path)


def load(config: Config, path: Path) -> World | None:
    """The saved world under the given settings; None when there is none that fits them."""
    key = _key(config)
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if not content.startswith(key):
        return None
    world = _Unpickler(io.BytesIO(content[len(key) :]), config).load()
    if config.push_url:
        world.pushes.url = config.push_url
    return world


def _key(config: Config) -> bytes:
    """Digest of what a snapshot depends on."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.read_bytes())
    settings = {name: value for name, value in vars(config).items() if name not in CHANGEABLE}
    digest.update(repr(sorted(settings.items())).encode())
    return digest.digest()


class _Pickler(pickle.Pickler):
    """Leaves out what belongs to a process: locks and threads are made anew, settings are given anew."""

    def persistent_id(self, obj: Any) -> str | None:
        return "config" if isinstance(obj, Config) else None

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, threading.Thread):
            return _nothing, ()
        factory = FACTORIES.get(type(obj))
        return (factory, ()) if factory else NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, config: Config) -> None:
        super().__init__(file)
        self._config = config

    def persistent_load(self, pid: str) -> Config:
        return self._config


def _nothing() -> None:
    return None
