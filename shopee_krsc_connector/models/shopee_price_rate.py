"""Prices in other currencies. One without any rate would count as 1, so it has no prices."""

# Odoo looks through the rules of all products it is asked for at once, for each of them
PRICE_BATCH = 100


def rated_currencies(company):
    """Currencies that have a rate in a company."""
    rates = company.env["res.currency.rate"].sudo()
    found = rates._read_group([("company_id", "in", (False, company.root_id.id))], ["currency_id"])
    return company.currency_id.union(*(currency for (currency,) in found))


def can_convert(sources, target, rated):
    """Whether amounts in all of ``sources`` can be told in ``target``."""
    others = sources - target
    return not others or (others | target) <= rated


def prices_of(products, pricelist, currency, company):
    """Prices in a currency, by batches.

    Base prices and costs are those of ``company``, whichever company the reader works in.

    :param pricelist: may be empty
    :return: dict product id -> (price, code of a note or "")
    """
    if not currency:
        return dict.fromkeys(products.ids, (0.0, "price_no_currency"))
    rules = products.env["product.pricelist.item"].sudo()
    rated = rated_currencies(company)
    pricelist = pricelist.sudo().with_company(company)
    result = {}
    for start in range(0, len(products), PRICE_BATCH):
        part = products[start : start + PRICE_BATCH].sudo().with_company(company)
        found = pricelist._compute_price_rule(part, 1.0, currency=currency)
        for product in part:
            price, rule = found[product.id]
            sources = _currencies(rules.browse(rule), product)
            is_known = can_convert(sources, currency, rated)
            result[product.id] = (price, "") if is_known else (0.0, "price_no_rate")
    return result


def _currencies(rule, product):
    """Currencies of the amounts that a price is made of.

    :param rule: ``product.pricelist.item``; none: the sales price
    """
    if rule.compute_price == "fixed":
        return rule.currency_id
    if rule.base == "standard_price":
        return rule.currency_id | product.cost_currency_id
    base = rule.base_pricelist_id if rule.base == "pricelist" else rule.base_pricelist_id.browse()
    return rule.currency_id | base.currency_id | product.currency_id
