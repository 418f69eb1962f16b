"""Which addresses may claim to be Microsoft's connector: what is sent there carries our own token.

Knows how such an address is written; asks nobody.
"""

import re
from collections.abc import Callable

HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""Exact: anybody can have a name below trafficmanager.net."""
_PATH = r"(?:/[A-Za-z0-9._~-]+)*/?"
_HTTPS = re.compile(rf"https://([A-Za-z0-9.-]+)(?::443)?{_PATH}")
_HERE = re.compile(rf"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{{1,5}})?{_PATH}", re.IGNORECASE)
"""Whole addresses, in characters that every reader of URLs takes for the same: no user, no escape, no backslash."""

Allows = Callable[[str], bool]


def is_microsofts(service_url: str) -> bool:
    """Whether a serviceUrl is of Teams, in one of its clouds."""
    found = _HTTPS.fullmatch(service_url)
    return found is not None and found[1].lower() in HOSTS


def is_here(service_url: str) -> bool:
    """Whether it is on this machine: a stand-in of Teams."""
    return _HERE.fullmatch(service_url) is not None


def allowing(*, emulator: bool, openid_url: str) -> Allows:
    """The rule for this configuration. In the emulator mode only this machine; else Microsoft, and this machine only
    where the keys come from it too, since then all of Teams is a stand-in."""
    if emulator:
        return is_here
    if is_here(openid_url):
        return lambda service_url: is_microsofts(service_url) or is_here(service_url)
    return is_microsofts


def same(one: str, other: str) -> bool:
    """Whether both are the same address; a slash at the end does not matter."""
    return one.rstrip("/") == other.rstrip("/")
