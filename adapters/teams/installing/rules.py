"""What Microsoft's schema of app manifests allows, as a table of our own, and what breaks it.

Knows the parts that our manifest uses, in two versions of the schema; must not know what we put there. A field that
stands in no table is refused, as the schema does.
Source: github.com/OfficeDev/microsoft-teams-app-schema, tags v1.19 and v1.29.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

GUID = r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
HTTPS = r"https://[^\s/]+(/\S*)?"
"""The schema takes http, too; whoever publishes the app does not."""
COLOUR = r"#[0-9a-fA-F]{6}"
SCOPES = ("team", "personal", "groupChat")
CAPABILITIES = ("bot", "tab", "connector")


@dataclass(frozen=True)
class Words:
    """Text. most: characters. form: a pattern that it matches as a whole. among: what it may be; empty for anything."""

    most: int = 2_048
    form: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Many:
    """A list. most: how long it may be."""

    of: "Rule"
    most: int


@dataclass(frozen=True)
class Thing:
    """An object: fields that it must have, and fields that it may have."""

    must: Mapping[str, "Rule"]
    may: Mapping[str, "Rule"]


Rule = Words | Flag | Many | Thing


@dataclass(frozen=True, kw_only=True)
class Schema:
    """What differs from version to version. commands: how many a list has. title, description: characters of a
    command's. is_plain: everything that became optional later is needed."""

    version: str
    commands: int
    title: int
    description: int
    is_plain: bool = False

    @property
    def address(self) -> str:
        """Where Microsoft serves it; stands in the manifest."""
        return f"https://developer.microsoft.com/en-us/json-schemas/teams/v{self.version}/MicrosoftTeams.schema.json"

    @property
    def rule(self) -> Thing:
        """Of a whole manifest."""
        full, described = {"full": Words(100)}, {"description": Words(self.description)}
        command = _either({"title": Words(self.title)}, described, self.is_plain)
        return Thing(
            must={
                "manifestVersion": Words(among=(self.version,)),
                "version": Words(256, SEMVER),
                "id": Words(form=GUID),
                "developer": DEVELOPER,
                "name": _either({"short": Words(30)}, full, self.is_plain),
                "description": Thing({"short": Words(80), "full": Words(4_000)}, {}),
                "icons": Thing({"color": Words(), "outline": Words()}, {}),
                "accentColor": Words(form=COLOUR),
            },
            may={"$schema": Words(among=(self.address,)), "bots": Many(_bot(Many(command, self.commands)), 1), **REST},
        )


def _either(must: Mapping[str, Rule], other: Mapping[str, Rule], is_needed: bool) -> Thing:
    return Thing({**must, **other}, {}) if is_needed else Thing(must, other)


def _bot(commands: Many) -> Thing:
    scopes = Many(Words(among=SCOPES), 3)
    return Thing(
        must={"botId": Words(form=GUID), "scopes": scopes},
        may={
            "commandLists": Many(Thing({"scopes": scopes, "commands": commands}, {}), 3),
            "isNotificationOnly": Flag(),
            "supportsFiles": Flag(),
            "supportsCalling": Flag(),
            "supportsVideo": Flag(),
        },
    )


DEVELOPER = Thing(
    must={
        "name": Words(32),
        "websiteUrl": Words(2_048, HTTPS),
        "privacyUrl": Words(2_048, HTTPS),
        "termsOfUseUrl": Words(2_048, HTTPS),
    },
    may={"mpnId": Words(10)},
)
PERMISSION = Thing({"name": Words(128), "type": Words(among=("Application", "Delegated"))}, {})
REST: dict[str, Rule] = {
    "permissions": Many(Words(among=("identity", "messageTeamMembers")), 2),
    "validDomains": Many(Words(2_048), 16),
    "defaultInstallScope": Words(among=SCOPES),
    "defaultGroupCapability": Thing({}, {"team": Words(among=CAPABILITIES), "groupchat": Words(among=CAPABILITIES)}),
    "webApplicationInfo": Thing({"id": Words(form=GUID)}, {"resource": Words(2_048)}),
    "authorization": Thing({}, {"permissions": Thing({}, {"resourceSpecific": Many(PERMISSION, 16)})}),
}

NEWEST = Schema(version="1.29", commands=12, title=128, description=4_000)
OLDER = Schema(version="1.19", commands=10, title=32, description=128, is_plain=True)
SCHEMAS = {schema.version: schema for schema in (NEWEST, OLDER)}


def faults_of(manifest: Json, schema: Schema) -> list[str]:
    """What Teams would refuse: each with the path to it, as `bots[0].botId: ...`. Empty where it is good."""
    return [*_look(manifest, schema.rule, ""), *_together(manifest)]


def _together(manifest: Json) -> list[str]:
    """What the schema cannot say: a permission in a team is given to an app of the directory, so it must be named."""
    asks = manifest.get("authorization", {}).get("permissions", {}).get("resourceSpecific")
    if asks and "webApplicationInfo" not in manifest:
        return ["webApplicationInfo: is needed where permissions are asked for"]
    return []


def _look(value: object, rule: Rule, path: str) -> list[str]:
    match rule:
        case Words():
            return [f"{path}: {fault}" for fault in _words(value, rule)]
        case Flag():
            return [] if isinstance(value, bool) else [f"{path}: is neither true nor false"]
        case Many():
            return _many(value, rule, path)
        case Thing():
            return _thing(value, rule, path)


def _words(value: object, rule: Words) -> list[str]:
    if not isinstance(value, str):
        return ["is no text"]
    if rule.among and value not in rule.among:
        return [f"must be {' or '.join(rule.among)}"]
    if not value.strip():
        return ["is empty"]
    if len(value) > rule.most:
        return [f"has {len(value)} characters, {rule.most} are allowed"]
    return [] if not rule.form or re.fullmatch(rule.form, value) else [f"{value!r} has not the form that is needed"]


def _many(value: object, rule: Many, path: str) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return [f"{path}: is no list"]
    found = [f"{path}: has {len(value)} entries, {rule.most} are allowed"] if len(value) > rule.most else []
    if len({repr(one) for one in value}) < len(value):
        found.append(f"{path}: says something twice")
    return found + [fault for place, one in enumerate(value) for fault in _look(one, rule.of, f"{path}[{place}]")]


def _thing(value: object, rule: Thing, path: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{path}: is no object"]
    known, start = {**rule.must, **rule.may}, f"{path}." if path else ""
    found = [f"{start}{name}: is missing" for name in rule.must if name not in value]
    found += [f"{start}{name}: is not known" for name in value if name not in known]
    return found + [
        fault for name, one in value.items() if name in known for fault in _look(one, known[name], start + str(name))
    ]
