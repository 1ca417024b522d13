"""An application's callback address."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what is pushed to ``url`` and answers ``status`` with ``body``."""

    def __init__(self):
        self.received = []  # (headers, raw body)
        self.status, self.body = 204, b""
        self._came = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(receiver.status)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)
                with receiver._came:
                    receiver.received.append((dict(self.headers), raw))
                    receiver._came.notify_all()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/shopee/push/7"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, count, timeout=5):
        """The first ``count`` pushes; fewer when they do not come in time."""
        with self._came:
            self._came.wait_for(lambda: len(self.received) >= count, timeout)
            return list(self.received)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
