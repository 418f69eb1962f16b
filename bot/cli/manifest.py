"""`drumbeat manifest slack`: what is pasted where an app is created."""

import json
import sys
from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml

from bot.cli.common import fail
from bot.settings import LOOPBACK

app = typer.Typer(help="The app's manifest, to be pasted where the app is created.", no_args_is_help=True)


@app.callback()
def manifests() -> None:
    """The app's manifest, to be pasted where the app is created."""


@app.command()
def slack(
    url: Annotated[str, typer.Option(help="Where Slack reaches you: https://okr.example.com")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode: no public address is needed.")] = False,
    thread_replies: Annotated[
        bool, typer.Option("--thread-replies", help="Replies in its threads are answers without a mention, too.")
    ] = False,
    rotation: Annotated[
        bool, typer.Option("--rotation", help="Tokens last 12 hours and are renewed; only with the install page.")
    ] = False,
    org: Annotated[bool, typer.Option("--org", help="May be installed to an Enterprise organisation.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of YAML.")] = False,
) -> None:
    """Print Slack's app manifest: create the app from it at api.slack.com/apps."""
    from adapters.slack.installing.manifest import manifest

    made = manifest(_address(url, socket), thread_replies=thread_replies, rotation=rotation, org=org)
    shown = json.dumps(made, indent=2) + "\n" if as_json else yaml.safe_dump(made, sort_keys=False, width=110)
    sys.stdout.write(shown)


def _address(url: str, socket: bool) -> str:
    """The address without a path; empty for Socket Mode. Ends the program where it is neither or no address."""
    if socket and url:
        fail("Choose one: --url (Slack calls you) or --socket (you call Slack, no address needed).")
    if not socket and not url:
        fail("Say where Slack reaches you: --url https://okr.example.com. Without a public address: --socket.")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if url and not (is_safe and parts.hostname):
        fail(f"--url {url}: Slack calls only addresses that begin with https://")
    if parts.path.strip("/") or parts.query or parts.fragment:
        fail(f"--url {url}: give the address alone, without a path; Drumbeat adds /slack/events to it.")
    return url.rstrip("/")
