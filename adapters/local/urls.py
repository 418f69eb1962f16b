"""The addresses of the local workspace's pages: who one acts as stands in the path, so that two tabs may differ."""

from urllib.parse import quote

from adapters.local.decoding import Spot

CHANNEL = "/as/{person}/c/{channel}"
DIRECT = "/as/{person}/drumbeat"


def place_url(person: str, channel: str | None) -> str:
    """A channel's page, or the direct messages with Drumbeat."""
    known = {"person": quote(person, safe=""), "channel": quote(channel or "", safe="")}
    return (CHANNEL if channel else DIRECT).format(**known)


def thread_url(person: str, channel: str | None, root: str) -> str:
    """A thread beside its place."""
    return f"{place_url(person, channel)}/t/{quote(root, safe='')}"


def spot_url(spot: Spot) -> str:
    """Where this spot is shown."""
    channel = spot.channel.id if spot.channel else None
    person = spot.me.external_id
    return thread_url(person, channel, spot.thread) if spot.thread else place_url(person, channel)
