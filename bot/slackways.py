"""The three ways to run Slack, and what is missing from the one that was begun. Knows names of settings, no values but
the beginnings of tokens."""

from collections.abc import Mapping
from urllib.parse import urlsplit

BOT, SIGNING, APP = "slack_bot_token", "slack_signing_secret", "slack_app_token"
CLIENT, CLIENT_SECRET, ALLOWED = "slack_client_id", "slack_client_secret", "slack_allowed_workspaces"
KEY, API_URL = "drumbeat_secret_key", "slack_api_url"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
INSTALL_PAGE = (CLIENT, CLIENT_SECRET, SIGNING, KEY)

A_BOT, ENDS_SOON = "xoxb-", "xoxe."
WRONG_KINDS = {
    "xapp-": "this is the app-level token, which goes into SLACK_APP_TOKEN; the bot token begins with xoxb-",
    "xoxp-": "this is a user's token; the bot token begins with xoxb-",
    ENDS_SOON: "this token ends after 12 hours; switch token rotation off in the app, or use the install page",
}


def faults_of_slack(given: Mapping[str, str]) -> list[str]:
    """What is wrong with the settings of Slack, one line each. given: those that are not blank, by field name."""
    if CLIENT in given or CLIENT_SECRET in given:
        return [*_missing(given, INSTALL_PAGE, "the install page"), *_beside_install_page(given)]
    return [*_one_workspace(given), *_wrong_kinds(given)]


def _missing(given: Mapping[str, str], needed: tuple[str, ...], what: str) -> list[str]:
    names = [name.upper() for name in needed]
    everything = f"{', '.join(names[:-1])} and {names[-1]}"
    return [
        f"  {name.upper()} is missing: {what} needs {everything}{_hint(name)}" for name in needed if name not in given
    ]


def _hint(name: str) -> str:
    return "; `drumbeat key` prints one" if name == KEY else ""


def _beside_install_page(given: Mapping[str, str]) -> list[str]:
    if BOT not in given:
        return _wrong_kinds(given)
    return [f"  {BOT.upper()}: take it out; behind the install page each workspace has a token of its own"]


def _one_workspace(given: Mapping[str, str]) -> list[str]:
    faults = []
    if ALLOWED in given:
        faults.append(
            f"  {ALLOWED.upper()} is for the install page: it needs {CLIENT.upper()} and {CLIENT_SECRET.upper()}"
        )
    if BOT in given and SIGNING not in given and APP not in given:
        faults.append(
            f"  {SIGNING.upper()} is missing: Slack needs both {BOT.upper()} and {SIGNING.upper()} "
            f"(or {APP.upper()}, for Socket Mode)"
        )
    if BOT not in given and (SIGNING in given or APP in given):
        beside = SIGNING if SIGNING in given else APP
        faults.append(f"  {BOT.upper()} is missing: Slack needs both {BOT.upper()} and {beside.upper()}")
    return faults


def _wrong_kinds(given: Mapping[str, str]) -> list[str]:
    """Tokens that were put into each other's place."""
    bot = given.get(BOT, "")
    faults = [f"  {BOT.upper()}: {why}" for start, why in WRONG_KINDS.items() if bot.startswith(start)]
    if bot and not faults and not bot.startswith(A_BOT) and not _is_stand_in(given):
        faults.append(f"  {BOT.upper()}: the bot token begins with {A_BOT}")
    if APP in given and not given[APP].startswith("xapp-"):
        faults.append(f"  {APP.upper()}: the app-level token begins with xapp-")
    return faults


def _is_stand_in(given: Mapping[str, str]) -> bool:
    """Whether what answers for Slack runs on this machine: then its tokens may look as they like."""
    try:
        return urlsplit(given.get(API_URL, "")).hostname in LOOPBACK
    except ValueError:
        return False  # no address at all, which is a fault of its own
