from . import labels
from . import oauth
from . import push
from . import waybills
