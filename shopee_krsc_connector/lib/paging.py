"""Pages of the platform's lists."""

from typing import NamedTuple

from .errors import AccountRefused, BadPayload, Rejected


class Page(NamedTuple):
    """One page. ``next`` is the cursor, offset or page number of the following one while ``more``.

    A page may be short or empty before the last one: only ``more`` tells the end.
    """

    items: tuple
    next: str | int | None
    more: bool


def moved_on(items, more, following, current):
    """``Page``, unless Shopee promises more without telling where: that would lose rows or never end.

    :raise BadPayload: ``following`` is empty or the page just read
    """
    if more and following in ("", None, 0, current):
        raise BadPayload("Shopee promises a further page without saying which")
    return Page(tuple(items), following if more else None, bool(more))


def divided(read, batch):
    """Answers of ``read(batch)``; a refused batch is read by halves, so that one bad id costs itself only.

    An id that is refused alone is left out: the caller sees that its answer is missing.

    :param read: takes a list of ids, gives a list of answers
    :raise AccountRefused: no id is at fault
    """
    try:
        return list(read(batch))
    except AccountRefused:
        raise
    except (Rejected, BadPayload):
        if len(batch) == 1:
            return []
    middle = len(batch) // 2
    return divided(read, batch[:middle]) + divided(read, batch[middle:])
