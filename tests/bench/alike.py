"""Field by field: whether two sets of records differ in nothing but who they are."""

IDENTITY = {"id", "create_date", "create_uid", "write_date", "write_uid", "access_token"}
#: Compared themselves, or made anew for each document: of a link to them only the number counts.
OWN = {
    "mail.message",
    "product.product",
    "product.template",
    "product.template.attribute.line",
    "product.template.attribute.value",
    "sale.order",
    "sale.order.line",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.reference",
}


def check_orders(one, other) -> None:
    """Compare sales orders, in their order, with their lines, transfers, moves and reservations.

    :raise AssertionError: names the fields that differ
    """
    for left, right in zip(one, other, strict=True):
        # Odoo writes the date of confirming; the import keeps the one on which the buyer ordered
        check(left, right, {"date_order"})
        check(left.order_line, right.order_line)
        check(left.picking_ids, right.picking_ids, {"name"})
        check(left.picking_ids.move_ids, right.picking_ids.move_ids, {"reference"})
        check(left.picking_ids.move_line_ids, right.picking_ids.move_line_ids, {"date"})


def check(one, other, skipped=frozenset()) -> None:
    """Compare every stored field of two recordsets of a model, record by record."""
    differing = {
        f"{left._name}.{name}: {left[name]} and {right[name]}"
        for left, right in zip(one.sorted("id"), other.sorted("id"), strict=True)
        for name, field in one._fields.items()
        if field.store and name not in IDENTITY | skipped and not name.startswith("shopee_")
        if _value(left, field) != _value(right, field)
    }
    if differing:
        raise AssertionError("not alike: " + "; ".join(sorted(differing)))


def _value(record, field):
    value = record[field.name]
    return len(value) if field.relational and field.comodel_name in OWN else value
