"""Links that a platform told us: what we are ready to show, also after it was in somebody else's hands.

Knows what an https address may look like; must not know any platform.
"""

import re
from urllib.parse import urlsplit

LONGEST_LINK = 500
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_SAFE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


def sound_link(link: str) -> str:
    """The link, if it is one to an https page of a named host; else empty."""
    if len(link) > LONGEST_LINK or not _SAFE.fullmatch(link):
        return ""
    try:
        parts = urlsplit(link)
        host, port, user = parts.hostname or "", parts.port, parts.username
    except ValueError:
        return ""
    is_sound = parts.scheme == "https" and port is None and user is None and _HOST.fullmatch(host)
    return link if is_sound else ""
