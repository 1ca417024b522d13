"""Product pictures, drawn when somebody asks for them."""

from __future__ import annotations

import functools
import hashlib
import io
import re

KNOWN = re.compile(r"kr-(\d{5}[a-z]\d*|logo)")
SIZE = 480


@functools.lru_cache(maxsize=2048)
def picture(image_id: str) -> tuple[bytes, str]:
    """PNG or JPEG of a bottle or jar; the same id gives the same bytes. Empty for unknown ids."""
    if not KNOWN.fullmatch(image_id):
        return b"", ""
    from PIL import Image, ImageDraw, ImageFont  # slow to import, so only when it is needed

    seed = hashlib.sha256(image_id.encode()).digest()
    back = tuple(200 + value % 50 for value in seed[:3])
    body = tuple(70 + value % 140 for value in seed[3:6])
    cap = tuple(max(value - 45, 0) for value in body)
    image = Image.new("RGB", (SIZE, SIZE), back)
    draw = ImageDraw.Draw(image)
    draw.ellipse((70, 385, 410, 440), fill=tuple(value - 25 for value in back))
    if seed[6] % 3 == 0:  # a jar
        draw.rounded_rectangle((95, 215, 385, 415), 34, fill=body)
        draw.rounded_rectangle((85, 145, 395, 225), 18, fill=cap)
    elif seed[6] % 3 == 1:  # a bottle
        draw.rounded_rectangle((165, 150, 315, 418), 28, fill=body)
        draw.rectangle((205, 105, 275, 155), fill=cap)
        draw.rounded_rectangle((190, 60, 290, 112), 10, fill=cap)
    else:  # a tube
        draw.polygon([(150, 70), (330, 70), (300, 350), (180, 350)], fill=body)
        draw.rounded_rectangle((188, 350, 292, 420), 10, fill=cap)
    draw.rounded_rectangle((180, 255, 300, 335), 8, fill=(250, 250, 248))
    font = ImageFont.load_default(22)
    draw.text((240, 280), "HANBIT", font=font, fill=(60, 60, 60), anchor="mm")
    draw.text((240, 310), image_id[3:], font=ImageFont.load_default(16), fill=body, anchor="mm")
    stream = io.BytesIO()
    if seed[7] % 2:
        image.save(stream, "JPEG", quality=82)
        return stream.getvalue(), "image/jpeg"
    image.quantize(32).save(stream, "PNG")
    return stream.getvalue(), "image/png"
