"""Shopee's codes of a return in the words of a person; a code that nobody knows is shown as it is."""

from odoo import api, models
from odoo.tools import SQL


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    @api.model
    def _words(self, name):
        """Selection of a field that holds a code of Shopee.

        The codes in use that have no words are part of it, so that lists, groups and exports show them too.
        """
        words = getattr(self, f"_words_{name}")()
        self.flush_model([name])
        query = SQL(
            "SELECT DISTINCT %(code)s FROM %(table)s WHERE %(code)s <> ALL(%(known)s)",
            code=SQL.identifier(name),
            table=SQL.identifier(self._table),
            known=list(words),
        )
        return [*words.items(), *((code, code) for (code,) in self.env.execute_query(query))]

    @api.model
    def _words_status(self):
        return {
            "REQUESTED": self.env._("Asked by the buyer"),
            "JUDGING": self.env._("Shopee decides"),
            "SELLER_DISPUTE": self.env._("Disputed by you"),
            "PROCESSING": self.env._("Goods on their way back"),
            "ACCEPTED": self.env._("Accepted"),
            "CLOSED": self.env._("Closed"),
            "CANCELLED": self.env._("Cancelled"),
        }

    @api.model
    def _words_reason(self):
        return {
            "NONE": self.env._("No reason given"),
            "NOT_RECEIPT": self.env._("Parcel not received"),
            "ITEM_MISSING": self.env._("Parts or pieces are missing"),
            "WRONG_ITEM": self.env._("Wrong product sent"),
            "ITEM_DAMAGED": self.env._("Damaged"),
            "PHYSICAL_DMG": self.env._("Damaged"),
            "DAMAGED_OTHERS": self.env._("Damaged"),
            "BROKEN_PRODUCTS": self.env._("Broken"),
            "SPILLED_CONTENTS": self.env._("Contents spilled"),
            "SLIGHT_SCRATCH_DENTS": self.env._("Slight scratches or dents"),
            "FUNCTIONAL_DMG": self.env._("Does not work"),
            "EXPIRED_PRODUCT": self.env._("Expired"),
            "DIFFERENT_DESCRIPTION": self.env._("Not as described"),
            "EXPECTATION_FAILED": self.env._("Not as expected"),
            "ITEM_NOT_FIT": self.env._("Does not fit"),
            "ITEM_FAKE": self.env._("Counterfeit"),
            "SUSPICIOUS_PARCEL": self.env._("Suspicious parcel"),
            "CHANGE_MIND": self.env._("Changed their mind"),
            "MUTUAL_AGREE": self.env._("Agreed with the seller"),
            "OTHER": self.env._("Other"),
        }

    @api.model
    def _words_negotiation_status(self):
        return {
            "PENDING_RESPOND": self.env._("Waits for your answer"),
            "PENDING_BUYER_RESPOND": self.env._("Waits for the buyer's answer"),
            "TERMINATED": self.env._("Ended"),
        }

    @api.model
    def _words_seller_proof_status(self):
        return {
            "NOT_NEEDED": self.env._("Not needed"),
            "PENDING": self.env._("To upload in the Seller Centre"),
            "UPLOADED": self.env._("Uploaded"),
            "OVERDUE": self.env._("Not uploaded in time"),
        }

    @api.model
    def _words_compensation_status(self):
        return {
            "NOT_APPLICABLE": self.env._("Not possible"),
            "NOT_ELIGIBLE": self.env._("Not possible"),
            "NOT_REQUIRED": self.env._("Not needed"),
            "INITIAL_STAGE": self.env._("Not yet possible"),
            "PENDING_REQUEST": self.env._("To ask for in the Seller Centre"),
            "REQUESTED": self.env._("Asked for"),
            "APPROVED": self.env._("Granted"),
            "REJECTED": self.env._("Refused"),
            "CANCELLED": self.env._("Cancelled"),
        }

    @api.model
    def _words_return_refund_type(self):
        return {
            "RRBOC": self.env._("Before the order was completed"),
            "RRAOC": self.env._("After the order was completed"),
        }

    @api.model
    def _words_validation_type(self):
        return {
            "seller_validation": self.env._("The seller"),
            "warehouse_validation": self.env._("Shopee's warehouse"),
        }
