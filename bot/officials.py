"""Whom our tokens and secrets may be sent to: the platforms' own hosts, or a stand-in on this machine.

Knows hosts by setting; asks nobody.
"""

from urllib.parse import urlsplit

from bot.slackways import LOOPBACK

HOSTS = {
    "slack_api_url": ("slack.com", "slack-gov.com"),
    "microsoft_login_url": (
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
    ),
    "microsoft_openid_url": (
        "login.botframework.com",
        "login.botframework.azure.us",
        "login.botframework.azure.cn",
    ),
}
"""Those of all clouds. Every setting that names an address of a platform is listed here (a test looks)."""


def fault_of(setting: str, url: str) -> str | None:
    """What is wrong with the address that this setting names, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no address"
    if parts.hostname in LOOPBACK and parts.scheme in ("http", "https"):
        return None
    if parts.scheme != "https":
        return "must start with https:// (or http://127.0.0.1 for a stand-in on this machine)"
    if parts.hostname not in HOSTS[setting] or port not in (None, 443) or parts.username or parts.password:
        return f"is of {', '.join(HOSTS[setting])}, or of 127.0.0.1 for a stand-in on this machine; no other host"
    return None
