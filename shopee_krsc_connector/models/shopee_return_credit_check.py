"""Credit notes over something else than Shopee has refunded: listed, for a person to correct."""

from odoo import api, models

ISSUE = "credit_differs"


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _upsert(self, shop, dtos):
        created, changed, unchanged = super()._upsert(shop, dtos)
        changed._check_credit()
        return created, changed, unchanged

    def _check_credit(self):
        """List the credit notes that do not fit, and take off the list what was corrected."""
        noted = self.filtered("credit_note_id")
        wrong = noted.filtered(lambda one: one._credit_is_wrong())
        issues = self.env["shopee.issue"]
        issues._raise_issues(ISSUE, "money", {one: one._credit_amounts() for one in wrong})
        issues._solve(self - wrong, [ISSUE])

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a credit note that did not fit: compare it again."""
        if code != ISSUE:
            return super()._issue_retry(code)
        return self._check_credit()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _credit_is_wrong(self):
        """Whether a credit note stands over something else than Shopee has refunded."""
        note = self.sudo().credit_note_id
        return bool(
            note.state in ("draft", "posted")
            and note.currency_id.compare_amounts(note.amount_total, self.refunded_amount)
        )

    def _credit_amounts(self):
        """Parameters of the sentence that tells the difference."""
        note = self.sudo().credit_note_id
        return {
            "refunded": self.refunded_amount,
            "credited": note.amount_total,
            "currency": note.currency_id.name,
        }

    def _money_note(self):
        if self._credit_is_wrong():
            return self.env["shopee.issue"]._text_credit_differs(self._credit_amounts())[0]
        return super()._money_note()


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_credit_differs(self, params):
        return (
            self.env._(
                "Shopee has refunded %(refunded).2f %(currency)s, the credit note is over %(credited).2f.",
                refunded=params.get("refunded") or 0.0,
                credited=params.get("credited") or 0.0,
                currency=params.get("currency") or "",
            ),
            self.env._("Correct or delete the credit note in Accounting, then press Retry."),
        )
