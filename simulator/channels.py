"""Logistics channels as a shop's list names them, with those that nobody can choose."""

from __future__ import annotations

from .model import Channel, Shop

MASKED, UNUSED = 700, 800  # added to the id of a market's first channel


def channel_rows(shop: Shop) -> list[tuple[int, str, bool, int, Channel]]:
    """(id, name, whether it is enabled, id of the channel that stands for it, what it works like).

    Beside the channels in use there is one that another one stands for, and one the seller has not
    switched on.
    """
    first = shop.market.channels[0]
    rows = [
        (channel.channel_id, channel.name, channel.channel_id not in shop.closed_channels, 0, channel)
        for channel in shop.market.channels
    ]
    rows.append((first.channel_id + MASKED, f"{first.name} - Economy", True, first.channel_id, first))
    rows.append((first.channel_id + UNUSED, f"{first.name} - Bulky", False, 0, first))
    return rows


def enabled_channels(shop: Shop) -> set[int]:
    """Channels an item can be published with."""
    return {number for number, _name, enabled, mask, _like in channel_rows(shop) if enabled and not mask}
