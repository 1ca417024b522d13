from odoo import api, fields, models

from .shopee_excel_texts import COLUMNS, SENTENCES

ERROR, WARNING = "error", "warning"


class ShopeeExcelRow(models.Model):
    """A row of an Excel file and what would be or was done with it.

    ``values``: {key of the column: text}. ``found`` and ``problems``: lists of {code, key, severity, params},
    of the file itself and of the last check; their sentences are made for the reader.
    """

    _name = "shopee.excel.row"
    _description = "Shopee Excel Row"
    _order = "upload_id, number, id"
    _rec_name = "number"

    upload_id = fields.Many2one("shopee.excel.upload", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="upload_id.company_id", store=True, index=True)
    number = fields.Integer(string="Row", readonly=True)
    unit = fields.Integer(readonly=True, help="Rows that make one product have the same; in order of import.")
    kind = fields.Selection(
        [("single", "Single"), ("group", "Group"), ("kit", "Kit")], required=True, readonly=True
    )
    values = fields.Json(readonly=True)
    found = fields.Json(readonly=True)
    problems = fields.Json(readonly=True)
    sku = fields.Char(string="SKU", readonly=True)
    name = fields.Char(readonly=True)
    options = fields.Char(readonly=True, string="Variation")
    action = fields.Selection(
        [
            ("create", "Create and list"),
            ("use", "List existing product"),
            ("listed", "Already on Shopee"),
            ("error", "Error"),
            ("done", "Imported"),
        ],
        string="What happens",
        default="error",
        required=True,
        readonly=True,
        index=True,
    )
    message = fields.Text(compute="_compute_message", string="Remarks")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    listing_id = fields.Many2one("shopee.listing", readonly=True, ondelete="set null", index="btree_not_null")
    listing_state = fields.Selection(related="listing_id.state", string="On Shopee")

    picture_ids = fields.One2many("shopee.excel.picture", "row_id", readonly=True)
    is_in_file = fields.Boolean(
        default=True, readonly=True, help="Not set for rows that were imported of an earlier file only."
    )

    _unit_idx = models.Index("(upload_id, unit)")

    @api.depends("found", "problems", "picture_ids.failure")
    @api.depends_context("lang")
    def _compute_message(self):
        for row in self:
            row.message = "\n".join(
                f"{title}: {text}" if title else text for title, text in map(row._told, row._all_problems())
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open(self):
        """Open the listing, else the product."""
        self.ensure_one()
        target = self.listing_id or self.product_id
        return target.get_formview_action() if target else False

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _all_problems(self):
        return [*(self.found or []), *(self.problems or []), *self.picture_ids._problems()]

    def _errors(self):
        return [problem for problem in self._all_problems() if problem["severity"] == ERROR]

    def _marks(self):
        """Sentences by place, as ``lib.workbook.mark`` takes them."""
        marks = {}
        for row in self.filtered(lambda one: one.is_in_file and (one.action == "error" or one.picture_ids)):
            upload = row.upload_id
            for problem in row._errors():
                columns = upload.columns or {}
                column = columns.get(problem.get("key")) or columns.get("sku") or 1
                _title, text = row._told(problem)
                place = (upload.sheet, row.number, column)
                marks[place] = f"{marks[place]}\n{text}" if place in marks else text
        return marks

    def _told(self, problem):
        """:return: (title of the column or "", sentence)"""
        key = problem.get("key") or ""
        column = COLUMNS.get(key)
        title = str(self.env._(column.title)) if column else (self.upload_id.column_names or {}).get(key, "")
        return title, self._sentence(problem)

    @api.model
    def _sentence(self, problem):
        """:param dict problem: with ``code`` and ``params``, of an upload or of ``lib.readiness``"""
        sentence = SENTENCES.get(problem["code"])
        if sentence:
            return str(self.env._(sentence)) % (problem.get("params") or {})
        told = {"field": "", "severity": ERROR, "params": {}, **problem}
        return self.env["shopee.readiness"]._say([told])[0].message
