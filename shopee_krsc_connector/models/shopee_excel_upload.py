import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib import workbook

RUNNING = ("reading", "importing")
MAX_BYTES = 20 * 1024 * 1024
LISTED_AT_ONCE = 100


class ShopeeExcelUpload(models.Model):
    """An Excel file with products to be listed: read, checked row by row, imported, corrected and so on.

    Nothing but these rows is written before a person has seen the check. The rows become products and
    ``shopee.listing`` drafts, which go on like any other.
    """

    _name = "shopee.excel.upload"
    _description = "Shopee Excel Upload"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "id desc"

    merchant_id = fields.Many2one(
        "shopee.merchant",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('orders_only', '=', False)]",
        default=lambda self: self._default_merchant(),
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    shop_ids = fields.Many2many(
        "shopee.shop",
        string="Stores",
        compute="_compute_shop_ids",
        store=True,
        readonly=False,
        domain="[('merchant_id', '=', merchant_id), ('state', '=', 'connected')]",
    )
    category_id = fields.Many2one(
        "shopee.category",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        domain="[('is_leaf', '=', True), ('merchant_id', '=', merchant_id)]",
        ondelete="set null",
        help="The template has its columns; rows without a category of their own belong to it.",
    )
    file = fields.Binary(string="Excel file", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    download = fields.Binary(attachment=True, readonly=True, copy=False)
    download_name = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "File"),
            ("reading", "Being checked"),
            ("checked", "Checked"),
            ("importing", "Being imported"),
            ("done", "Imported"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    failure = fields.Json(
        string="What is wrong as data",
        readonly=True,
        copy=False,
        help="{code, params} about the file as a whole.",
    )
    failure_message = fields.Char(compute="_compute_failure_message", string="What is wrong")
    unknown_titles = fields.Char(readonly=True, copy=False, string="Ignored columns")
    sheet = fields.Char(readonly=True, copy=False)
    header_row = fields.Integer(readonly=True, copy=False)
    columns = fields.Json(readonly=True, copy=False, help="{key: number of the column}")
    column_names = fields.Json(readonly=True, copy=False, help="{key: name}, of attributes and stores")

    row_ids = fields.One2many("shopee.excel.row", "upload_id", string="Rows", readonly=True)
    row_count = fields.Integer(compute="_compute_counts", string="Rows in total")
    create_count = fields.Integer(compute="_compute_counts", string="Rows to create")
    use_count = fields.Integer(compute="_compute_counts", string="Rows of existing products")
    listed_count = fields.Integer(compute="_compute_counts", string="Rows already on Shopee")
    error_count = fields.Integer(compute="_compute_counts", string="Rows with errors")
    done_count = fields.Integer(compute="_compute_counts", string="Rows imported")
    ready_count = fields.Integer(compute="_compute_counts", string="Rows to import")
    progress = fields.Float(compute="_compute_counts")
    is_running = fields.Boolean(compute="_compute_is_running")

    @api.model
    def _default_merchant(self):
        merchants = self.env["shopee.merchant"]._with_catalogue()
        return merchants.filtered(lambda one: one.company_id in self.env.companies)[:1]

    @api.depends("file_name", "create_date")
    def _compute_display_name(self):
        for upload in self:
            upload.display_name = upload.file_name or self.env._("New Excel upload")

    @api.depends("merchant_id")
    def _compute_shop_ids(self):
        for upload in self:
            upload.shop_ids = upload.merchant_id.shop_ids.filtered(
                lambda shop: shop.state == "connected" and not shop.orders_only
            )

    @api.depends("merchant_id")
    def _compute_category_id(self):
        """Another merchant has categories of its own."""
        for upload in self:
            if upload.category_id.merchant_id != upload.merchant_id:
                upload.category_id = False

    @api.depends("state")
    def _compute_is_running(self):
        for upload in self:
            upload.is_running = upload.state in RUNNING

    @api.depends("row_ids.action", "state")
    def _compute_counts(self):
        groups = self.env["shopee.excel.row"]._read_group(
            [("upload_id", "in", self.ids)], ["upload_id", "action"], ["__count"]
        )
        found = {}
        for upload, action, count in groups:
            found.setdefault(upload.id, {})[action] = count
        for upload in self:
            counts = found.get(upload.id, {})
            for action in ("create", "use", "listed", "error", "done"):
                upload[f"{action}_count"] = counts.get(action, 0)
            upload.ready_count = counts.get("create", 0) + counts.get("use", 0)
            upload.row_count = sum(counts.values())
            begun = upload.ready_count + upload.done_count
            upload.progress = 100.0 * upload.done_count / begun if begun else 0.0

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_failure_message(self):
        rows = self.env["shopee.excel.row"]
        for upload in self:
            upload.failure_message = rows._sentence(upload.failure) if upload.failure else False

    @api.constrains("merchant_id", "shop_ids", "category_id")
    def _check_merchant(self):
        for upload in self.sudo():
            merchants = upload.shop_ids.merchant_id | upload.category_id.merchant_id
            if merchants - upload.merchant_id:
                raise ValidationError(
                    self.env._("Stores and category have to be those of %s.", upload.merchant_id.display_name)
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        uploads = super().create(vals_list)
        uploads.category_id.sudo()._ensure_details()
        return uploads

    def write(self, vals):
        """A new file begins anew; what was imported of an earlier one stays."""
        if "file" in vals:
            self._check_idle()
        result = super().write(vals)
        if vals.get("category_id"):
            self.category_id.sudo()._ensure_details()
        if "file" in vals:
            uploads = self.sudo()
            uploads.write({"state": "draft", "failure": False})
            uploads.row_ids.filtered(lambda row: row.action != "done").unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_idle()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_check(self):
        """Read the file and say for each row what would happen.

        :raise UserError: there is no file, or it is too large
        """
        self.ensure_one()
        self._check_idle()
        if not self.file:
            raise UserError(self.env._("Drop an Excel file first."))
        if len(self._content()) > MAX_BYTES:
            raise UserError(
                self.env._("The file is larger than %s MB. Split it into several ones.", MAX_BYTES >> 20)
            )
        if not self.shop_ids:
            raise UserError(self.env._("Choose at least one store."))
        self._begin("reading", "_job_read")

    def action_import(self):
        """Import the rows without errors.

        :raise UserError: there are none
        """
        self.ensure_one()
        self._check_idle()
        if not self.ready_count and not self.planned_count:
            raise UserError(self.env._("There is no row to import."))
        self._begin("importing", "_job_import")

    def action_resume(self):
        """Put a lost job back into the queue; one that is in the queue stays the only one."""
        for upload in self.filtered("is_running"):
            upload._enqueue_step("_job_read" if upload.state == "reading" else "_job_import")

    def action_marked(self):
        """Download a copy of the file with the wrong cells marked, in the language of the reader.

        :raise UserError: no row of this file is wrong, or the file cannot be read
        """
        self.ensure_one()
        marks = self.row_ids._marks()
        if not marks:
            raise UserError(self.env._("No row of this file has an error."))
        try:
            content = workbook.mark(self._content(), marks)
        except workbook.WorkbookError as error:
            raise UserError(self.row_ids._sentence({"code": error.code, "params": error.params})) from None
        base = (self.file_name or "").rsplit(".", 1)[0]
        return self._action_download(content, self.env._("%s to correct.xlsx", base))

    def action_rows(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_excel_row_action"
        )
        return {**action, "domain": [("upload_id", "=", self.id)], "context": {}}

    def action_listings(self):
        """What has become of the rows."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shopee_krsc_connector.shopee_listing_action")
        return {**action, "domain": [("id", "in", self.row_ids.listing_id.ids)], "context": {}}

    def action_list(self):
        """Send the imported products that lack nothing to Shopee."""
        self.ensure_one()
        waiting = self.picture_ids.filtered(lambda one: one.state == "pending").listing_id
        if waiting:
            raise UserError(
                self.env._(
                    "Pictures of %s products are still being fetched. Wait until they are there.",
                    len(waiting),
                )
            )
        drafts = self.row_ids.listing_id.filtered(lambda one: one.state in ("draft", "failed"))
        if len(drafts) > LISTED_AT_ONCE:
            self._enqueue_step("_job_list", 0)
            return self.action_listings()
        ready = drafts.filtered("is_ready")
        if not ready:
            raise UserError(
                self.env._(
                    "None of the imported products can be sent yet. Open the listings: they say what is "
                    "missing."
                )
            )
        ready._start_by_hand()
        return self.action_listings()

    def _action_download(self, content, name):
        """Keep a file for this record and let the browser fetch it."""
        self.check_access("write")
        self.sudo().write({"download": base64.b64encode(content), "download_name": name})
        place = f"model={self._name}&id={self.id}&field=download&filename_field=download_name"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content?{place}&download=true",
            "target": "download",
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _begin(self, state, method):
        self.check_access("write")
        self.sudo().write({"state": state, "failure": False})
        self._enqueue_step(method)

    def _content(self):
        """Bytes of the file"""
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _check_idle(self):
        """:raise UserError: a job is at work on it"""
        if any(upload.state in RUNNING for upload in self):
            raise UserError(self.env._("The file is being worked on right now. Wait until that has ended."))
