"""Things of the simulated world. Plain records: what may happen to them is in the modules beside."""

from __future__ import annotations

from dataclasses import dataclass, field

SELLER = "fulfilled_by_cb_seller"
SHOPEE = "fulfilled_by_shopee"


@dataclass(slots=True)
class Market:
    """What differs between the countries Shopee sells in."""

    region: str
    currency: str
    decimals: int
    rate: float  # one unit of the merchant's currency in the market's, mark-up included
    language: str
    shipping_fee: float
    channels: tuple[Channel, ...]
    spread: int  # highest price of an item's variations to the lowest


@dataclass(slots=True, frozen=True)
class Channel:
    channel_id: int
    name: str
    ways: tuple[str, ...]  # of pickup, dropoff, non_integrated
    cod: bool = False
    prefix: str = "KR"


@dataclass(slots=True)
class Shop:
    shop_id: int
    name: str
    market: Market
    index: int  # position among the merchant's shops: part of the ids of its items
    affiliate_id: int = 0
    sync: dict[str, bool] = field(default_factory=dict)  # what follows the global item
    brands: set[int] = field(default_factory=set)  # it may sell as authorised reseller
    is_reseller: bool = True
    closed: str = ""  # why nothing can be published here; empty where it can
    closed_channels: set[int] = field(default_factory=set)
    adjustment: float = 1.0  # of prices that are computed from the global one


@dataclass(slots=True)
class Brand:
    brand_id: int
    name: str
    is_pending: bool = False
    roots: frozenset[int] = frozenset()  # categories at the top it is registered for; empty for all


@dataclass(slots=True)
class Merchant:
    merchant_id: int
    name: str
    region: str
    currency: str
    upgraded: bool


@dataclass(slots=True)
class Model:
    """One variation of a global item; an item without variations has one with id 0.

    ``available`` is what can still be sold, in every shop: there is no other number.
    ``reserved`` is ordered and not shipped yet; ``promised`` is set aside for buyers of promotions, and is
    part of ``available``. ``lag`` is what shops show beyond it until a write has reached them.
    """

    global_model_id: int
    sku: str
    tier_index: tuple[int, ...]
    price: float
    available: int
    reserved: int = 0
    seq: int = 0  # number of the model over all items: part of the ids in the shops
    weight: float | None = None  # None: that of the item; so are the next two
    dimension: tuple[int, int, int] | None = None
    days_to_ship: int | None = None
    last_names: dict[str, str] | None = None  # by language, of a variation that was removed
    promised: int = 0
    lag: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)  # of ``available``, outside the first location
    reserved_elsewhere: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Product:
    """A global item of the merchant (or, with id 0, what a shop sells without one)."""

    seq: int
    global_item_id: int
    sku: str
    names: dict[str, str]
    descriptions: dict[str, str]
    category_id: int
    brand_id: int
    weight: float
    images: tuple[str, ...]
    tiers: list[tuple[str, list[tuple[str, str]]]]  # (name, [(option, image id)])
    models: list[Model]
    create_time: int
    update_time: int
    days_to_ship: int = 3
    dimension: tuple[int, int, int] = (18, 12, 6)
    attributes: list[dict] = field(default_factory=list)
    status: str = "NORMAL"
    condition: str = "NEW"
    variation_names: dict[str, list[str]] = field(default_factory=dict)

    @property
    def has_model(self) -> bool:
        return bool(self.tiers)

    def model(self, global_model_id: int) -> Model | None:
        return next((m for m in self.models if m.global_model_id == global_model_id), None)


@dataclass(slots=True, eq=False)
class Promotion:
    """A promotion of one variation of a shop item."""

    promotion_id: int
    model: Model
    kind: str
    start: int
    end: int
    price: float | None = None
    reserved: int = 0  # pieces that are left of those set aside
    locks_price: bool = True


@dataclass(slots=True)
class Listing:
    """A product in one shop. What the shop has changed is kept here; the rest follows the product."""

    item_id: int
    shop: Shop
    product: Product
    status: str = "NORMAL"
    create_time: int = 0
    update_time: int = 0
    name: str = ""
    description: str = ""
    sku: str | None = None
    deboost: bool = False
    images: tuple[str, ...] | None = None
    days_to_ship: int | None = None
    words: list[str] | None = None  # names of tiers and options, in their order
    channels: set[int] | None = None  # it is sent with; None for all of the shop
    listed_from: float = 0.0  # when the merchant's list of published items begins to show it
    prices: dict[int, float] = field(default_factory=dict)  # model seq -> original price
    discount: float = 0.0  # share taken off by a running promotion
    unavailable: set[int] = field(default_factory=set)  # model seqs
    promotions: list[Promotion] = field(default_factory=list)  # that run


@dataclass(slots=True)
class Line:
    listing: Listing
    model: Model
    quantity: int
    original: float  # a piece, shop currency
    discounted: float  # a piece as paid, before vouchers of the order
    subtotal: float  # of the line as paid, before vouchers of the order
    shopee_discount: float = 0.0  # part of the discount that Shopee pays, of the line
    promotion: str = ""
    promotion_id: int = 0
    group_id: int = 0
    order_item_id: int = 0
    line_item_id: int = 0
    cancelled: int = 0
    cancel_requested: int = 0
    returned: int = 0
    return_requested: int = 0
    location: str = ""  # the pieces are taken from
    promised: int = 0  # of the pieces, those that were set aside for a promotion

    @property
    def active(self) -> int:
        return self.quantity - self.cancelled

    @property
    def is_bundle(self) -> bool:
        return self.promotion == "bundle_deal"


@dataclass(slots=True)
class Package:
    number: str
    order_sn: str
    channel: Channel
    status: str = "LOGISTICS_NOT_START"
    arranged: bool = False
    tracking: str = ""
    first_mile: str = ""
    document: str = ""  # "", PROCESSING, READY, FAILED
    document_type: str = ""
    pickup_done_time: int = 0
    update_time: int = 0
    events: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class FirstMile:
    """Number under which parcels travel to the transit warehouse; its ``method`` comes with the first one."""

    number: str
    declare_date: str
    generated: bool = False
    method: str = ""
    channel_id: int = 0
    orders: list[str] = field(default_factory=list)  # their numbers, in the order of binding


@dataclass(slots=True)
class Money:
    """What the buyer pays beside the lines; every amount is positive."""

    shipping: float = 0.0
    tax: float = 0.0
    fee: float = 0.0
    seller_voucher: float = 0.0
    shopee_voucher: float = 0.0
    coins: float = 0.0
    promotion: float = 0.0


@dataclass(slots=True)
class Order:
    order_sn: str
    shop: Shop
    lines: list[Line]
    package: Package
    money: Money
    status: str
    create_time: int
    update_time: int
    buyer_id: int
    buyer: str
    recipient: tuple[str, str, str, str, str]  # name, phone, address, city, zip
    pay_time: int = 0
    ship_by: int = 0
    cod: bool = False
    payment_method: str = ""
    flag: str = SELLER
    affiliate: bool = False
    booking_sn: str = ""
    message: str = ""
    note: str = ""
    note_time: int = 0
    cancel_by: str = ""
    cancel_reason: str = ""
    buyer_cancel_reason: str = ""
    cancel_requests: int = 0
    before_cancel: str = ""  # status a refused request falls back to
    pending_terms: tuple[str, ...] = ()
    complete_time: int = 0
    return_sns: list[str] = field(default_factory=list)

    @property
    def currency(self) -> str:
        return "USD" if self.affiliate else self.shop.market.currency

    @property
    def uses_stock(self) -> bool:
        """Whether the seller's own stock is lowered by this order."""
        return self.flag == SELLER and not self.booking_sn


@dataclass(slots=True)
class Return:
    return_sn: str
    order_sn: str
    shop: Shop
    lines: list[tuple[Line, int]]
    status: str
    refund: float
    reason: str
    text_reason: str
    create_time: int
    update_time: int
    needs_logistics: bool
    after_completion: bool
    logistics: str = ""
    tracking: str = ""
    negotiation: str = "PENDING_RESPOND"
    proof: str = "NOT_NEEDED"
    compensation: str = "COMPENSATION_NOT_APPLICABLE"
