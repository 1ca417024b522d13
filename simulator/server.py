"""The HTTP server, and a simulator as a whole."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

from . import (
    api,  # noqa: F401  (registers the endpoints)
    snapshot,
)
from .config import Config
from .consent import Consent
from .control import Control
from .gateway import Dropped, Gateway
from .pages import Pages
from .pictures import picture
from .registry import PREFIX
from .seed import populate
from .world import World

TICK = 0.05
SAVE_EVERY = 2.0
IDLE = 120


class Simulator:
    """A running simulator."""

    def __init__(self, config: Config, state: Path | None = None) -> None:
        """:param state: file to go on from and to keep the state in"""
        self.config = config
        self._state = state
        self._saved_at = time.monotonic()
        self._is_changed = True
        saved = snapshot.load(config, state) if state else None
        self.world = saved or World(config)
        if not saved:
            populate(self.world)
        self._gateway = Gateway(self.world)
        self._control = Control(self.world)
        self._pages = Pages(self.world)
        self._consent = Consent(self.world, self._control.authorise)
        self._stopped = threading.Event()
        # Bound here: werkzeug would end the process when the port is taken
        with socket.create_server((config.host, config.port), backlog=128) as bound:
            self._server = make_server(
                config.host,
                config.port,
                self._application,
                threaded=True,
                request_handler=_Handler,
                fd=bound.fileno(),
            )
            config.port = bound.getsockname()[1]
        self._server.connections = set()
        self._server.calls = self.world.calls
        host = "127.0.0.1" if config.host == "0.0.0.0" else config.host
        self.url = f"http://{host}:{config.port}"

    def start(self) -> Simulator:
        self.world.pushes.start()
        for work in (lambda: self._server.serve_forever(TICK), self._tick):
            threading.Thread(target=work, name="simulator", daemon=True).start()
        return self

    def stop(self) -> None:
        if self._stopped.is_set():
            return
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.world.pushes.stop()
        self._save()

    def wait(self) -> None:
        self._stopped.wait()

    def authorise(self, shops: list[int] | None = None, merchant: bool = True) -> dict[str, Any]:
        """A consent without clicking.

        :param shops: ticked shops; all when None
        :return: ``{"code", "main_account_id"}`` as the redirect carries them
        """
        return self._control.authorise({"shops": shops, "merchant": merchant})

    def _tick(self) -> None:
        while not self._stopped.wait(TICK):
            if self.world.run_due():
                self._is_changed = True
            if time.monotonic() - self._saved_at > SAVE_EVERY:
                self._save()

    def _save(self) -> None:
        """Keep the state; what happens from here on marks it as changed again."""
        self._saved_at = time.monotonic()
        if self._state and self._is_changed:
            self._is_changed = False
            snapshot.save(self.world, self._state)

    def _application(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self._is_changed = True
        self.world.run_due()
        return self._route(request)(environ, start_response)

    def _route(self, request: Request) -> Response:
        path = request.path
        if path.startswith("/api/v2/shop/auth_partner"):
            return self._consent(request)
        if path.startswith(PREFIX):
            return self._gateway(request)
        if path.startswith("/_sim/"):
            return self._control(request)
        if path.startswith("/_img/"):
            return self._image(path.removeprefix("/_img/"))
        return self._pages(request)

    def _image(self, image_id: str) -> Response:
        content, mimetype = self.world.images.get(image_id) or picture(image_id)
        if not content:
            return Response("no such picture", 404)
        response = Response(content, mimetype=mimetype)
        response.headers["Cache-Control"] = "max-age=3600"
        return response


@contextlib.contextmanager
def running(config: Config | None = None) -> Iterator[Simulator]:
    """A simulator in this process for the length of the block."""
    simulator = Simulator(config or Config()).start()
    try:
        yield simulator
    finally:
        simulator.stop()


class _Handler(WSGIRequestHandler):
    """HTTP/1.1 with connections that stay open, which werkzeug's own handler always closes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout = IDLE
    server: ThreadedWSGIServer

    has_called = False

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def run_wsgi(self) -> None:
        if self.path.startswith(PREFIX) and not self.has_called:
            self.has_called = True
            self.server.calls.connected()
        environ = self.make_environ()
        # The whole body is read, or the next request on this connection would begin inside it
        if "wsgi.input_terminated" in environ:
            content = environ["wsgi.input"].read()
        else:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ["wsgi.input"] = io.BytesIO(content)
        answer: list[Any] = []
        try:
            parts = self.server.app(environ, lambda *args: answer.extend(args))
            payload = b"".join(parts)
        except Dropped:
            self.close_connection = True
            return
        except Exception as error:
            self.server.log("error", f"{self.path.partition('?')[0]}: {error!r}")
            answer, payload = ["500 Internal Server Error", []], b"internal error"
        self._write(answer[0], answer[1], payload)

    def _write(self, status: str, headers: list[tuple[str, str]], payload: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)
        self.wfile.flush()

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """Silent: query strings carry tokens."""

    def log_error(self, *args: Any, **kwargs: Any) -> None:
        """Silent: an idle connection that times out is no error."""
