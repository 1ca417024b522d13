"""Endpoints by module of the platform; importing them registers them."""

from . import (  # noqa: F401
    auth,
    catalogue_data,
    documents,
    first_mile,
    global_models,
    global_product,
    global_write,
    logistics,
    media,
    merchant,
    order,
    order_write,
    package,
    payment,
    product,
    publish,
    push,
    returns,
    shipping,
    shop,
)
