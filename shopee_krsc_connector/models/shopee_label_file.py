"""What a label file is, told by its content."""

PDF_HEAD = 1024  # the marker may stand anywhere in the first 1024 bytes


def recognise(content, content_type=""):
    """Kind of a downloaded file: ``pdf``, ``html``, ``zip``, ``empty`` or ``other``.

    The first bytes decide; the content type only where they say nothing. Names are never believed.

    :param bytes content: the file
    :param str content_type: as the server named it
    """
    head = content[:PDF_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[:1] == b"<" or "html" in content_type.lower():
        return "html"
    return "other"
