from . import test_access
from . import test_connect
from . import test_order_pull
from . import test_orders
from . import test_push
