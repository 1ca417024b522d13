"""returns/*: level shop. Decisions on returns are taken on Shopee, there is no call for them here."""

from datetime import timedelta

from ..dto.returns import Return
from ..dto.values import epoch, flag
from ..paging import moved_on
from ._values import listed

WINDOW = timedelta(days=15)


def get_return_list(client, *, page_no=0, update_time_from, update_time_to, page_size=50):
    """``Page`` of ``Return``.

    Whether pages count from 0 or 1 is unsure: start at 0 and expect the same ``return_sn`` twice.

    :param datetime update_time_from: naive UTC, as ``update_time_to``; at most 15 days apart
    """
    if not timedelta(0) <= update_time_to - update_time_from <= WINDOW:
        raise ValueError("get_return_list reads 0 to 15 days a call")
    answer = client.get(
        "returns/get_return_list",
        page_no=page_no,
        page_size=page_size,
        update_time_from=epoch(update_time_from),
        update_time_to=epoch(update_time_to),
    )
    found = [Return.from_payload(row) for row in listed(answer, "return")]
    return moved_on((one for one in found if one.return_sn), flag(answer.get("more")), page_no + 1, page_no)


def get_return_detail(client, *, return_sn):
    return Return.from_payload(client.get("returns/get_return_detail", return_sn=return_sn))
