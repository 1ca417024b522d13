"""A product that a seller lists, made for the simulator's categories."""

import io

from PIL import Image

from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    ChosenAttribute,
    ChosenValue,
    GlobalItemDraft,
    ModelDraft,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import Dimension, Option, SellerStock, Tier
from odoo.addons.shopee_krsc_connector.lib.dto.publication import (
    Publication,
    PublishedModel,
    SyncSwitches,
)

NAME = "Yuja Glow Serum"
CATEGORY = "101901"  # Serum & Essence
INGREDIENTS = "101049"  # an attribute with more values than its tree holds
ORIGIN = ChosenAttribute("100999", (ChosenValue("4501"),))
VOLUME = ChosenAttribute("101045", (ChosenValue(text="30", unit="ML"),))
SIZES = ("30ml", "50ml", "100ml")
SWITCHES = SyncSwitches(
    region="SG",
    name_and_description=True,
    media_information=True,
    tier_variation_name_and_option=True,
    price=False,
    days_to_ship=True,
)


def picture(colour=(240, 200, 40), kind="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", (30, 30), colour).save(stream, kind)
    return f"serum.{kind.lower()}", stream.getvalue(), f"image/{kind.lower()}"


def draft(image_id, **changes):
    values = {
        "name": NAME,
        "description": "A serum of Goheung yuja.",
        "sku": "HB-YUJ",
        "category_id": CATEGORY,
        "brand_id": "1130001",
        "image_ids": (image_id,),
        "attributes": (ORIGIN, VOLUME),
        "weight": 0.12,
        "dimension": Dimension(10, 5, 5),
        "days_to_ship": 3,
        "price": 21000,
        "stocks": (SellerStock("", 30),),
    }
    return GlobalItemDraft(**{**values, **changes})


def tiers(*sizes):
    return (Tier("Size", tuple(Option(size) for size in sizes or SIZES)),)


def models(number=3):
    return tuple(
        ModelDraft(
            sku=f"HB-YUJ-{size}",
            tier_index=(at,),
            price=21000 + 1000 * at,
            stocks=(SellerStock("", 10 + at),),
        )
        for at, size in enumerate(SIZES[:number])
    )


def publication(**changes):
    values = {
        "name": "Yuja serum",
        "models": (
            PublishedModel(tier_index=(0,), price=21.5),
            PublishedModel(tier_index=(1,), price=23.0, status="UNAVAILABLE"),
        ),
    }
    return Publication(**{**values, **changes})
