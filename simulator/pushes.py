"""Signed pushes to the application, with the platform's way of repeating them."""

from __future__ import annotations

import collections
import json
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .config import Config
from .signing import push_signature

LOST_FOR = 3 * 86400
TICK = 0.05


@dataclass
class Push:
    number: int
    code: int
    shop_id: int
    timestamp: int
    body: bytes
    data: dict[str, Any]
    due: float
    attempts: int = 0
    state: str = "waiting"  # waiting, sending, delivered, lost
    answer: str = ""


class Pushes:
    """Outbox. A thread sends what is due by the simulator's clock; nothing waits for it."""

    def __init__(self, clock: Clock, config: Config) -> None:
        self._clock = clock
        self._config = config
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._waiting: list[Push] = []
        self._count = 0
        self._opener = make_opener()
        self.history: collections.deque[Push] = collections.deque(maxlen=2000)
        self.url = config.push_url
        self.off: set[int] = set()
        self.blocked_shops: set[int] = set()
        self.confirmed = 0

    def add(self, code: int, shop_id: int, data: dict[str, Any], **extra: Any) -> None:
        """Queue one push; without a callback URL nobody is told."""
        if not self.url or code in self.off or shop_id in self.blocked_shops:
            return
        now = self._clock.seconds()
        payload: dict[str, Any] = {"data": data, "code": code, "timestamp": now, **extra}
        if shop_id:
            payload["shop_id"] = shop_id
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        with self._lock:
            self._count += 1
            push = Push(self._count, code, shop_id, now, body, data, self._clock.now())
            self._waiting.append(push)
            self.history.append(push)
        self._wake.set()

    def repeat(self, number: int) -> bool:
        """Send one of the history again, as the platform sometimes does."""
        with self._lock:
            push = next((push for push in self.history if push.number == number), None)
            if not push:
                return False
            self._count += 1
            again = Push(
                self._count, push.code, push.shop_id, push.timestamp, push.body, push.data,
                self._clock.now(),
            )  # fmt: skip
            self._waiting.append(again)
            self.history.append(again)
        self._wake.set()
        return True

    def verify(self, url: str) -> str:
        """Send the console's check (code 0); empty when the application answered as it should."""
        payload = {
            "code": 0,
            "timestamp": self._clock.seconds(),
            "data": {"verify_info": "This is a Verification message."},
        }
        return self._send(url, json.dumps(payload, separators=(",", ":")).encode())

    def lost(self) -> list[Push]:
        """Pushes of the last three days that never arrived and were not confirmed since."""
        since = self._clock.now() - LOST_FOR
        with self._lock:
            return [
                push
                for push in self.history
                if push.state == "lost" and push.timestamp >= since and push.number > self.confirmed
            ]

    def __getstate__(self) -> dict[str, Any]:
        """As it is kept on disk: at one moment, and ready to be started."""
        with self._lock:
            return {
                **self.__dict__,
                "_waiting": list(self._waiting),
                "history": self.history.copy(),
                "_stopped": False,
                "_thread": None,
            }

    def start(self) -> None:
        for push in self._waiting:
            push.state = "waiting"  # one that was under way when its process ended goes out again
        self._thread = threading.Thread(target=self._run, name="simulator-pushes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=self._config.push_timeout + 1)

    def idle(self, timeout: float = 5.0) -> bool:
        """Wait until nothing is due or under way."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            with self._lock:
                now = self._clock.now()
                busy = any(p.state == "sending" or p.due <= now for p in self._waiting)
            if not busy:
                return True
            time.sleep(0.01)
        return False

    def _run(self) -> None:
        with ThreadPoolExecutor(4, thread_name_prefix="simulator-push") as pool:
            while not self._stopped:
                with self._lock:
                    now = self._clock.now()
                    due = [p for p in self._waiting if p.state == "waiting" and p.due <= now]
                    for push in due:
                        push.state = "sending"
                for push in due:
                    pool.submit(self._deliver, push)
                # Short, as the clock may be moved; idle, as usually nothing waits
                self._wake.wait(TICK if self._waiting else None)
                self._wake.clear()

    def _deliver(self, push: Push) -> None:
        answer = self._send(self.url, push.body)
        with self._lock:
            push.attempts += 1
            push.answer = answer
            if not answer:
                push.state = "delivered"
                self._waiting.remove(push)
            elif push.attempts > len(self._config.push_retries):
                push.state = "lost"
                self._waiting.remove(push)
            else:
                push.due = self._clock.now() + self._config.push_retries[push.attempts - 1]
                push.state = "waiting"

    def _send(self, url: str, body: bytes) -> str:
        """Empty when delivered, else why not. An answer with a body does not count."""
        headers = {
            "Content-Type": "application/json",
            "Authorization": push_signature(self._config.partner_key, url, body),
        }
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._config.push_timeout) as answer:
                return "the answer has a body" if answer.read(1) else ""
        except urllib.error.HTTPError as error:
            error.close()
            return f"HTTP {error.code}"
        except (OSError, ValueError) as error:
            return str(error) or type(error).__name__


def make_opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None
