"""The ZIP archive that an .xlsx file is: looked over before anything of it is unpacked."""

import io
import zipfile
from xml.parsers import expat

from .sheets import WorkbookError

MAX_EXPANDED = 100 * 1024 * 1024
MAX_PARTS = 5000
SMALL_PART = 32 * 1024 * 1024
_XML = (".xml", ".rels", ".vml")
_ENCRYPTED = 1


class Archive:
    """:raise WorkbookError: it is none, is encrypted, holds macros, or is far larger than it looks"""

    def __init__(self, content):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception:
            raise WorkbookError("corrupted") from None
        self._parts = {}
        parts = self._zip.infolist()
        size = sum(part.file_size for part in parts)
        if size > MAX_EXPANDED or len(parts) > MAX_PARTS:
            raise WorkbookError("zip_bomb", size=size, limit=MAX_EXPANDED)
        for part in parts:
            if part.flag_bits & _ENCRYPTED:
                raise WorkbookError("password_protected")
            self._parts[part.filename.lstrip("/").lower()] = part
        self._refuse_macros()

    def __contains__(self, name):
        return bool(name) and name.lower() in self._parts

    def parse(self, name, start=None, end=None, text=None, is_small=False):
        """Run an XML part through handlers. Elements come by their name without a namespace's prefix.

        :param bool is_small: the part is one that has no business being large
        :raise WorkbookError: declared entities, which no workbook has and which could grow without end
        """
        part = self._parts.get(name.lower())
        if part is None or (is_small and part.file_size > SMALL_PART):
            raise WorkbookError("corrupted")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        if start:
            parser.StartElementHandler = start
        if end:
            parser.EndElementHandler = end
        if text:
            parser.CharacterDataHandler = text
        with self._zip.open(part) as stream:
            parser.ParseFile(stream)

    def check_all(self, max_cells):
        """Parse every XML part without a use for it; for those who hand the file to others.

        :raise WorkbookError: also where it has more cells than that, those among them that have a look only
        """
        cells = 0

        def start(name, _attributes):
            nonlocal cells
            cells += name.rpartition(":")[2] == "c"
            if cells > max_cells:
                raise WorkbookError("too_many_cells", limit=max_cells)

        for name in self._parts:
            if name.endswith(_XML):
                self.parse(name, start=start)

    def _refuse_macros(self):
        def look(_name, attributes):
            if "macroenabled" in attributes.get("ContentType", "").lower():
                raise WorkbookError("macros")

        if any(name.endswith("vbaproject.bin") for name in self._parts):
            raise WorkbookError("macros")
        if "[content_types].xml" in self._parts:
            self.parse("[Content_Types].xml", start=look, is_small=True)


def _refuse_doctype(*_declaration):
    raise WorkbookError("corrupted")
