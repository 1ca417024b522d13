"""An application's callback address."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what is pushed to ``url`` and answers ``status`` with ``body`` after ``delay``."""

    def __init__(self):
        self.received = []  # (headers, raw body)
        self.status, self.body, self.delay = 204, b"", 0.0
        self.begun = 0
        self._came = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._came:
                    receiver.begun += 1
                    receiver._came.notify_all()
                time.sleep(receiver.delay)
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

    def wait_begun(self, count, timeout=5):
        """Wait until so many are on their way, answered or not."""
        with self._came:
            return self._came.wait_for(lambda: self.begun >= count, timeout)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
