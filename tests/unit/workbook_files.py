"""Excel files as others make them: Excel, old Excel, other programs, people with bad intentions."""

import io
import zipfile

import xlwt
from openpyxl import Workbook as Book

LIMITS = {"max_rows": 5000, "max_bytes": 10_000_000, "max_cells": 100_000}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def xlsx(fill):
    """An .xlsx by openpyxl, its first sheet filled by ``fill(sheet)``."""
    book = Book()
    fill(book.active)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    """A ZIP archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def raw_parts(cells, **parts):
    """Parts of the least .xlsx, with this XML as the content of its sheet."""
    relation = '<Relationship Id="{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    relations = [
        relation.format("r1", "worksheet", "worksheets/sheet1.xml"),
        relation.format("r2", "styles", "styles.xml"),
        relation.format("r3", "sharedStrings", "/xl/sharedStrings.xml"),
    ]
    return {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{''.join(relations)}</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{cells}</worksheet>",
        **{name.replace("__", "/") + ".xml": content for name, content in parts.items()},
    }


def raw_xlsx(cells, **parts):
    return archive(raw_parts(cells, **parts))


def styles(*numbers, **formats):
    """styles.xml with a style per number of a format; own formats by number (``f164="0000"``)."""
    own = "".join(f'<numFmt numFmtId="{name[1:]}" formatCode="{code}"/>' for name, code in formats.items())
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return (
        f"<styleSheet {MAIN}><numFmts>{own}</numFmts>"
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{xfs}</cellXfs></styleSheet>'
    )


def xls(fill, **sheets):
    """An .xls, its first sheet filled by ``fill(sheet)`` and further ones by their names."""
    book = xlwt.Workbook()
    for name, one in {"S": fill, **sheets}.items():
        one(book.add_sheet(name, cell_overwrite_ok=True))
    return saved(book)


def renamed_stream(content, name):
    """This .xls with its one stream called otherwise, as in a container of something else."""
    old = "Workbook".encode("utf-16-le")
    at = content.index(old + b"\x00" * 8)
    entry = name.encode("utf-16-le").ljust(64, b"\x00") + (2 * len(name) + 2).to_bytes(2, "little")
    return content[:at] + entry + content[at + len(entry) :]


def with_password(content):
    """This .xls with the record of a password in place of its second record."""
    at = 512 + 20
    return content[:at] + b"\x2f\x00" + content[at + 2 :]
