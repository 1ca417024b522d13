"""Shipping labels as PDF: one page per package."""

from __future__ import annotations

import io
from typing import Any

from .catalogue import item_sku
from .model import Order

THERMAL = (100, 150)  # millimetres
NORMAL = (105, 148)
CJK_FONTS = {"TW": "MSung-Light"}


def label_pdf(orders: list[Order], kind: str) -> bytes:
    # Slow to import, so only when a label is wanted
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    width, height = THERMAL if kind.startswith("THERMAL") else NORMAL
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width * mm, height * mm))
    canvas.setTitle("Shipping labels")
    for order in orders:
        _page(canvas, order, width * mm, height * mm, mm)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _page(canvas: Any, order: Order, width: float, height: float, mm: float) -> None:
    package = order.package
    canvas.setLineWidth(1)
    canvas.rect(3 * mm, 3 * mm, width - 6 * mm, height - 6 * mm)
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(6 * mm, height - 12 * mm, f"SLS  KR > {order.shop.market.region}")
    canvas.setFont("Helvetica", 8)
    weight = sum(line.listing.product.weight * line.active for line in order.lines)
    canvas.drawRightString(width - 6 * mm, height - 9 * mm, f"{weight:.2f} kg")
    if order.cod:
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawRightString(width - 6 * mm, height - 14 * mm, "COD")
    canvas.line(3 * mm, height - 16 * mm, width - 3 * mm, height - 16 * mm)
    _barcode(canvas, package.tracking, width, height - 36 * mm, mm)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawCentredString(width / 2, height - 41 * mm, package.tracking)
    canvas.line(3 * mm, height - 45 * mm, width - 3 * mm, height - 45 * mm)
    _addresses(canvas, order, height, mm)
    canvas.line(3 * mm, height - 88 * mm, width - 3 * mm, height - 88 * mm)
    _barcode(canvas, order.order_sn, width, height - 106 * mm, mm, 13)
    canvas.setFont("Helvetica", 10)
    canvas.drawCentredString(width / 2, height - 111 * mm, f"Order {order.order_sn}")
    canvas.setFont("Helvetica", 7)
    canvas.drawCentredString(width / 2, height - 115 * mm, f"Package {package.number}")
    _contents(canvas, order, height - 120 * mm, mm)


def _addresses(canvas: Any, order: Order, height: float, mm: float) -> None:
    """The parcel carries the true recipient, unlike what the application is told."""
    name, phone, address, city, zipcode = order.recipient
    font = _font(order.shop.market.region)
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(6 * mm, height - 50 * mm, "TO")
    for number, text in enumerate((name, f"+{phone}", address, f"{zipcode} {city}")):
        canvas.setFont(font, 11 if number == 0 else 9)
        canvas.drawString(14 * mm, height - (50 + 5.5 * number) * mm, text)
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(6 * mm, height - 76 * mm, "FROM")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(18 * mm, height - 76 * mm, "Hanbit Cosmetics, 17 Songdo-daero 3-gil")
    canvas.drawString(18 * mm, height - 80 * mm, "Yeonsu-gu, Incheon 21990, Republic of Korea")


def _contents(canvas: Any, order: Order, top: float, mm: float) -> None:
    lines = [line for line in order.lines if line.active]
    for number, line in enumerate(lines[:5]):
        sku = line.model.sku or item_sku(line.listing) or str(line.listing.item_id)
        canvas.drawString(6 * mm, top - 4 * number * mm, f"{line.active} x {sku}")
    if len(lines) > 5:
        canvas.drawString(6 * mm, top - 20 * mm, f"and {len(lines) - 5} more")


def _barcode(canvas: Any, text: str, width: float, bottom: float, mm: float, high: int = 16) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    bar = Code128(text, barHeight=high * mm, barWidth=0.3 * mm, quiet=False)
    bar.drawOn(canvas, (width - bar.width) / 2, bottom)


def _font(region: str) -> str:
    name = CJK_FONTS.get(region)
    if not name:
        return "Helvetica"
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name
