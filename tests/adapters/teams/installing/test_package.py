"""The app package: what is in it, that every command in it is understood, and that Microsoft's icon rules are kept."""

import json
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from adapters.teams.installing.icons import GROUND, colour_icon, outline_icon, size_of
from adapters.teams.installing.manifest import COMMANDS, LISTS, Publisher, app_id_of, manifest
from adapters.teams.installing.package import Refused, package
from adapters.teams.installing.rules import NEWEST, OLDER, SCHEMAS, Schema
from cadence.grammar.readers import READERS

BOT = "11111111-2222-4333-8444-555555555555"
PAGES = "https://okr.example.com"
PUBLISHER = Publisher(name="Example", website=PAGES, privacy=f"{PAGES}/privacy", terms=f"{PAGES}/terms")

Json = dict[str, Any]


def made(schema: Schema = NEWEST, **more: Any) -> Json:
    return manifest(BOT, PUBLISHER, schema, version="1.0.0", **more)


def pixels(png: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Of one of our own icons, whose rows are not packed."""
    width, _ = size_of(png)
    start, data = 8, b""
    while start < len(png):
        (length,) = struct.unpack(">I", png[start : start + 4])
        name, chunk = png[start + 4 : start + 8], png[start + 8 : start + 8 + length]
        (check,) = struct.unpack(">I", png[start + 8 + length : start + 12 + length])
        assert check == zlib.crc32(name + chunk)
        data, start = data + (chunk if name == b"IDAT" else b""), start + 12 + length
    rows = zlib.decompress(data)
    for place in range(0, len(rows), 1 + 4 * width):
        row = rows[place + 1 : place + 1 + 4 * width]
        yield from ((row[at], row[at + 1], row[at + 2], row[at + 3]) for at in range(0, len(row), 4))


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=[*SCHEMAS])
def test_the_zip_has_manifest_and_icons_at_its_root(schema: Schema) -> None:
    with ZipFile(BytesIO(package(made(schema), schema))) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        read = json.loads(archive.read("manifest.json"))
    assert read == made(schema)
    assert read["manifestVersion"] == schema.version and f"/v{schema.version}/" in read["$schema"]


def test_the_same_manifest_gives_the_same_bytes() -> None:
    assert package(made(), NEWEST) == package(made(), NEWEST)


def test_what_breaks_a_rule_is_not_packed() -> None:
    with pytest.raises(Refused) as refused:
        package(made() | {"version": "one", "id": "x"}, NEWEST)
    assert len(refused.value.faults) == 2


def test_an_icon_that_is_not_there_is_not_packed() -> None:
    with pytest.raises(Refused, match=r"icons\.color: other\.png is not in the package"):
        package(made() | {"icons": {"color": "other.png", "outline": "outline.png"}}, NEWEST)


def test_icons_of_the_wrong_size_are_not_packed() -> None:
    with pytest.raises(Refused, match=r"icons\.color: must be 192 x 192"):
        package(made() | {"icons": {"color": "outline.png", "outline": "outline.png"}}, NEWEST)


def test_the_icon_in_colour_is_full_to_its_edges_with_the_mark_in_the_middle() -> None:
    icon = colour_icon()
    assert size_of(icon) == (192, 192)
    drawn = list(pixels(icon))
    assert all(alpha == 255 for *_, alpha in drawn)
    marked = [place for place, colour in enumerate(drawn) if colour[:3] != GROUND]
    assert marked
    assert all(48 <= place % 192 < 144 and 48 <= place // 192 < 144 for place in marked)


def test_the_outline_is_white_on_nothing() -> None:
    icon = outline_icon()
    assert size_of(icon) == (32, 32)
    drawn = list(pixels(icon))
    assert {colour[:3] for colour in drawn} == {(255, 255, 255)}
    assert {0, 255} <= {alpha for *_, alpha in drawn}


def test_every_command_that_is_offered_is_a_word_of_the_grammar() -> None:
    assert {title for titles, _ in LISTS for title in titles} == {*COMMANDS}
    assert {*COMMANDS} <= {*READERS}


@pytest.mark.parametrize(("schema", "most"), [(NEWEST, 12), (OLDER, 10)])
def test_an_older_teams_is_offered_fewer_commands_but_always_help(schema: Schema, most: int) -> None:
    offered = made(schema)["bots"][0]["commandLists"]
    assert [one["scopes"] for one in offered] == [["team", "groupChat"], ["personal"]]
    for one in offered:
        assert len(one["commands"]) == most
        assert {"help", "checkin", "mine"} <= {command["title"] for command in one["commands"]}


def test_nothing_is_promised_that_we_do_not_keep() -> None:
    bot = made()["bots"][0]
    assert bot["scopes"] == ["team", "personal", "groupChat"]
    assert "supportsTargetedMessages" not in bot and "supportsChannelFeatures" not in made()
    assert not bot["supportsFiles"] and not bot["isNotificationOnly"]


def test_all_messages_of_a_team_are_asked_for_only_where_that_was_chosen() -> None:
    assert "authorization" not in made() and "webApplicationInfo" not in made()
    chosen = made(thread_replies=True)
    assert chosen["authorization"]["permissions"]["resourceSpecific"] == [
        {"name": "ChannelMessage.Read.Group", "type": "Application"}
    ]
    assert chosen["webApplicationInfo"]["id"] == BOT


def test_the_same_bot_is_the_same_app_and_another_another() -> None:
    assert made()["id"] == app_id_of(BOT.upper()) != app_id_of(BOT.replace("1", "2"))
    assert made(app_id="99999999-2222-4333-8444-555555555555")["id"].startswith("9999")
