"""How Teams writes a member of a roster -> the person. Source: learn.microsoft.com, the Bot Connector's members.

Knows the names of its fields, of which there are several for the same; asks nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.teams.identity import BOT
from adapters.teams.objects import word
from cadence.requests import Person

GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
GUESTS = ("guest", "anonymous")


@dataclass(frozen=True)
class Seen:
    """A person as a roster shows them. user: their 29:.. id."""

    person: Person
    user: str


def member_of(told: Mapping[str, Any], tenant: str) -> Seen | None:
    """None for a bot, or somebody whom their tenant does not know. tenant: in lower case, whose conversation it is."""
    aad, user = told.get("aadObjectId") or told.get("objectId"), told.get("id")
    if not isinstance(aad, str) or not isinstance(user, str) or user.startswith(BOT):
        return None
    person = Person(id=aad.lower(), name=_name(told), is_guest=_is_guest(told, tenant), is_active=True)
    return Seen(person, user)


def _name(told: Mapping[str, Any]) -> str:
    """Without a name there may still be its parts, or the name to sign in with."""
    parts = " ".join(part for part in (_text(told, "givenName"), _text(told, "surname")) if part)
    return _text(told, "name") or parts or _text(told, "userPrincipalName").partition("@")[0]


def _is_guest(told: Mapping[str, Any], tenant: str) -> bool:
    """Of another tenant, or invited into this one. What is no tenant's id says nothing."""
    theirs = _text(told, "tenantId").lower()
    is_elsewhere = bool(tenant and GUID.fullmatch(theirs)) and theirs != tenant
    return is_elsewhere or _text(told, "userRole").lower() in GUESTS


def _text(told: Mapping[str, Any], name: str) -> str:
    return " ".join(word(told, name).split())
