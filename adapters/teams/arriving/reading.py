"""Bodies, with a limit on how much of them is read. Must not know what they mean."""

from typing import Protocol

BITE = 64 * 1024


class TooLarge(ValueError):
    """There is more than may be read."""


class Stream(Protocol):
    """What aiohttp reads a request or a response from."""

    async def read(self, n: int = -1) -> bytes:
        """Up to so many bytes, as they come; none at the end."""


async def read_up_to(limit: int, stream: Stream) -> bytes:
    """All of it. Raises TooLarge, having read hardly more than the limit."""
    body = bytearray()
    while piece := await stream.read(BITE):
        body += piece
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
