"""How places are named in what is kept of addresses (`cadence.ports.Address`): a channel or group chat, somebody's own
chat with us, and where conversations of the whole tenant are begun. Knows these names alone.
"""

from cadence.ports import Address

TENANT_PLACE, CHANNELS = "tenant:", "channel:"
_MEMBER = "member:"


def channel_place(channel: str) -> str:
    """Of a channel or group chat, by its id."""
    return f"{CHANNELS}{channel}"


def member_place(aad: str) -> str:
    """Of somebody's own chat with us, by their aadObjectId."""
    return f"{_MEMBER}{aad}"


def id_in(place: str) -> str:
    """The channel's or person's id."""
    return place.partition(":")[2]


def is_personal(address: Address) -> bool:
    """Whether it is somebody's own chat with us."""
    return address.place.startswith(_MEMBER)
