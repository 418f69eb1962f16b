"""The tables. A record's table is derived from its dataclass: a new field of a record is a new column of its table.

Knows names, keys, references and indexes; must not know what is done with the rows. Every table but those
of `storage.tables_platform` has `workspace_id` in its primary key, and references between records carry it too: no row
can point into another workspace.
After a change here or in `cadence.model`, write a migration: `python -m storage.migrate "what changed"`.
"""

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Time,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from cadence import model
from cadence.model import Record
from storage.metadata import metadata as metadata
from storage.tables_platform import addresses as addresses
from storage.tables_platform import arrivals as arrivals
from storage.tables_platform import gates as gates
from storage.tables_platform import heartbeats as heartbeats
from storage.tables_platform import installations as installations
from storage.tables_platform import tickets as tickets
from storage.tables_said import channels as channels
from storage.tables_said import lanes as lanes
from storage.tables_said import log_versions as log_versions
from storage.tables_said import marks as marks
from storage.tables_said import messages as messages
from storage.tables_said import paces as paces
from storage.tables_said import posts as posts
from storage.types import Choice, Exact, Json, Moment, Span, Strings, Words

_PLAIN: dict[Any, type[TypeEngine[Any]]] = {
    str: Words,
    int: Integer,
    bool: Boolean,
    date: Date,
    time: Time,
    datetime: Moment,
    timedelta: Span,
    Decimal: Exact,
}

_PARENTS = {
    "workspace_id": "workspaces",
    "team_id": "teams",
    "cycle_id": "cycles",
    "objective_id": "objectives",
    "key_result_id": "key_results",
    "checkin_id": "checkins",
    "answer_id": "answers",
    "decision_id": "decisions",
    "escalation_id": "escalations",
    "group_id": "groups",
}
"""Which record a field names. People are left out where a record outlives a membership or an operator may stand."""

KINDS: dict[str, type[Record]] = {
    "members": model.Member,
    "leaves": model.Leave,
    "teams": model.Team,
    "memberships": model.Membership,
    "cycles": model.Cycle,
    "objectives": model.Objective,
    "key_results": model.KeyResult,
    "initiatives": model.Initiative,
    "readings": model.Reading,
    "target_changes": model.TargetChange,
    "checkins": model.CheckIn,
    "answers": model.Answer,
    "blockers": model.Blocker,
    "decisions": model.Decision,
    "actions": model.Action,
    "stops": model.StopShift,
    "policies": model.Policy,
    "escalations": model.Escalation,
    "notices": model.Notice,
    "groups": model.Group,
}
"""The records' tables are called as the unit of work calls their repositories."""

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "members": (("external_id",),),
    "groups": (("external_id",),),
    "teams": (("slug",), ("channel",)),
    "memberships": (("team_id", "member_id"),),
    "objectives": (("cycle_id", "number"),),
    "key_results": (("objective_id", "number"),),
    "checkins": (("team_id", "iso_week"),),
    "answers": (("checkin_id", "member_id"),),
    "policies": (("team_id",),),
}

INDEXED: dict[str, tuple[tuple[str, ...], ...]] = {
    "leaves": (("member_id",),),
    "teams": (("lead_id",), ("manager_id",), ("sponsor_id",)),
    "memberships": (("member_id",),),
    "cycles": (("team_id",),),
    "objectives": (("team_id",),),
    "key_results": (("team_id",), ("cycle_id",)),
    "initiatives": (("key_result_id",), ("team_id",)),
    "readings": (("key_result_id", "at"), ("checkin_id",)),
    "target_changes": (("team_id", "at"), ("key_result_id",)),
    "checkins": (
        ("state", "opens_at", "id"),
        ("state", "next_at", "id"),
        ("team_id", "state"),
        ("team_id", "opens_at"),
    ),
    "answers": (("team_id",),),
    "blockers": (
        ("team_id", "state"),
        ("key_result_id",),
        ("checkin_id",),
        ("waiting_on_team_id",),
        ("owner_id", "state"),
        ("waiting_on_id", "state"),
    ),
    "decisions": (("team_id", "state"), ("checkin_id",), ("decider_id", "state")),
    "actions": (("team_id", "state"), ("checkin_id",), ("owner_id", "state")),
    "stops": (("team_id", "state"), ("checkin_id",)),
    "escalations": (("team_id", "state"), ("recipient_id", "state"), ("subject_id",)),
    "notices": (
        ("state", "at"),
        ("member_id", "told_on"),
        ("cover_id", "told_on"),
        ("subject_id",),
        ("escalation_id",),
        ("team_id",),
    ),
}


def _type(hint: Any) -> TypeEngine[Any]:
    if get_origin(hint) is tuple:
        return Strings()
    return Choice(hint) if issubclass(hint, StrEnum) else _PLAIN[hint]()


def _column(name: str, hint: Any) -> Column[Any]:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType] if NoneType in get_args(hint) else [hint]
    return Column(
        name, _type(kinds[0]), primary_key=name in {"id", "workspace_id"}, nullable=NoneType in get_args(hint)
    )


def _parent(child: str, column: str, table: str) -> ForeignKeyConstraint:
    """Checked at commit, so that a unit of work may write its rows in any order."""
    here = ["workspace_id", column] if column != "workspace_id" else [column]
    there = [f"{table}.workspace_id", f"{table}.id"][-len(here) :]
    return ForeignKeyConstraint(here, there, name=f"fk_{child}_{column}", deferrable=True, initially="DEFERRED")


def _record_table(name: str, kind: type[Record]) -> Table:
    hints = get_type_hints(kind)
    names = ["workspace_id", *(item.name for item in fields(kind) if item.name != "workspace_id")]
    parents = dict(_PARENTS, member_id="members") if name in {"memberships", "leaves", "answers"} else _PARENTS
    return Table(
        name,
        metadata,
        *(_column(item, hints[item]) for item in names),
        *(_parent(name, item, parents[item]) for item in names if item in parents),
        *(UniqueConstraint("workspace_id", *unique) for unique in UNIQUE.get(name, ())),
        *(Index(None, "workspace_id", *indexed) for indexed in INDEXED.get(name, ())),
    )


FOLLOWED = frozenset({"blockers", "decisions", "actions", "stops", "checkins", "policies", "escalations"})
"""A change of one of these asks for a look at its team."""

workspaces = Table("workspaces", metadata, *(_column(*item) for item in get_type_hints(model.Workspace).items()))

RECORDS: dict[str, Table] = {name: _record_table(name, kind) for name, kind in KINDS.items()}

receipts = Table(
    "receipts",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("request_id", Words, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Index(None, "created_at"),
)

tidings = Table(
    "tidings",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
"""The latest that a platform told about a person, a group or a channel. at: real time, by the platform's clock."""

audit = Table(
    "audit",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("actor", Words, nullable=False),
    Column("record_table", Words, nullable=False),
    Column("record_id", Words, nullable=False),
    Column("change", Words, nullable=False),
    Column("fields", Json, nullable=False),
    Index(None, "workspace_id", "record_id"),
    Index(None, "workspace_id", "at"),
    Index(None, "created_at"),
)
"""at: domain time. created_at: real time. change: add, save or remove. fields: name -> [old, new]."""

watches = Table(
    "watches",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("team_id", Words, primary_key=True),
    Column("next_at", Moment),
    Column("changes", Integer, nullable=False),
    Index(None, "workspace_id", "next_at", "team_id"),
)
"""next_at: when a team's open things next need a look (domain time); empty: at once, since one of them changed.
changes: how many units of work changed any record of the team."""

homes = Table(
    "homes",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("member_id", Words, primary_key=True),
    Column("opened_at", Moment),
    Column("drawn", BigInteger),
    Index(None, "workspace_id", "opened_at"),
)
"""opened_at: domain time. drawn: the changes of all the member's teams together, as their Home last showed them."""

drafts = Table(
    "drafts",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("member_id", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("form", Words, nullable=False),
    Column("context", Words, nullable=False),
    Column("typed", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
