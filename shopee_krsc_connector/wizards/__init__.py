from . import shopee_order_sync
