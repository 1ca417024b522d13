"""Returns and refunds."""

from dataclasses import dataclass
from datetime import datetime

from .values import amount, flag, group, ident, moment, rows, text, texts, whole

SOLUTION_RETURN = 0  # goods back and money
SOLUTION_REFUND = 1  # money only


@dataclass(frozen=True)
class ReturnLine:
    item_id: str
    model_id: str
    name: str
    sku: str
    quantity: int
    price: float
    refund_amount: float

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            item_id=ident(payload.get("item_id")),
            model_id=ident(payload.get("model_id")),
            name=text(payload.get("name")),
            sku=(text(payload.get("variation_sku")) or text(payload.get("item_sku"))).strip(),
            quantity=whole(payload.get("amount")),
            price=amount(payload.get("item_price")),
            refund_amount=amount(payload.get("refund_amount")),
        )


@dataclass(frozen=True)
class Return:
    """``needs_logistics``: a parcel comes back. ``solution``: None where Shopee does not say.

    ``logistics_status`` is that of the reverse parcel; list and detail nest some parts differently.
    """

    return_sn: str
    order_sn: str
    status: str
    reason: str
    text_reason: str
    currency: str
    refund_amount: float
    amount_before_discount: float
    create_time: datetime | None
    update_time: datetime | None
    due_date: datetime | None
    return_ship_due_date: datetime | None
    return_seller_due_date: datetime | None
    needs_logistics: bool
    solution: int | None
    refund_type: str
    request_type: int
    validation_type: str
    tracking_number: str
    logistics_status: str
    negotiation_status: str
    seller_proof_status: str
    compensation_status: str
    compensation_amount: float
    offer_due_date: datetime | None
    evidence_due_date: datetime | None
    compensation_due_date: datetime | None
    image_urls: tuple
    lines: tuple

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        compensation = _nested(payload, "seller_compensation", "seller_compensation_status")
        return cls(
            return_sn=text(payload.get("return_sn")),
            order_sn=text(payload.get("order_sn")),
            status=text(payload.get("status")),
            reason=text(payload.get("reason")),
            text_reason=text(payload.get("text_reason")),
            currency=text(payload.get("currency")).upper(),
            refund_amount=amount(payload.get("refund_amount")),
            amount_before_discount=amount(payload.get("amount_before_discount")),
            create_time=moment(payload.get("create_time")),
            update_time=moment(payload.get("update_time")),
            due_date=moment(payload.get("due_date")),
            return_ship_due_date=moment(payload.get("return_ship_due_date")),
            return_seller_due_date=moment(payload.get("return_seller_due_date")),
            needs_logistics=flag(payload.get("needs_logistics")),
            solution=whole(payload.get("return_solution"), None),
            refund_type=text(payload.get("return_refund_type")),
            request_type=whole(payload.get("return_refund_request_type")),
            validation_type=text(payload.get("validation_type")),
            tracking_number=text(payload.get("tracking_number")),
            # logistics_status is the legacy twin
            logistics_status=text(payload.get("reverse_logistics_status"))
            or text(payload.get("logistics_status")),
            negotiation_status=_nested(payload, "negotiation", "negotiation_status"),
            seller_proof_status=_nested(payload, "seller_proof", "seller_proof_status"),
            # samples use the short form without the prefix
            compensation_status=compensation.removeprefix("COMPENSATION_"),
            compensation_amount=amount(group(payload.get("seller_compensation")).get("compensation_amount")),
            offer_due_date=moment(group(payload.get("negotiation")).get("offer_due_date")),
            evidence_due_date=moment(group(payload.get("seller_proof")).get("seller_evidence_deadline")),
            compensation_due_date=moment(
                group(payload.get("seller_compensation")).get("seller_compensation_due_date")
            ),
            image_urls=texts(payload.get("image")),
            lines=tuple(ReturnLine.from_payload(row) for row in rows(payload.get("item"))),
        )


def _nested(payload, outer, name):
    return text(group(payload.get(outer)).get(name)) or text(payload.get(name))
