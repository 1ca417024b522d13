"""Facts of the Shopee Open Platform and of this addon that more than one file needs."""

API_VERSION = "v2"

# Host follows the place of the server, not of the shop. "A server in Korea uses the first host" (unsure).
HOSTS = {
    "live": "https://partner.shopeemobile.com",
    "live_cn": "https://openplatform.shopee.cn",
    "live_br": "https://openplatform.shopee.com.br",
    "sandbox": "https://openplatform.sandbox.test-stable.shopee.sg",
    "sandbox_cn": "https://openplatform.sandbox.test-stable.shopee.cn",
}

MERCHANT_REGION = "KR"

HISTORY_DAYS = 90
ORDER_OVERLAP_SECONDS = 300  # stamps have one-second resolution and orders surface late
ORDER_WINDOW_DAYS = 15  # the platform's limit for one window of orders or returns
ORDER_LIST_PAGE = 100
ORDER_DETAIL_BATCH = 50
ESCROW_BATCH = 20

# What update_stock of a global product takes
MAX_STOCK = 999_999
# Seller centre of each market (for links to a page of Shopee)
SELLER_CENTRES = {
    "SG": "https://seller.shopee.sg",
    "MY": "https://seller.shopee.com.my",
    "TW": "https://seller.shopee.tw",
    "TH": "https://seller.shopee.co.th",
    "PH": "https://seller.shopee.ph",
    "VN": "https://banhang.shopee.vn",
    "BR": "https://seller.shopee.com.br",
    "MX": "https://seller.shopee.com.mx",
    "KR": "https://seller.shopee.kr",
}

# Queue channels: names of data/queue_job_data.xml
CHANNEL_BUILD = "root.shopee_build"
CHANNEL_PULL = "root.shopee_pull"
CHANNEL_PUSH = "root.shopee_push"
CHANNEL_LABEL = "root.shopee_label"
CHANNEL_HISTORY = "root.shopee_history"

# Jobs that bring old orders come after all that today asks for
HISTORY_PRIORITY = 30

# Order statuses by what Odoo may do with the order
STATUS_UNPAID = {"UNPAID"}
STATUS_HELD = {"PENDING", "INVOICE_PENDING"}
STATUS_TO_SHIP = {"READY_TO_SHIP", "RETRY_SHIP"}
STATUS_ARRANGED = {"PROCESSED"}
STATUS_SHIPPED = {"SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"}
STATUS_IN_CANCEL = {"IN_CANCEL"}
STATUS_CANCELLED = {"CANCELLED"}

LABELS_PER_PDF = 500

# States of a `queue.job` that is still to do its work
LIVE_JOB_STATES = ("wait_dependencies", "pending", "enqueued", "started")

# Whether the stock that is written also holds the pieces of open orders (unsure: Shopee does not say it)
STOCK_WRITE_INCLUDES_RESERVED = False

# Codes of pushes that ask for more than reading the orders they name again
PUSH_AUTHORISED = 1
PUSH_DEAUTHORISED = 2
PUSH_TRACKING = 4
PUSH_RESERVED = 8
PUSH_AUTH_EXPIRY = 12
PUSH_LABEL = 15
PUSH_RETURN = 29

# Never shown, logged, copied or exported
SECRET_FIELDS = ("partner_key", "push_key", "access_token", "refresh_token")
