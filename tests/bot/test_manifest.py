"""`drumbeat manifest teams`: the package that it writes, and what it says where an option is wrong."""

import json
from typing import Any
from zipfile import ZipFile

import pytest

from tests.bot.conftest import Terminal

BOT = "11111111-2222-4333-8444-555555555555"
URL = "https://okr.example.com"


def manifest_in(terminal: Terminal, name: str = "drumbeat.zip") -> dict[str, Any]:
    with ZipFile(terminal.folder / name) as archive:
        read: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return read


def test_the_package_is_written_and_the_messaging_endpoint_named(terminal: Terminal) -> None:
    ended = terminal.type("manifest", "teams", "--url", f"{URL}/", MICROSOFT_APP_ID=BOT)
    assert ended.exit_code == 0, ended.output
    assert f"{URL}/api/messages" in ended.output
    made = manifest_in(terminal)
    assert made["manifestVersion"] == "1.29"
    assert made["bots"][0]["botId"] == BOT
    assert {made["developer"][page] for page in ("websiteUrl", "privacyUrl", "termsOfUseUrl")} == {URL}


def test_every_option_has_its_place(terminal: Terminal) -> None:
    given = {"--schema": "1.19", "--version": "2.1.0", "--developer": "We"}
    given |= {"--website": f"{URL}/a", "--privacy": f"{URL}/p", "--terms": f"{URL}/t", "--app-id": BOT}
    given["--manifest-id"] = "99999999-2222-4333-8444-555555555555"
    flat = [word for option in given.items() for word in option]
    ended = terminal.type("manifest", "teams", "--url", URL, "--out", "other.zip", "--thread-replies", *flat)
    assert ended.exit_code == 0, ended.output
    made = manifest_in(terminal, "other.zip")
    assert (made["manifestVersion"], made["version"], made["id"]) == ("1.19", "2.1.0", given["--manifest-id"])
    assert made["developer"] == {
        "name": "We",
        "websiteUrl": f"{URL}/a",
        "privacyUrl": f"{URL}/p",
        "termsOfUseUrl": f"{URL}/t",
    }
    assert "authorization" in made


def test_the_registration_is_read_from_env_before_anything_else_is_set(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text(f"MICROSOFT_APP_ID={BOT}\n", encoding="utf-8")
    assert terminal.type("manifest", "teams", "--url", URL).exit_code == 0
    assert manifest_in(terminal)["bots"][0]["botId"] == BOT


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--url", URL], "MICROSOFT_APP_ID"),
        (["--url", "http://okr.example.com", "--app-id", BOT], "https://"),
        (["--url", "https://[", "--app-id", BOT], "https://"),
        (["--url", f"{URL}/api/messages", "--app-id", BOT], "without a path; Drumbeat adds /api/messages"),
        (["--url", URL, "--app-id", "drumbeat"], "--app-id: 'drumbeat'"),
        (["--url", URL, "--app-id", BOT, "--schema", "1.20"], "1.29 and 1.19"),
        (["--url", URL, "--app-id", BOT, "--developer", "x" * 33], "--developer: has 33 characters, 32 are allowed"),
        (["--url", URL, "--app-id", BOT, "--version", "1.0"], "--version: '1.0'"),
        (["--url", URL, "--app-id", BOT, "--privacy", "here"], "--privacy: 'here'"),
        (["--url", URL, "--app-id", BOT, "--out", "no/such/folder/a.zip"], "--out no/such/folder/a.zip: No such file"),
    ],
)
def test_what_is_wrong_is_said_under_its_option_and_nothing_is_written(
    terminal: Terminal, options: list[str], said: str
) -> None:
    ended = terminal.type("manifest", "teams", *options, MICROSOFT_APP_ID="")
    assert ended.exit_code == 1
    assert said in ended.output
    assert not list(terminal.folder.glob("*.zip"))
