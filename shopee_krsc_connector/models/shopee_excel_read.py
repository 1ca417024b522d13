"""From the file to its rows. The content stays in the database: jobs carry the id of the upload only."""

from bisect import bisect_left, bisect_right
from collections import Counter

from odoo import models

from ..lib import listing_file, workbook
from ..lib.workbook import WorkbookError
from .shopee_excel_row import ERROR
from .shopee_excel_upload import MAX_BYTES

MAX_ROWS = 10_001
MAX_CELLS = 2_000_000
MAX_PROBLEMS = 100  # as many as the reader names of a column; a file with more of them is refused as a whole
JUDGED_AT_ONCE = 500


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_read(self):
        """Read the file and judge every row: all of it, or nothing."""
        upload = self.exists().filtered(lambda one: one.state == "reading")
        if not upload:
            return
        upload.row_ids.filtered(lambda row: row.action != "done").unlink()
        try:
            layout = upload._read_layout()
        except WorkbookError as error:
            params = {
                name: listing_file.clean(value) if isinstance(value, str) else value
                for name, value in error.params.items()
            }
            upload.write({"state": "draft", "failure": {"code": error.code, "params": params}})
            return
        entries = listing_file.entries(layout)
        upload._store_rows(layout, entries, upload._cell_problems(layout, entries))
        upload._judge_all()
        upload.state = "checked"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read_layout(self):
        """``lib.listing_file.Layout``

        :raise WorkbookError: the file as a whole cannot be used
        """
        book = workbook.read(
            self._content(),
            self.file_name or "",
            max_rows=MAX_ROWS,
            max_bytes=MAX_BYTES,
            max_cells=MAX_CELLS,
            strict=False,
        )
        layout = listing_file.find_table(book, self._titles(), {"sku", "name"})
        if layout is None:
            raise WorkbookError("wrong_sheet")
        for problem in layout.sheet.problems:
            if problem.code == "too_many_rows":
                raise problem
            if _first_row(problem) <= layout.header_row <= _last_row(problem):
                raise WorkbookError("header")
        told = Counter((problem.code, problem.params["column"]) for problem in layout.sheet.problems)
        columns = layout.columns.values()
        if any(count >= MAX_PROBLEMS and column in columns for (_code, column), count in told.items()):
            raise WorkbookError("formulas_many")
        if not layout.sheet.rows[layout.header_row :]:
            raise WorkbookError("no_rows", sheet=layout.sheet.name)
        return layout

    def _cell_problems(self, layout, entries):
        """Formulas and merged cells among the products: dict row -> list of problems."""
        keys = {column: key for key, column in layout.columns.items()}
        rows = [entry.row for entry in entries]
        problems = {}
        for problem in layout.sheet.problems:
            key = next((keys[column] for column in _columns(problem) if column in keys), None)
            if _first_row(problem) <= layout.header_row or not key:
                continue
            span = rows[bisect_left(rows, _first_row(problem)) : bisect_right(rows, _last_row(problem))]
            params = {"range": problem.params.get("range", "")}
            told = {"code": problem.code, "key": key, "severity": ERROR, "params": params}
            # Every product of the range lacks its own value, which only the first cell holds
            for row in span or [_first_row(problem)]:
                problems.setdefault(row, []).append(told)
        return problems

    def _store_rows(self, layout, entries, problems):
        """One record for each row that has not been imported already."""
        done = {row.sku: row for row in self.row_ids if row.sku}
        self.row_ids.write({"is_in_file": False})
        found = {entry.row: entry for entry in entries}
        for row, told in problems.items():
            # A formula reads as nothing, and may be all there is
            found.setdefault(row, listing_file.Entry(row, {one["key"]: "" for one in told}))
        for entry in list(found.values()):
            row = done.get(entry.values.get("sku"))
            if row:
                row.write({"number": entry.row, "is_in_file": True})
                row.picture_ids._correct(entry.values)
                del found[entry.row]
        entries = [found[row] for row in sorted(found)]
        for row, first in listing_file.repeated(entries, "sku").items():
            problems.setdefault(row, []).append(_twice(first))
            problems.setdefault(first, []).append(_twice(row))
        vals_list = [
            self._prepare_row_vals(entry, number, problems.get(entry.row))
            for number, unit in enumerate(listing_file.units(entries), start=1)
            for entry in unit
        ]
        self.env["shopee.excel.row"].create(vals_list)
        self.write(
            {
                "sheet": layout.sheet.name.replace("\0", ""),
                "header_row": layout.header_row,
                "columns": layout.columns,
                "column_names": listing_file.names(layout),
                "unknown_titles": ", ".join(layout.unknown)[:500],
            }
        )

    def _prepare_row_vals(self, entry, unit, problems):
        values = entry.values
        options = [values.get(key) for key in ("option_1", "option_2") if values.get(key)]
        return {
            "upload_id": self.id,
            "number": entry.row,
            "unit": unit,
            "kind": listing_file.kind_of(entry),
            "values": values,
            "found": problems or [],
            "sku": values.get("sku"),
            "name": values.get("odoo_name") or values.get("name"),
            "options": ", ".join(options),
        }

    def _takes_kits(self):
        """Whether rows can be kits, which the add-on for the Manufacturing app makes possible."""
        return False

    def _kit_misfit(self, product, components):
        """What keeps this product of Odoo from being the kit of these (SKU, quantity): a code, or False."""
        return False

    def _judge_all(self):
        rows = self.row_ids.filtered(lambda row: row.action != "done").sorted(
            lambda row: (row.unit, row.number)
        )
        for part in _whole_units(rows, JUDGED_AT_ONCE):
            self._judge(part)


def _whole_units(rows, size):
    """Parts of these rows, sorted by unit, that tear no unit apart."""
    ids = []
    for unit in rows.grouped("unit").values():
        if ids and len(ids) + len(unit) > size:
            yield rows.browse(ids)
            ids = []
        ids += unit.ids
    if ids:
        yield rows.browse(ids)


def _first_row(problem):
    return problem.params.get("row", 0)


def _last_row(problem):
    return problem.params.get("last_row", _first_row(problem))


def _columns(problem):
    first = problem.params["column"]
    return range(first, problem.params.get("last_column", first) + 1)


def _twice(row):
    return {"code": "sku_twice", "key": "sku", "severity": ERROR, "params": {"row": row}}
