from . import shopee_order_sync
from . import shopee_order_cancel
from . import shopee_bind
from . import shopee_own_number
from . import shopee_first_mile_bind
from . import shopee_listing_start
from . import shopee_warehouse_choice
from . import shopee_ship_bulk
