"""Our table of Microsoft's rules for manifests: it lets good ones through, and finds every fault that is planted."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from adapters.teams.installing.manifest import Publisher, manifest
from adapters.teams.installing.rules import NEWEST, OLDER, SCHEMAS, Schema, faults_of

BOT = "11111111-2222-4333-8444-555555555555"
PAGES = "https://okr.example.com"
PUBLISHER = Publisher(name="Example", website=PAGES, privacy=PAGES, terms=PAGES)

Json = dict[str, Any]


def good(schema: Schema = NEWEST) -> Json:
    return manifest(BOT, PUBLISHER, schema, version="1.0.0", thread_replies=True)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=[*SCHEMAS])
def test_what_we_write_breaks_no_rule(schema: Schema) -> None:
    assert faults_of(good(schema), schema) == []


def lists(made: Json) -> list[Json]:
    found: list[Json] = made["bots"][0]["commandLists"]
    return found


PLANTED: list[tuple[str, Callable[[Json], object], str]] = [
    ("no id", lambda made: made.pop("id"), "id: is missing"),
    ("id is no GUID", lambda made: made.update(id="drumbeat"), "id: 'drumbeat' has not the form"),
    ("id is no text", lambda made: made.update(id=7), "id: is no text"),
    ("a version of two numbers", lambda made: made.update(version="1.0"), "version: '1.0' has not the form"),
    ("a version with a nought", lambda made: made.update(version="01.0.0"), "version: '01.0.0'"),
    ("another schema", lambda made: made.update(manifestVersion="1.20"), "manifestVersion: must be 1.29"),
    ("an unknown field", lambda made: made.update(packageName="x"), "packageName: is not known"),
    ("a field of a newer kind", lambda made: made.update(supportsChannelFeatures="tier1"), "supportsChannelFeatures"),
    ("a long name", lambda made: made["name"].update(short="x" * 31), "name.short: has 31 characters, 30 are allowed"),
    ("no short name", lambda made: made["name"].pop("short"), "name.short: is missing"),
    ("an empty name", lambda made: made["name"].update(short=" "), "name.short: is empty"),
    ("a long developer", lambda made: made["developer"].update(name="x" * 33), "developer.name: has 33"),
    ("no terms", lambda made: made["developer"].pop("termsOfUseUrl"), "developer.termsOfUseUrl: is missing"),
    ("http", lambda made: made["developer"].update(privacyUrl="http://a.example"), "developer.privacyUrl: 'http"),
    ("a long description", lambda made: made["description"].update(short="x" * 81), "description.short: has 81"),
    ("too long a story", lambda made: made["description"].update(full="x" * 4_001), "description.full: has 4001"),
    ("no outline", lambda made: made["icons"].pop("outline"), "icons.outline: is missing"),
    ("a colour by name", lambda made: made.update(accentColor="teal"), "accentColor: 'teal'"),
    ("two bots", lambda made: made["bots"].append(made["bots"][0] | {"supportsFiles": True}), "bots: has 2 entries"),
    ("the same bot twice", lambda made: made["bots"].append(made["bots"][0]), "bots: says something twice"),
    ("a bot without scopes", lambda made: made["bots"][0].pop("scopes"), "bots[0].scopes: is missing"),
    ("an unknown scope", lambda made: made["bots"][0]["scopes"].append("world"), "bots[0].scopes[3]: must be team or"),
    ("a flag in words", lambda made: made["bots"][0].update(supportsFiles="no"), "bots[0].supportsFiles: is neither"),
    (
        "slash commands",
        lambda made: lists(made)[0].update(triggers=["slash"]),
        "commandLists[0].triggers: is not known",
    ),
    ("four lists", lambda made: lists(made).extend([*lists(made)]), "bots[0].commandLists: has 4 entries"),
    ("a list that is none", lambda made: made.update(permissions="identity"), "permissions: is no list"),
    ("an object that is none", lambda made: made.update(name="Drumbeat"), "name: is no object"),
    ("an id of no app", lambda made: made["webApplicationInfo"].update(id="x"), "webApplicationInfo.id: 'x'"),
    ("nobody to permit", lambda made: made.pop("webApplicationInfo"), "webApplicationInfo: is needed"),
]


@pytest.mark.parametrize(("plant", "said"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_a_fault_is_found_at_its_place(plant: Callable[[Json], object], said: str) -> None:
    made = copy.deepcopy(good())
    plant(made)
    faults = faults_of(made, NEWEST)
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(("schema", "most"), [(NEWEST, 12), (OLDER, 10)])
def test_a_list_of_commands_has_its_limit(schema: Schema, most: int) -> None:
    made = copy.deepcopy(good(schema))
    lists(made)[0]["commands"] = [{"title": f"word{number}", "description": "x"} for number in range(most)]
    assert faults_of(made, schema) == []
    lists(made)[0]["commands"].append({"title": "more", "description": "x"})
    assert faults_of(made, schema) == [f"bots[0].commandLists[0].commands: has {most + 1} entries, {most} are allowed"]


@pytest.mark.parametrize(("schema", "title", "description"), [(NEWEST, 128, 4_000), (OLDER, 32, 128)])
def test_a_command_has_its_limits(schema: Schema, title: int, description: int) -> None:
    made = copy.deepcopy(good(schema))
    command = lists(made)[0]["commands"][0]
    command.update(title="x" * title, description="x" * description)
    assert faults_of(made, schema) == []
    command.update(title="x" * (title + 1), description="x" * (description + 1))
    assert len(faults_of(made, schema)) == 2


@pytest.mark.parametrize(("schema", "is_needed"), [(NEWEST, False), (OLDER, True)])
def test_what_an_older_schema_needs_and_a_newer_does_not(schema: Schema, is_needed: bool) -> None:
    made = copy.deepcopy(good(schema))
    made["name"].pop("full")
    lists(made)[0]["commands"][0].pop("description")
    expected = ["name.full: is missing", "bots[0].commandLists[0].commands[0].description: is missing"]
    assert faults_of(made, schema) == (expected if is_needed else [])
