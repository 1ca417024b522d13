"""Random legal histories of an order on the platform, what reaches Odoo, and what people do meanwhile."""

import copy
from dataclasses import dataclass

from hypothesis import strategies as st

SECOND = 1768000100  # update_time of the first state
AGAIN = "AGAIN"  # a request to cancel ends: the order is again what it was before

#: What may follow a status. Shopee's words of the order's life; a new word may come up anywhere.
NEXT = {
    "UNPAID": ("PENDING", "INVOICE_PENDING", "READY_TO_SHIP", "CANCELLED"),
    "PENDING": ("INVOICE_PENDING", "READY_TO_SHIP", "CANCELLED"),
    "INVOICE_PENDING": ("READY_TO_SHIP", "CANCELLED"),
    "READY_TO_SHIP": ("PROCESSED", "IN_CANCEL", "CANCELLED", "SHIPPED"),
    "PROCESSED": ("SHIPPED", "RETRY_SHIP", "IN_CANCEL", "CANCELLED"),
    "RETRY_SHIP": ("PROCESSED", "IN_CANCEL", "CANCELLED"),
    "IN_CANCEL": (AGAIN, AGAIN, "CANCELLED", "SHIPPED"),
    "SHIPPED": ("TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN", "CANCELLED"),
    "TO_CONFIRM_RECEIVE": ("COMPLETED", "TO_RETURN"),
    "TO_RETURN": ("COMPLETED",),
    "COMPLETED": ("TO_RETURN",),
    "CANCELLED": (),
}
UNKNOWN = "A_NEW_WORD"
STATUSES = (*NEXT, UNKNOWN)
FIRST = ("UNPAID", "PENDING", "READY_TO_SHIP")
TO_SHIP = ("READY_TO_SHIP", "PROCESSED", "RETRY_SHIP", "IN_CANCEL")
PARCEL = {
    "PENDING": ("LOGISTICS_NOT_START",),
    "READY_TO_SHIP": ("LOGISTICS_READY",),
    "PROCESSED": ("LOGISTICS_REQUEST_CREATED",),
    "RETRY_SHIP": ("LOGISTICS_PICKUP_RETRY",),
    "SHIPPED": ("LOGISTICS_PICKUP_DONE", "LOGISTICS_DELIVERY_FAILED", "LOGISTICS_LOST"),
    "TO_CONFIRM_RECEIVE": ("LOGISTICS_DELIVERY_DONE",),
    "COMPLETED": ("LOGISTICS_DELIVERY_DONE",),
    "CANCELLED": ("LOGISTICS_REQUEST_CANCELED",),
}
#: What people do between two readings, beside the steps of the warehouse, when a buyer asks to cancel.
ANSWERS = ("refuse", "accept", "wait")


@dataclass(frozen=True)
class Reading:
    """One answer of the platform that reaches Odoo.

    ``index`` is the state that is shown: the current one, or an older one where a copy lags behind.
    ``pushes`` is how often the event arrives; 0 is a reading by the list of changes.
    """

    index: int
    pushes: int


@st.composite
def histories(draw, payload, goal):
    """States of one order, each as order/get_order_detail shows it, in the order in which they came.

    :param dict payload: the order as READY_TO_SHIP
    :param str goal: status that the order has in the end, or near it
    """
    state = copy.deepcopy(payload)
    state["shipping"] = draw(st.sampled_from((0.0, 1.99)))
    states = [_shown(draw, state, draw(st.sampled_from(FIRST)), SECOND)]
    for _step in range(draw(st.integers(0, 4))):
        _go_on(draw, state, states)
    twists = ["part", "split"]
    while not _reached(states, goal):
        known, last = _known(states), states[-1]["order_status"]
        if known == "READY_TO_SHIP" and twists and draw(st.booleans()):
            _change(draw, state, known, twists.pop())
            _move(draw, state, states, last)
        else:
            _move(draw, state, states, _towards(states, goal))
    for _step in range(draw(st.integers(0, 2))):
        _go_on(draw, state, states)
    return states


@st.composite
def readings(draw, states):
    """What Odoo gets to see, and what people do: pushes are lost, doubled and late; the last state is seen
    in the end."""
    seen, newest = [], 0
    for index in range(len(states)):
        if draw(st.booleans()) and index < len(states) - 1:
            continue
        newest = index
        seen.append(Reading(index, draw(st.integers(0, 2))))
        older = [
            number
            for number in range(newest)
            if states[number]["update_time"] < states[newest]["update_time"]
        ]
        if older and draw(st.booleans()):
            seen.append(Reading(draw(st.sampled_from(older)), draw(st.integers(0, 2))))
        if states[newest]["order_status"] == "IN_CANCEL":
            seen += ["validate", draw(st.sampled_from(ANSWERS))]
        elif draw(st.booleans()):
            seen.append("validate")
    return seen


def distilled(states, seen):
    """The same without noise: between two acts of people Odoo reads the newest state once.

    Before a word that nobody knows, the last known state: such a word changes nothing in Odoo, so what was
    known before it is what counts. Once people have moved goods, the last state before the parcel left, too:
    until then cancelled pieces could be taken out of it.
    """
    kept, newest, fresh = [], -1, {}
    for one in [*seen, None]:
        if isinstance(one, Reading):
            if one.index > newest:
                newest = one.index
                kind = _kind(states[newest]["order_status"], any(isinstance(act, str) for act in kept))
                fresh = {**{name: index for name, index in fresh.items() if name < kind}, kind: newest}
            continue
        kept += [Reading(index, 0) for index in fresh.values()]
        kept += [one] if one else []
        fresh = {}
    return kept


def _kind(status, is_moved):
    """Order in which states are worth keeping before newer ones of the next kind."""
    if status == UNKNOWN:
        return 2
    return 0 if is_moved and status in TO_SHIP else 1


# ------------------------------------------------------------
# STEPS
# ------------------------------------------------------------


def _go_on(draw, state, states):
    """The order changes its status, or something else about it changes."""
    known, last = _known(states), states[-1]["order_status"]
    kind = draw(st.sampled_from(("status", "status", "status", "part", "split", "people", "unknown")))
    status = last
    if kind == "status" and NEXT[known]:
        status = draw(st.sampled_from(NEXT[known]))
        status = _before_request(states) if status == AGAIN else status
    elif kind == "unknown" and NEXT[known]:
        status = UNKNOWN
    else:
        _change(draw, state, known, kind)
    _move(draw, state, states, status)


def _change(draw, state, known, kind):
    """Something about an order in this status changes that is not its status."""
    if kind == "part" and known in TO_SHIP:
        _cancel_part(draw, state)
    elif kind == "split" and known in ("READY_TO_SHIP", "RETRY_SHIP"):
        _split(state)
    elif kind == "people":
        _change_people(draw, state)


def _move(draw, state, states, status):
    moment = states[-1]["update_time"] + draw(st.sampled_from((0, 1, 60, 86400)))
    states.append(_shown(draw, state, status, moment))


def _reached(states, goal):
    """Whether the order is what it was to become, or has ended before it."""
    ahead = _ahead(_known(states))
    return goal == states[-1]["order_status"] or not (goal in ahead or (goal == UNKNOWN and ahead))


def _ahead(status):
    """Statuses that may follow, sooner or later."""
    found, todo = set(), [status]
    while todo:
        new = {one for one in NEXT[todo.pop()] if one != AGAIN} - found
        found |= new
        todo += new
    return found


def _towards(states, goal):
    """The next status on a way to the goal that does not turn back."""
    if goal == UNKNOWN:
        return UNKNOWN
    following = [one for one in NEXT[_known(states)] if one != AGAIN]
    if goal in following:
        return goal
    return next(one for one in following if goal in _ahead(one))


def _known(states):
    return [state["order_status"] for state in states if state["order_status"] != UNKNOWN][-1]


def _before_request(states):
    """:return: the status in which the buyer asked to cancel"""
    known = [state["order_status"] for state in states if state["order_status"] != UNKNOWN]
    while known[-1] == "IN_CANCEL":
        known.pop()
    return known[-1]


def _shown(draw, state, status, moment):
    """One answer of the platform. An unpaid order names neither a total nor a parcel."""
    shown = copy.deepcopy(state)
    shown.update(order_status=status, update_time=moment)
    pieces = sum(item["active_qty"] * item["model_discounted_price"] for item in shown["item_list"])
    shown["total_amount"] = round(pieces + shown.pop("shipping"), 2)
    if status == "UNPAID":
        shown.update(total_amount=0, pay_time=0, package_list=[])
    for parcel in shown["package_list"]:
        parcel["logistics_status"] = draw(st.sampled_from(PARCEL.get(status, (parcel["logistics_status"],))))
    state["package_list"] = copy.deepcopy(shown["package_list"]) or state["package_list"]
    if status in ("IN_CANCEL", "CANCELLED"):
        shown.update(cancel_by="buyer", buyer_cancel_reason="Too late")
    if status == "SHIPPED":
        state["pickup_done_time"] = shown["pickup_done_time"] = moment
    return shown


def _cancel_part(draw, state):
    """Take one piece off a line, as long as something is left."""
    lines = [item for item in state["item_list"] if item["active_qty"]]
    if sum(item["active_qty"] for item in lines) > 1:
        draw(st.sampled_from(lines))["active_qty"] -= 1


def _split(state):
    """The Seller Centre makes two parcels of one."""
    first = state["package_list"][0]
    if len(state["package_list"]) == 1:
        number = first["package_number"]
        state["package_list"] = [{**first, "package_number": f"{number}-{part}"} for part in "12"]


def _change_people(draw, state):
    """The address is shown for a while, and masked again; the seller writes a note."""
    state["note"] = draw(st.sampled_from(("", "Gift wrap", "Call first")))
    names = ("name", "full_address", "phone", "zipcode")
    shown = draw(st.sampled_from((("Lim Mei", "1 Orchard Road", "6591234567", "238801"), ("****",) * 4)))
    state["recipient_address"] = {**state["recipient_address"], **dict(zip(names, shown, strict=True))}
