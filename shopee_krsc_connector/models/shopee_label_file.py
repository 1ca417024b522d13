"""What a label file is, told by its content."""

import io
import lzma
import zipfile
import zlib

from odoo.tools.pdf import PdfFileReader, PdfFileWriter, PdfReadError, merge_pdf

PDF_HEAD = 1024  # the marker may stand anywhere in the first 1024 bytes
# What the PDF library raises on files that are cut off or broken
BROKEN = (PdfReadError, ValueError, KeyError, IndexError, AttributeError, TypeError)
# What zipfile raises on archives that are broken, encrypted or packed in a way it does not know
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
# Far more than the labels of one call, and little enough for a worker
ZIP_MEMBERS = 500
ZIP_BYTES = 64 * 1024 * 1024


def as_pdf(content, content_type=""):
    """A downloaded file as one PDF; the PDFs of a ZIP archive are joined in its order.

    :return: (kind as ``recognise`` tells it, bytes); a ZIP without a PDF in it stays ``zip``
    """
    kind = recognise(content, content_type)
    pdfs = _unzip(content) if kind == "zip" else []
    try:
        return ("pdf", merge_pdf(pdfs)) if pdfs else (kind, content)
    except BROKEN:
        return kind, content


def _unzip(content):
    """PDFs of a ZIP archive in its order; none when the archive is broken, locked or too big."""
    pdfs, left = [], ZIP_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > ZIP_MEMBERS:
                return []
            for member in members:
                with archive.open(member) as file:
                    found = file.read(left + 1)  # what the archive says of sizes is not believed
                left -= len(found)
                if left < 0:
                    return []
                if recognise(found) == "pdf":
                    pdfs.append(found)
    except BROKEN_ZIP:
        return []
    return pdfs


def recognise(content, content_type=""):
    """Kind of a downloaded file: ``pdf``, ``html``, ``zip``, ``empty`` or ``other``.

    The first bytes decide; the content type only where they say nothing. Names are never believed. A PDF
    that cannot be opened is ``other``: it could not be merged with others for printing.

    :param bytes content: the file
    :param str content_type: as the server named it
    """
    head = content[:PDF_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if b"%PDF-" in head:
        return "pdf" if _page_count(content) else "other"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[:1] == b"<" or "html" in content_type.lower():
        return "html"
    return "other"


def split_pages(content, numbers):
    """Take a PDF of several labels apart, by the one number that each page names.

    :param bytes content: a PDF
    :param numbers: numbers of which each must stand on exactly one page
    :return: {number: bytes}; empty when a page names none or several, or a number is missing
    """
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        pages = [reader.getPage(index) for index in range(reader.getNumPages())]
        texts = ["".join(page.extract_text().split()) for page in pages]
    except BROKEN:
        return {}
    named = [[number for number in numbers if number in text] for text in texts]
    if sorted(sum(named, [])) != sorted(numbers) or any(len(found) != 1 for found in named):
        return {}
    return {found[0]: _single(page) for found, page in zip(named, pages, strict=True)}


def _single(page):
    writer = PdfFileWriter()
    writer.addPage(page)
    with io.BytesIO() as buffer:
        writer.write(buffer)
        return buffer.getvalue()


def _page_count(content):
    try:
        return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
    except BROKEN:
        return 0
