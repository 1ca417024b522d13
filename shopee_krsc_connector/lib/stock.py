"""How many pieces of a product Shopee may sell.

available = floor(share x (what the warehouses can still promise - held)) - buffer, at least 0. What Shopee
has promised to promotions is the floor of the number that is sent.
"""

import math
from dataclasses import dataclass, field

# Quantities of Odoo are floats: 7 pieces may come as 6.9999999999
EPSILON = 1e-6

NOT_COUNTED = "not_counted"  # Odoo keeps no stock of the product
NOT_LINKED = "not_linked"
GONE = "gone"  # Shopee does not list it any more


@dataclass(frozen=True)
class Place:
    """What one warehouse has of a product, in the product's unit.

    ``free`` is on hand less reserved, ``unpromised`` is on hand less what is to go out, reserved or not.
    """

    location_id: str
    warehouse_id: int
    on_hand: float
    free: float
    unpromised: float

    @property
    def sellable(self):
        return min(self.free, self.unpromised)


@dataclass(frozen=True)
class StockFacts:
    """What the number of one variation follows from.

    :param tuple places: one ``Place`` per warehouse, in the order of the mapping
    :param tuple locations: all Shopee locations that need a number, "" where Shopee keeps one for all
    :param dict held: location -> quantity of Shopee orders that Odoo's transfers do not know yet
    :param dict ordered: location -> open quantity of this variation's own orders
    :param int share: percent of the stock that this variation may sell
    :param int reserved: pieces that Shopee has reserved, for orders and promotions
    """

    places: tuple = ()
    locations: tuple = ("",)
    held: dict = field(default_factory=dict)
    ordered: dict = field(default_factory=dict)
    share: int = 100
    buffer: int = 0
    reserved: int = 0
    skip: str = ""


@dataclass(frozen=True)
class StockNumber:
    """The number, and what it was made of.

    ``by_location``: (Shopee location or "", pieces) as they are sent; ``available`` is their sum before the
    floor of what Shopee has promised to promotions; ``skip`` says why no number is to be sent.
    """

    by_location: tuple = ()
    places: tuple = ()
    held: float = 0.0
    share: int = 100
    buffer: int = 0
    reserved: int = 0
    ordered: float = 0.0
    available: int = 0
    is_short: bool = False
    skip: str = ""

    @property
    def quantity(self):
        return sum(pieces for _location, pieces in self.by_location)

    @property
    def warehouses(self):
        return tuple((place.warehouse_id, place.free, place.unpromised) for place in self.places)

    @property
    def promised(self):
        """Pieces that Shopee has promised to promotions, as far as its reserved pieces are no orders."""
        return promised(self.reserved, self.ordered)


def whole(quantity):
    """Whole pieces of a quantity, rounded down."""
    return math.floor(quantity + EPSILON)


def promised(reserved, ordered):
    return max(whole(reserved - ordered), 0)


def number(facts, *, includes_reserved):
    """:param bool includes_reserved: whether the written number also holds the pieces of open orders
    :return: ``StockNumber``
    """
    made_of = {
        "places": facts.places,
        "held": sum(facts.held.values()),
        "share": facts.share,
        "buffer": facts.buffer,
        "reserved": facts.reserved,
        "ordered": sum(facts.ordered.values()),
    }
    if facts.skip:
        return StockNumber(**made_of, skip=facts.skip)
    pieces = _available(facts)
    available = sum(pieces.values())
    floor = promised(facts.reserved, made_of["ordered"])
    first = next(iter(pieces))
    pieces[first] += max(floor - available, 0)
    if includes_reserved:
        for location, quantity in facts.ordered.items():
            pieces[location if location in pieces else first] += whole(quantity)
    return StockNumber(
        **made_of,
        by_location=tuple(pieces.items()),
        available=available,
        is_short=floor > available,
    )


def _available(facts):
    """:return: dict location -> pieces; what one location owes is taken from the others, first ones first"""
    nets = dict.fromkeys(facts.locations or ("",), 0.0)
    first = next(iter(nets))
    for place in facts.places:
        nets[place.location_id if place.location_id in nets else first] += place.sellable
    for location, quantity in facts.held.items():
        nets[location if location in nets else first] -= quantity
    share = facts.share / 100
    pieces = {location: max(whole(share * net), 0) for location, net in nets.items()}
    wanted = max(whole(share * sum(nets.values())) - facts.buffer, 0)
    excess = max(sum(pieces.values()) - wanted, 0)
    for location, held in pieces.items():
        taken = min(held, excess)
        pieces[location] -= taken
        excess -= taken
    return pieces
