from odoo import api, fields, models


class ShopeeIssue(models.Model):
    """Something a person should look at: one row per record and reason.

    The text is not stored: code and parameters are, and the sentence is made in the reader's language.
    """

    _name = "shopee.issue"
    _description = "Shopee Issue to Solve"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "state, id desc"
    _rec_name = "message"

    code = fields.Char(required=True, readonly=True, index=True)
    params = fields.Json(readonly=True)
    topic = fields.Selection(
        [
            ("connection", "Connection"),
            ("product", "Product"),
            ("order", "Order"),
            ("shipping", "Shipping"),
            ("money", "Money"),
        ],
        required=True,
        readonly=True,
    )
    message = fields.Char(compute="_compute_message")
    advice = fields.Char(compute="_compute_message", string="What to do")
    res_model = fields.Char(readonly=True, required=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True, required=True)
    record_name = fields.Char(compute="_compute_record_name", string="Record")
    account_id = fields.Many2one("shopee.account", readonly=True, ondelete="cascade")
    merchant_id = fields.Many2one("shopee.merchant", readonly=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one("shopee.shop", readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved"), ("ignored", "Ignored")],
        default="open",
        required=True,
        index=True,
    )
    solved_at = fields.Datetime(readonly=True)

    _record_code_uniq = models.Constraint("UNIQUE(res_model, res_id, code)", "This issue is listed already.")

    @api.depends("code", "params")
    @api.depends_context("lang")
    def _compute_message(self):
        for issue in self:
            message, advice = issue._texts(issue.code, issue.params or {})
            issue.message = message
            issue.advice = advice

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for model, issues in self.grouped("res_model").items():
            records = self.env[model].browse(issues.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for issue in issues:
                issue.record_name = names.get(issue.res_id, "")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_retry(self):
        """Try again what failed; the record knows how."""
        for model, issues in self.grouped("res_model").items():
            records = self.env[model].browse(issues.mapped("res_id")).exists()
            for code, coded in issues.grouped("code").items():
                chosen = records.filtered_domain([("id", "in", coded.mapped("res_id"))])
                if chosen:
                    chosen._issue_retry(code)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Trying again. What works disappears from this list."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ignore(self):
        self.write({"state": "ignored"})

    def action_reopen(self):
        self.write({"state": "open"})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _raise_issues(self, code, topic, records_params):
        """Open one issue per record; one that is open or ignored with the same parameters is left alone.

        :param str code: key of ``_texts``
        :param dict records_params: record (singleton) -> parameters of the sentence (JSON values)
        """
        if not records_params:
            return self
        records = list(records_params)
        model = records[0]._name
        known = {
            issue.res_id: issue
            for issue in self.sudo().search(
                [
                    ("code", "=", code),
                    ("res_model", "=", model),
                    ("res_id", "in", [record.id for record in records]),
                ]
            )
        }
        vals_list = []
        for record, params in records_params.items():
            issue = known.get(record.id)
            if issue:
                if issue.params != params or issue.state == "solved":
                    issue.write({"params": params, "state": "open", "solved_at": False})
                continue
            vals_list.append(self._prepare_issue_vals(code, topic, record.sudo(), params))
        return self.sudo().create(vals_list)

    @api.model
    def _prepare_issue_vals(self, code, topic, record, params):
        vals = {
            "code": code,
            "topic": topic,
            "params": params,
            "res_model": record._name,
            "res_id": record.id,
            "company_id": record.company_id.id,
        }
        owners = {
            "shopee.account": "account_id",
            "shopee.shop": "shop_id",
            "shopee.merchant": "merchant_id",
        }
        for model, field in owners.items():
            if record._name == model:
                vals[field] = record.id
            elif field in record._fields:
                vals[field] = record[field].id
        return vals

    @api.model
    def _solve(self, records, codes=None):
        """Close the open issues of these records.

        :param codes: only these codes; all when None
        """
        if not records:
            return
        domain = [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("state", "=", "open"),
        ]
        if codes is not None:
            domain.append(("code", "in", list(codes)))
        issues = self.sudo().search(domain)
        if issues:
            issues.write({"state": "solved", "solved_at": fields.Datetime.now()})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _texts(self, code, params):
        """Sentence and advice of an issue, in the language of the reader.

        :return: (message, advice); the code itself where nobody wrote a sentence for it
        """
        writer = getattr(self, f"_text_{code}", None)
        return writer(params) if writer else (code, "")
