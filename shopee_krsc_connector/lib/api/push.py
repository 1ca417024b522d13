"""push/*: public, for the app as a whole."""

from ..dto.push import PushEvent
from ..dto.values import flag, whole
from ..paging import Page
from ._values import listed

# Which events are needed to keep orders, packages, labels, returns, items and authorisations up to date
PUSH_CODES = (1, 2, 3, 4, 8, 12, 15, 16, 22, 29, 30, 47)


def set_app_push_config(client, *, callback_url, codes=PUSH_CODES):
    """Have events sent to ``callback_url``; Shopee calls it at once to check it (code 0)."""
    client.post("push/set_app_push_config", callback_url=callback_url, set_push_config_on=list(codes))


def get_lost_push_message(client):
    """``Page`` of the ``PushEvent`` that could not be delivered in the last 3 days, up to 100.

    ``next`` is what ``confirm_consumed_lost_push_message`` takes; only then the following ones come.
    """
    answer = client.get("push/get_lost_push_message")
    events = tuple(PushEvent.from_payload(row) for row in listed(answer, "push_message_list"))
    return Page(events, whole(answer.get("last_message_id")), flag(answer.get("has_next_page")))


def confirm_consumed_lost_push_message(client, *, last_message_id):
    client.post("push/confirm_consumed_lost_push_message", last_message_id=int(last_message_id))
