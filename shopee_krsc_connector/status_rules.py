"""The table of statuses, compiled: what an order is called, and what people may do next with it."""

from typing import NamedTuple


class Rule(NamedTuple):
    precedence: int
    number: int
    stock: str
    receipt: str
    own_carrier: bool
    oms_status: str
    steps: frozenset

    @property
    def rank(self):
        """Among rows of one precedence, the one that asks for more, then the one that stands first."""
        asked = (self.stock != "any") + (self.receipt != "any") + self.own_carrier
        return -asked, self.number


class StatusRules:
    """The rows of ``shopee.status.mapping``, ready to be asked. Holds no records: it is cached."""

    def __init__(self, rows):
        """:param list rows: dicts of the fields that ``_rules`` reads, in the order of the table"""
        self._rules = {}
        self._labels = {}
        for row in rows:
            if row["source"] == "oms":
                self._labels.setdefault(status_key(row["oms_status"]), row["krsc_status"])
            elif row["source"] != "none":
                rule = Rule(
                    row["precedence"],
                    row["number"],
                    row["stock_condition"],
                    row["receipt_condition"],
                    row["own_carrier"],
                    row["oms_status"],
                    frozenset(name for name, value in row.items() if name.startswith("may_") and value),
                )
                self._rules.setdefault((row["source"], row["api_status"] or ""), []).append(rule)

    def status_of(self, order):
        """Decide what an order is called.

        Every fact about the order is looked up; the rule with the lowest precedence decides, among equals
        the newer return, then ``Rule.rank``. A status that no row knows is shown as it is.

        :param order: ``shopee.order`` record
        :return: (OMS status, label of the Seller Centre); False for an order that was never read
        """
        found = [
            (rule.precedence, position, rule.rank, rule.oms_status)
            for position, (source, status, receipt) in enumerate(order._status_facts())
            for rule in self._candidates(source, status)
            if self._fits(rule, order, receipt)
        ]
        oms_status = min(found)[-1] if found else order.krsc_status
        return oms_status, self.label_of(oms_status) or order.krsc_status

    def steps_of(self, order):
        """What people may do next with an order, by the row of its own status.

        :return: names of ``may_*`` fields, or None for a status that no row knows
        """
        fitting = [
            rule
            for rule in self._candidates("order", order.krsc_status)
            if self._fits(rule, order, order.receipt_state)
        ]
        return min(fitting, key=lambda rule: (rule.precedence, rule.rank)).steps if fitting else None

    def label_of(self, oms_status):
        """Label of the Seller Centre for an OMS status, or None."""
        return self._labels.get(status_key(oms_status))

    def _candidates(self, source, status):
        return self._rules.get((source, status), []) + self._rules.get((source, ""), [])

    def _fits(self, rule, order, receipt):
        return (
            rule.stock in ("any", order.stock_condition)
            and rule.receipt in ("any", receipt)
            and (not rule.own_carrier or order._is_own_carrier())
        )


def status_key(status):
    """The customer spells one status in several ways: "Ready to Ship", "Ready_to_ship"."""
    return (status or "").replace("_", " ").lower()
