"""Waybills of first-mile numbers as PDF: one page per number, for the box that holds the parcels."""

from __future__ import annotations

import io

from .model import FirstMile

METHODS = {
    "": "not used yet",
    "pickup": "Shopee pickup",
    "dropoff": "courier",
    "self_deliver": "self-delivered",
}


def waybill_pdf(numbers: list[FirstMile]) -> bytes:
    # Slow to import, so only when a waybill is wanted
    from reportlab.graphics.barcode import code128
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(100 * mm, 100 * mm))
    canvas.setTitle("First mile waybills")
    for one in numbers:
        canvas.rect(3 * mm, 3 * mm, 94 * mm, 94 * mm)
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(6 * mm, 86 * mm, "FIRST MILE  KR")
        code128.Code128(one.number, barHeight=18 * mm, barWidth=0.32 * mm).drawOn(canvas, 3 * mm, 60 * mm)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawCentredString(50 * mm, 54 * mm, one.number)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(6 * mm, 42 * mm, f"By {METHODS.get(one.method, one.method)}")
        canvas.drawString(6 * mm, 36 * mm, f"Day {one.declare_date}")
        canvas.drawString(6 * mm, 30 * mm, f"Parcels {len(one.orders)}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
