"""media_space/*: public. Pictures that listings refer to by id."""

from ..dto.listing import UploadedImage
from ..dto.values import whole
from ..errors import Rejected
from ._values import limited, listed

BATCH = 8  # "fewer than 9"
MAX_BYTES = 10 * 1024 * 1024


def upload_image(client, *, images, scene="normal"):
    """``UploadedImage`` per picture, in the order given.

    :param images: ``(file name, bytes, mime type)``, JPG or PNG, at most 8 of 10 MB each
    :param str scene: "normal", or "desc" for pictures of a description
    """
    images = limited(images, BATCH)
    if any(not 0 < len(content) <= MAX_BYTES for _name, content, _kind in images):
        raise ValueError("pictures have 1 byte to 10 MB")
    files = [("image", image) for image in images]
    try:
        answer = client.upload("media_space/upload_image", files, scene=scene)
    except Rejected as error:
        answer = error.payload if isinstance(error.payload, dict) else {}
        if not answer.get("image_info_list"):
            raise
    rows = listed(answer, "image_info_list")
    found = _by_position(rows, len(images)) if rows else {0: answer}
    return [UploadedImage.from_payload(found.get(number)) for number in range(len(images))]


def _by_position(images, count):
    """{position in the call: row}. Rows name it; where they do not, the order tells if none is missing."""
    named = {whole(row.get("id"), -1): row for row in images}
    if len(named) == len(images) and named.keys() <= set(range(count)):
        return named
    return dict(enumerate(images)) if len(images) == count else {}
