"""Settings of one simulator."""

from __future__ import annotations

from dataclasses import dataclass, field

FLOORS = ("promotions", "reserved")


@dataclass
class Config:
    """What to simulate; every field may be given on the command line or in process.

    Delays are seconds of the simulator's clock; 0 means "within the call that starts the work".
    """

    items: int = 60
    orders: int = 400
    seed: int = 1
    host: str = "127.0.0.1"
    port: int = 0
    now: float | None = None
    days: int = 90

    partner_id: int = 1000001
    partner_key: str = "simulator-partner-key"
    main_account_id: int = 8800123
    main_account: str = "hanbit:main"

    merchant_region: str = "KR"
    merchant_currency: str = "KRW"
    upgraded: bool = True
    shops: list[str] = field(default_factory=lambda: ["SG", "TW", "MY"])

    # Of a merchant with third-party warehouses, such as ["KRZ", "SGZ"]: stock is written by location then
    locations: list[str] = field(default_factory=list)

    latency_ms: int = 0
    stock_spread_delay: float = 0.0  # until shops show a number written at the merchant
    tracking_delay: float = 2.0
    labels_delay: float = 3.0
    publish_delay: float = 2.0
    settle_delay: float = 1.0  # until a new global item can be read
    cancel_answer_delay: float = 2 * 86400.0  # until a buyer's request nobody answers is accepted
    result_lag: float = 0.0  # of a publish task's result behind the item
    published_lag: float = 2.0  # of the list of published items behind the item

    # Not settled by the platform's documents; both readings can be simulated.
    stock_write_includes_reserved: bool = False
    stock_floor: str = "promotions"  # no number below their pieces, or below all that is "reserved"
    refresh_repeat: bool = False
    mass_lists_under_response: bool = False

    # Rows whose SKU, brand or global item is wrong on purpose.
    faulty_items: bool = True

    push_url: str = ""
    push_retries: tuple[int, ...] = (300, 1800, 10800)
    push_timeout: float = 3.0
