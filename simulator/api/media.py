"""media_space/*: pictures sent by the seller."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from ..errors import ApiError, param_error
from ..registry import Call, endpoint

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 8
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}


@endpoint("media_space/upload_image", unlocked=True)
def upload_image(call: Call) -> dict[str, Any]:
    if not call.files:
        raise param_error("Required parameter image is missing")
    if len(call.files) > MAX_FILES:
        raise param_error(f"At most {MAX_FILES} images in a call")
    rows = [_store(call, number, file) for number, file in enumerate(call.files)]
    good = [row for row in rows if not row["error"]]
    if not good:
        raise ApiError("error_param", rows[0]["message"], payload={"image_info_list": rows})
    return {"image_info": good[0]["image_info"], "image_info_list": rows}


def _kind(content: bytes) -> str:
    """Type of a picture that can be shown; empty for anything else."""
    from PIL import Image  # slow to import, so only when it is needed

    try:
        with Image.open(io.BytesIO(content), formats=tuple(KINDS)) as image:
            image.load()
            return KINDS[image.format]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""


def _store(call: Call, number: int, file: Any) -> dict[str, Any]:
    content = file.read()
    error, mimetype = "", ""
    if len(content) > MAX_BYTES:
        error = "the image is larger than 10 MB"
    else:
        mimetype = _kind(content)
        error = "" if mimetype else "only JPG and PNG are supported, and the file must be complete"
    if error:
        return {"id": number, "error": "error_param", "message": error, "image_info": {}}
    image_id = f"kr-{hashlib.sha256(content).hexdigest()[:32]}"
    with call.world.lock:
        call.world.images[image_id] = (content, mimetype)
    urls = [
        {"image_url_region": shop.market.region, "image_url": call.image_url(image_id)}
        for shop in call.world.shops.values()
    ]
    info = {"image_id": image_id, "image_url_list": urls}
    return {"id": number, "error": "", "message": "", "image_info": info}
