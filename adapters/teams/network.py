"""How Microsoft is reached from here: by the proxy that the environment names, or directly. Calls nobody.

Not left to aiohttp's `trust_env`: at each call that has a thread read the environment and another one ~/.netrc, and it
fails where that names a host to which we send a token of our own.
"""

from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_of(url: str) -> str | None:
    """The proxy for this address; None to go directly.

    What is not https is on this machine, or tells it who it is: no proxy could answer for that.
    """
    parts = urlsplit(url)
    return _named(parts.netloc) if parts.scheme == "https" else None


@lru_cache(maxsize=256)
def _named(host: str) -> str | None:
    """HTTPS_PROXY and NO_PROXY, as they were at the first call."""
    named = getproxies().get("https", "") if not proxy_bypass(host) else ""
    return (named if "://" in named else f"http://{named}") if named else None
