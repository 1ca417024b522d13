"""Pages of the catalogue: items, and what seller and Shopee do with them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Any

from werkzeug import Request, Response

from . import arranging, editing
from .catalogue import brand_name, is_in_market, name_of, original_price
from .errors import StateError
from .html import (
    ITEM_TAGS,
    Safe,
    back_field,
    button,
    form,
    html,
    joined,
    moment,
    note,
    option,
    page,
    page_number,
    pager,
    tag,
)
from .model import Listing, Model, Product
from .taxonomy import CATEGORIES
from .world import World

PAGE = 40
STATUS_BUTTONS = {
    "NORMAL": (("UNLIST", "Seller: unlist"), ("BANNED", "Shopee: ban"), ("SELLER_DELETE", "Seller: delete")),
    "UNLIST": (("NORMAL", "Seller: list again"), ("SELLER_DELETE", "Seller: delete")),
    "BANNED": (("NORMAL", "Shopee: lift ban"), ("SHOPEE_DELETE", "Shopee: delete")),
    "REVIEWING": (("NORMAL", "Shopee: approve"), ("BANNED", "Shopee: ban")),
}
CONVERT = {
    "price": float, "stock": int, "brand_id": int, "model_id": int, "global_model_id": int, "tier": int,
    "shop_id": int,
}  # fmt: skip


def product_of(world: World, number: str) -> Product | None:
    """By the id of a global item or of an item in a shop."""
    wanted = int(number) if number.isdigit() else 0
    listing = world.listings.get(wanted)
    return world.products.get(wanted) or (listing.product if listing else None)


# Acting


def act(world: World, number: str, action: str, values: dict[str, str]) -> str:
    """Do what a button of these pages says; answer how it went."""
    wanted = int(number) if number.isdigit() else 0
    given = {name: _value(name, text) for name, text in values.items() if name != "back" and text != ""}
    if wanted in world.listings and action in ("edit", "status"):
        editing.edit_listing(world, world.listings[wanted], given)
        return f"Item {number} was changed."
    product = world.products.get(wanted)
    if product is None:
        raise StateError(f"There is no item {number}.")
    if action == "authorise_brand":
        brand = arranging.edit_brand(world, product.brand_id, {"pending": False, "authorised": True})
        return f"{brand.name} may be sold now."
    if action == "delete":
        given = {"delete": True}
    elif action == "publish":
        given = {"publish": [given.get("shop_id", 0)]}
    elif action in editing.OPTIONS:
        given = {action: given["name"] if action == "remove_option" else given}
    elif action != "edit":
        raise StateError("There is no such action.")
    elif given.get("name") == product.names["en"]:
        del given["name"]  # the form sends it always; as an edit it would reach the shops
    editing.edit_product(world, product, given)
    return f"Global item {number} was {'deleted' if action == 'delete' else 'changed'}."


def _value(name: str, text: str) -> Any:
    try:
        return CONVERT.get(name, str)(text)
    except ValueError:
        raise StateError(f"{name} is not a number") from None


# The list


def items_page(world: World, request: Request) -> Response:
    args = request.args
    number = page_number(args)
    start = (number - 1) * PAGE
    chosen = _newest(world, args, start + PAGE + 1)[start:]
    body = html(
        '{note}<h1>Items</h1><p class="muted">Act as seller in the Seller Centre, and as Shopee.</p>'
        '<div class="card">{filters}</div><div class="card" style="padding:8px 14px"><table><thead><tr>'
        '<th></th><th>Item</th><th>SKU</th><th class="num">Price</th><th class="num">Stock</th>'
        "<th>Shops</th><th>Changed</th></tr></thead><tbody>{rows}</tbody></table></div><p>{pages}</p>",
        note=note(request),
        filters=_filters(args),
        rows=joined(_row(world, product) for product in chosen[:PAGE])
        or Safe('<tr><td colspan="7" class="muted">No items.</td></tr>'),
        pages=pager("/items", args, number, len(chosen) > PAGE),
    )
    return page("Items", body)


def _newest(world: World, args: Any, count: int) -> list[Product]:
    """The first ``count`` of those that are asked for, what changed last before the others."""
    status, text = args.get("status"), args.get("q", "").strip().lower()
    found: Iterable[Product] = world.products.values()
    if status:
        listings = (listing for listing in world.listings.values() if listing.status == status)
        numbers = {listing.product.global_item_id for listing in listings}
        found = [world.products[number] for number in numbers if number in world.products]
    if text:
        found = [product for product in found if _is_meant(product, text)]
    return heapq.nsmallest(count, found, key=lambda product: (-product.update_time, product.seq))


def _is_meant(product: Product, text: str) -> bool:
    return (
        text in product.names["en"].lower()
        or text in product.sku.lower()
        or text in str(product.global_item_id)
        or (product.has_model and any(text in model.sku.lower() for model in product.models))
    )


def _filters(args: Any) -> Safe:
    return html(
        '<form method="get" class="filters"><label>Name, SKU or number'
        '<input type="text" name="q" value="{q}"></label><label>Status in a shop<select name="status">'
        '<option value="">All</option>{statuses}</select></label><button>Show</button></form>',
        q=args.get("q", ""),
        statuses=joined(option(name, name, args.get("status")) for name in ITEM_TAGS),
    )


def _row(world: World, product: Product) -> Safe:
    prices = [model.price for model in product.models]
    span = f"{min(prices):,g}" if min(prices) == max(prices) else f"{min(prices):,g} – {max(prices):,g}"
    count = f" · {len(product.models)} variations" if product.has_model else ""
    return html(
        '<tr><td>{image}</td><td><a href="/items/{number}">{name}</a><br><span class="muted">{number}{count}'
        '</span></td><td class="nowrap">{sku}</td><td class="num">{price}</td><td class="num">{stock}</td>'
        '<td>{shops}</td><td class="nowrap">{changed}</td></tr>',
        image=_image(product.images[0]) if product.images else "",
        number=product.global_item_id,
        name=product.names["en"],
        count=count,
        sku=product.sku or "—",
        price=span,
        stock=sum(model.available for model in product.models),
        shops=joined(
            html(
                '<div class="nowrap">{region} {tag}</div>',
                region=listing.shop.market.region,
                tag=tag(listing.status),
            )
            for listing in world.by_product[product.seq]
        ),
        changed=moment(product.update_time),
    )


def _image(image_id: str) -> Safe:
    return html(
        '<img src="/_img/{image}" width="44" height="44" loading="lazy" alt="" style="border-radius:6px">',
        image=image_id,
    )


# One item


def item_page(world: World, request: Request, product: Product) -> Response:
    is_global = product.global_item_id in world.products
    facts = {
        "Global item": str(product.global_item_id) if is_global else "none",
        "SKU": product.sku or "—",
        "Category": CATEGORIES[product.category_id][1],
        "Brand": brand_name(world, product.brand_id),
        "Weight": f"{product.weight:g} kg",
        "Days to ship": str(product.days_to_ship),
        "Attributes": ", ".join(_attribute(row) for row in product.attributes) or "none",
        "Changed": moment(product.update_time),
    }
    body = html(
        '{note}<h1>{name}</h1><div class="card"><p>{images}</p><dl class="facts">{facts}</dl>{forms}</div>'
        "{shops}{variations}",
        note=note(request),
        name=product.names["en"],
        images=joined(_image(image) for image in product.images),
        facts=joined(html("<dt>{k}</dt><dd>{v}</dd>", k=key, v=value) for key, value in facts.items()),
        forms=_item_forms(world, request, product) if is_global else "",
        variations=_variations(request, product) if product.has_model else "",
        shops=_shops(world, request, product),
    )
    return page(product.names["en"], body)


def _attribute(row: dict[str, Any]) -> str:
    values = [
        f"{value['original_value_name']} {value['value_unit']}".strip()
        for value in row["attribute_value_list"]
    ]
    return f"{row['original_attribute_name']}: {', '.join(values)}"


def _item_forms(world: World, request: Request, product: Product) -> Safe:
    path = f"/items/{product.global_item_id}"
    brands = joined(
        option(str(brand.brand_id), brand.name, str(product.brand_id))
        for brand in world.brands.values()
        if not brand.roots or brand.brand_id == product.brand_id
    )
    single = [] if product.has_model else [("price", "", "Price"), ("stock", "", "Stock")]
    authorised = all(product.brand_id in shop.brands for shop in world.shops.values())
    return html(
        '<div style="margin-top:18px">{edit}</div><div style="margin-top:12px">{brand}</div>'
        '<p style="margin:16px 0 0">{authorise}{delete}</p>',
        edit=form(
            request,
            f"{path}/edit",
            "Seller: change",
            [("name", product.names["en"], "Name"), ("sku", product.sku, "SKU"), *single],
        ),
        brand=html(
            '<form method="post" action="{path}/edit" class="filters">{back}<label>Brand'
            '<select name="brand_id"><option value="0">NoBrand</option>{brands}</select></label>'
            "<button>Seller: change brand</button></form>",
            path=path,
            back=back_field(request),
            brands=brands,
        ),
        authorise=Safe("")
        if authorised or not product.brand_id
        else button(request, f"{path}/authorise_brand", "Shopee: authorise the brand"),
        delete=button(request, f"{path}/delete", "Seller: delete everywhere"),
    )


def _variations(request: Request, product: Product) -> Safe:
    path = f"/items/{product.global_item_id}"
    tiers = joined(_tier(request, path, number, tier) for number, tier in enumerate(product.tiers))
    return html(
        '<div class="card"><h2>Variations</h2><table><tbody>{models}</tbody></table></div>'
        '<div class="card"><h2>Options</h2>{tiers}</div>',
        models=joined(_model_row(request, path, product, model) for model in product.models),
        tiers=tiers,
    )


def _model_row(request: Request, path: str, product: Product, model: Model) -> Safe:
    name = ", ".join(product.tiers[n][1][at][0] for n, at in enumerate(model.tier_index))
    return html(
        '<tr><td class="nowrap">{name}<br><span class="muted">{number}</span></td><td>{form}</td></tr>',
        name=name,
        number=model.global_model_id,
        form=form(
            request,
            f"{path}/edit",
            "Change",
            [
                ("model_sku", model.sku, "SKU"),
                ("price", f"{model.price:g}", "Price"),
                ("stock", str(model.available), "Stock"),
            ],
            global_model_id=str(model.global_model_id),
        ),
    )


def _tier(request: Request, path: str, number: int, tier: tuple[str, list[tuple[str, str]]]) -> Safe:
    name, options = tier
    rows = joined(
        html(
            "<tr><td>{rename}</td><td>{remove}</td></tr>",
            rename=form(
                request, f"{path}/rename_option", "Rename", [("to", word, "Option")], **{"from": word}
            ),
            remove=form(request, f"{path}/remove_option", "Remove", [], name=word),
        )
        for word, _image_id in options
    )
    return html(
        '<p class="muted">{name}</p><table><tbody>{rows}</tbody></table>{add}',
        name=name,
        rows=rows,
        add=form(
            request, f"{path}/add_option", "Add", [("name", "", "New option"), ("stock", "10", "Stock")],
            tier=str(number),
        ),
    )  # fmt: skip


def _shops(world: World, request: Request, product: Product) -> Safe:
    rows = joined(_listing_row(request, listing) for listing in world.by_product[product.seq])
    path = f"/items/{product.global_item_id}/publish"
    further = [
        shop
        for shop in world.shops.values()
        if product.global_item_id in world.products and not is_in_market(world, shop, product)
    ]
    return html(
        '<div class="card"><h2>In the shops</h2><table><tbody>{rows}</tbody></table>{further}</div>',
        further=joined(
            form(request, path, f"Seller: publish in {shop.name}", [], shop_id=str(shop.shop_id))
            for shop in further
        ),
        rows=rows or Safe('<tr><td class="muted">Published nowhere.</td></tr>'),
    )


def _listing_row(request: Request, listing: Listing) -> Safe:
    path = f"/items/{listing.item_id}"
    market = listing.shop.market
    prices = [original_price(listing, model) for model in listing.product.models]
    buttons = joined(
        form(request, f"{path}/status", word, [], status=status)
        for status, word in STATUS_BUTTONS.get(listing.status, ())
    )
    return html(
        '<tr><td class="nowrap">{shop} {tag}<br><span class="muted">{number}</span></td>'
        '<td class="num">{currency} {price}</td><td>{rename}</td><td>{buttons}</td></tr>',
        shop=listing.shop.name,
        tag=tag(listing.status),
        number=listing.item_id,
        currency=market.currency,
        price=f"{min(prices):,.{market.decimals}f}",
        rename=form(request, f"{path}/edit", "Rename", [("name", name_of(listing), "Name in the shop")]),
        buttons=buttons,
    )
