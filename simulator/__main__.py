"""``python -m simulator --port 8099``"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from pathlib import Path

from .config import FLOORS, Config
from .server import Simulator


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator", description="Shopee Open Platform simulator")
    defaults = Config()
    for name, kind in (
        ("host", str), ("items", int), ("orders", int), ("seed", int), ("days", int),
        ("partner_id", int), ("partner_key", str), ("latency_ms", int),
        ("tracking_delay", float), ("labels_delay", float), ("publish_delay", float),
        ("settle_delay", float), ("result_lag", float), ("published_lag", float),
        ("merchant_region", str), ("merchant_currency", str), ("push_url", str),
        ("stock_spread_delay", float),
    ):  # fmt: skip
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, type=kind, default=getattr(defaults, name))
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--shops", nargs="+", default=defaults.shops, metavar="REGION")
    parser.add_argument("--locations", nargs="+", default=[], metavar="ID", help="such as KRZ SGZ")
    parser.add_argument("--stock-floor", choices=FLOORS, default=defaults.stock_floor)
    parser.add_argument("--stock-write-includes-reserved", action="store_true")
    parser.add_argument("--not-upgraded", dest="upgraded", action="store_false")
    parser.add_argument("--state", type=Path, metavar="FILE", help="go on from this file, and keep it")
    options = vars(parser.parse_args())
    state = options.pop("state")
    try:
        simulator = Simulator(Config(**options), state).start()
    except OSError as error:
        port = options["port"]
        print(f"simulator: port {port} cannot be used: {error.strerror}", file=sys.stderr)
        return 1
    gc.freeze()  # a big catalogue lives as long as the process: looking it through would stop everything
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: simulator.stop())
    print(f"Simulator listens on {simulator.url}", flush=True)
    simulator.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
