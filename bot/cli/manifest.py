"""`drumbeat manifest slack` and `manifest teams`: what an administrator hands to the platform to have the app there."""

import json
import os
import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml
from dotenv import dotenv_values

from bot.cli.common import fail
from bot.settings import LOOPBACK

app = typer.Typer(help="The app's manifest, for where the app is created.", no_args_is_help=True)


@app.callback()
def manifests() -> None:
    """The app's manifest, for where the app is created."""


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


@app.command()
def teams(
    url: Annotated[str, typer.Option(help="Where Teams reaches you: https://okr.example.com")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("drumbeat.zip"),
    bot: Annotated[str, typer.Option("--app-id", help="The app's registration; else MICROSOFT_APP_ID.")] = "",
    schema: Annotated[str, typer.Option(help="1.29, or 1.19 where Teams takes nothing newer.")] = "1.29",
    thread_replies: Annotated[
        bool, typer.Option("--thread-replies", help="Replies in its threads are answers without a mention, too.")
    ] = False,
    version: Annotated[str, typer.Option(help="Of the app; must grow whenever the package changes.")] = "",
    manifest_id: Annotated[str, typer.Option(help="Of an app that is in the catalogue already.")] = "",
    developer: Annotated[str, typer.Option(help="Who runs it here: 32 characters.")] = "Drumbeat",
    website: Annotated[str, typer.Option(help="About it; else --url.")] = "",
    privacy: Annotated[str, typer.Option(help="Its privacy page; else --website.")] = "",
    terms: Annotated[str, typer.Option(help="Its terms of use; else --website.")] = "",
) -> None:
    """Write Teams' app package: upload it in the Teams admin centre, or in Teams under Apps."""
    from adapters.teams.app import PATH
    from adapters.teams.installing.manifest import Publisher, manifest
    from adapters.teams.installing.package import Refused, package
    from adapters.teams.installing.rules import SCHEMAS

    address = _alone(url, "Teams", PATH)
    if schema not in SCHEMAS:
        fail(f"--schema {schema}: there is {' and '.join(SCHEMAS)}.")
    about = website or address
    publisher = Publisher(name=developer, website=about, privacy=privacy or about, terms=terms or about)
    made = manifest(
        bot or _registered(),
        publisher,
        SCHEMAS[schema],
        version=version or installed("drumbeat"),
        app_id=manifest_id,
        thread_replies=thread_replies,
    )
    try:
        content = package(made, SCHEMAS[schema])
    except Refused as refused:
        fail("\n".join(["Teams would not take this package:", *(f"  {_option(fault)}" for fault in refused.faults)]))
    _write(out, content)
    sys.stdout.write(f"{out}: upload it in the Teams admin centre, under Manage apps.\n")
    sys.stdout.write(f"Messaging endpoint of the Azure Bot resource: {address}{PATH}\n")


OPTIONS = {
    "version": "--version",
    "id": "--manifest-id",
    "developer.name": "--developer",
    "developer.websiteUrl": "--website",
    "developer.privacyUrl": "--privacy",
    "developer.termsOfUseUrl": "--terms",
    "bots[0].botId": "--app-id",
}
"""What people gave, by its place in the manifest."""


def _option(fault: str) -> str:
    """The fault under the name of the option that it comes from."""
    place, words = fault.split(": ", 1)
    return f"{OPTIONS.get(place, place)}: {words}"


def _registered() -> str:
    """MICROSOFT_APP_ID, from the environment or from `.env`; no other setting must be there yet."""
    name = "MICROSOFT_APP_ID"
    found = os.environ.get(name) or dotenv_values(Path(".env")).get(name) or ""
    return found.strip() or fail(
        f"Say which registration it is: --app-id, or {name}. docs/teams.md tells how to make one."
    )


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"--out {out}: {error.strerror or 'cannot be written'}.")


def _address(url: str, socket: bool) -> str:
    """The address without a path; empty for Socket Mode. Ends the program where it is neither or no address."""
    if socket and url:
        fail("Choose one: --url (Slack calls you) or --socket (you call Slack, no address needed).")
    if not socket and not url:
        fail("Say where Slack reaches you: --url https://okr.example.com. Without a public address: --socket.")
    return _alone(url, "Slack", "/slack/events") if url else ""


def _alone(url: str, platform: str, path: str) -> str:
    """The address without a path. Ends the program where it is none that the platform calls."""
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        host = parts.hostname if is_safe else ""
    except ValueError:
        host = ""
    if not host:
        fail(f"--url {url}: {platform} calls only addresses that begin with https://")
    if parts.path.strip("/") or parts.query or parts.fragment:
        fail(f"--url {url}: give the address alone, without a path; Drumbeat adds {path} to it.")
    return url.rstrip("/")
