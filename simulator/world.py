"""State of one simulated platform."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

from .calls import CallLog
from .clock import Clock, Scheduler
from .config import Config
from .faults import Faults
from .index import TimeIndex
from .markets import market_for
from .model import Brand, FirstMile, Listing, Merchant, Model, Order, Package, Product, Return, Shop
from .pushes import Pushes
from .stock_log import StockLog
from .taxonomy import BRANDS, FOREIGN_BRANDS, UNAUTHORISED_BRAND
from .tokens import Tokens

BEAUTY = 100630
SHOP_NAMES = {"SG": "Hanbit Beauty SG", "TW": "Hanbit 韓國美妝", "MY": "Hanbit K-Beauty MY"}


class World:
    """Everything there is, guarded by one lock: a call takes it for the moment of its effect."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.lock = threading.RLock()
        self.clock = Clock(config.now)
        self.scheduler = Scheduler(self.clock)
        self.random = random.Random(config.seed)
        self.calls = CallLog()
        self.stock_log = StockLog()
        self.faults = Faults()
        self.tokens = Tokens(self.clock, config)
        self.pushes = Pushes(self.clock, config)
        self.numbers = itertools.count(1)
        self.merchant = Merchant(
            3300045, "Hanbit Cosmetics Co., Ltd.", config.merchant_region,
            config.merchant_currency, config.upgraded,
        )  # fmt: skip
        self.shops: dict[int, Shop] = {}
        self.brands: dict[int, Brand] = {}
        self.products: dict[int, Product] = {}  # by global item id
        self.listings: dict[int, Listing] = {}  # by item id
        self.by_product: dict[int, list[Listing]] = {}  # by seq of the product
        self.shop_items: dict[int, list[int]] = {}
        self.by_sku: dict[str, list[tuple[Product, Any]]] = {}
        self.catalogue_version = 0
        self._filtered: dict[tuple[Any, ...], list[int]] = {}
        self._filtered_version = 0
        self.orders: dict[str, Order] = {}
        self.packages: dict[str, Package] = {}
        self.by_update: dict[int, TimeIndex] = {}
        self.by_create: dict[int, TimeIndex] = {}
        self.returns: dict[str, Return] = {}
        self.images: dict[str, tuple[bytes, str]] = {}  # uploaded ones; the others are drawn
        self.publish_tasks: dict[int, dict[str, Any]] = {}
        self.first_mile: dict[str, FirstMile] = {}
        self.model_seq = itertools.count(1)
        self.product_seq = itertools.count(1)
        self.promotion_seq = itertools.count(1)
        self._register_brands()
        for index, region in enumerate(config.shops):
            self._open_shop(index, region)

    def _register_brands(self) -> None:
        for brand_id, name in BRANDS.items():
            self.brands[brand_id] = Brand(brand_id, name)
        for brand_id, name in FOREIGN_BRANDS.items():
            self.brands[brand_id] = Brand(brand_id, name, roots=frozenset({BEAUTY}))
        self.brands[UNAUTHORISED_BRAND[0]] = Brand(*UNAUTHORISED_BRAND, is_pending=True)

    def _open_shop(self, index: int, region: str) -> None:
        shop_id = 220000101 + 11 * index
        name = SHOP_NAMES.get(region, f"Hanbit Beauty {region}")
        if region in self.config.shops[:index]:
            name = f"{name} {index + 1}"
        shop = Shop(shop_id, name, market_for(region, self.config.merchant_currency), index)
        shop.sync = dict.fromkeys(
            ("name_and_description", "media_information", "tier_variation_name_and_option",
             "price", "days_to_ship"), True
        )  # fmt: skip
        shop.brands = set(BRANDS)
        if index == 0:
            shop.affiliate_id = shop_id + 5
        self.shops[shop_id] = shop
        self.shop_items[shop_id] = []
        self.by_update[shop_id] = TimeIndex()
        self.by_create[shop_id] = TimeIndex()

    def run_due(self) -> int:
        """Do what has become due; called with every request and by the ticker."""
        with self.lock:
            return self.scheduler.run_due()

    # Catalogue

    def add_product(self, product: Product) -> None:
        if product.global_item_id:
            self.products[product.global_item_id] = product
        self.by_product[product.seq] = []
        self.index_skus(product)
        self.catalogue_version += 1

    @contextlib.contextmanager
    def editing(self, product: Product) -> Iterator[None]:
        """Changes of ``product`` inside the block are found afterwards and count as an update."""
        self._forget_skus(product.models, product)
        try:
            yield
        finally:
            self.index_skus(product)
            self.touch_product(product)

    def remove_product(self, product: Product) -> None:
        self._forget_skus(product.models, product)
        self.products.pop(product.global_item_id, None)
        self.catalogue_version += 1

    def _forget_skus(self, models: list[Model], product: Product) -> None:
        for model in models:
            sku = model.sku or product.sku
            self.by_sku[sku] = [row for row in self.by_sku.get(sku, ()) if row[1] is not model]

    def index_skus(self, product: Product) -> None:
        for model in product.models:
            sku = model.sku or product.sku
            rows = self.by_sku.setdefault(sku, [])
            if not any(known is model for _product, known in rows):
                rows.append((product, model))

    def add_listing(self, listing: Listing) -> None:
        self.listings[listing.item_id] = listing
        self.by_product[listing.product.seq].append(listing)
        self.shop_items[listing.shop.shop_id].append(listing.item_id)
        self.catalogue_version += 1

    def touch_product(self, product: Product, listings: bool = True) -> None:
        """Mark as changed now, in every shop where the change is seen."""
        product.update_time = self.clock.seconds()
        for listing in self.by_product[product.seq] if listings else ():
            listing.update_time = product.update_time
        self.catalogue_version += 1

    def touch_listing(self, listing: Listing) -> None:
        listing.update_time = self.clock.seconds()
        self.catalogue_version += 1

    def filtered(self, key: tuple[Any, ...], build: Callable[[], list[int]]) -> list[int]:
        """Ids of a list that is read page by page: built once, until the catalogue changes."""
        if self._filtered_version != self.catalogue_version:
            self._filtered.clear()
            self._filtered_version = self.catalogue_version
        if key not in self._filtered:
            if len(self._filtered) > 20:
                self._filtered.clear()
            self._filtered[key] = build()
        return self._filtered[key]

    # Orders

    def add_order(self, order: Order) -> None:
        self.orders[order.order_sn] = order
        self.packages[order.package.number] = order.package
        self.by_update[order.shop.shop_id].add(order.update_time, order.order_sn)
        self.by_create[order.shop.shop_id].add(order.create_time, order.order_sn)

    def touch_order(self, order: Order) -> None:
        now = max(self.clock.seconds(), order.update_time)
        self.by_update[order.shop.shop_id].move(order.update_time, now, order.order_sn)
        order.update_time = now
        order.package.update_time = now
