from . import test_kit_cancel
from . import test_kit_excel
from . import test_kit_listing
from . import test_kit_stock
from . import test_kit_way
from . import test_kits
from . import test_translations
