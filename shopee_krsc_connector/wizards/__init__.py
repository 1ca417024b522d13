from . import shopee_order_sync
from . import shopee_listing_start
