"""What a file may say: every key, its type and its limits. docs/import.md describes it for people.

Knows no database. People are platform ids; whether they exist is checked against `people` in the context.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from bot.calendars import PublicHolidays
from bot.transfer.loading import load_yaml
from cadence.commands.setup_entries import read_window, read_zone
from cadence.errors import ConfigurationError, NotUnderstood
from cadence.fields import clean
from cadence.follow.policies import MOST_DAYS, MOST_TIMES
from cadence.forms import LONGEST_LINE
from cadence.grammar.dates import read_time
from cadence.model import Direction, Kind
from cadence.rhythm import DAYS

T = TypeVar("T")

_PLATFORMS = re.compile("[a-z]+(?=:.)|local")
_SLUG = re.compile("[a-z0-9][a-z0-9-]{0,29}")
_HOLIDAYS = PublicHolidays()


def _understood(reader: Any) -> BeforeValidator:
    """A reader of the grammar as a validator."""

    def read(value: object) -> object:
        try:
            return reader(value) if isinstance(value, str) else value
        except NotUnderstood as error:
            raise ValueError(str(error)) from error

    return BeforeValidator(read)


def _weekday(typed: str) -> int:
    names = [day.lower() for day in DAYS]
    if typed.lower() not in names:
        raise NotUnderstood(f"{typed} is no day of the week; write one of {', '.join(names)}")
    return names.index(typed.lower())


def _country(code: str) -> str:
    if not _HOLIDAYS.knows(code):
        raise ValueError(f"no country called {code}; write a code like DE, or DE-BY for a region")
    return code.upper()


def _person(platform_id: str, info: ValidationInfo) -> str:
    if info.context is not None and platform_id not in info.context["people"]:
        raise ValueError(f"no member called {platform_id}")
    return platform_id


def _slug(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise ValueError("a slug is up to 30 small letters, digits and dashes")
    return slug


def _unique(*fields: str) -> AfterValidator:
    """No two entries of the list share one of these fields (the entries themselves, where none are named)."""

    def check(entries: list[T]) -> list[T]:
        for field in fields or ("",):
            seen: set[object] = set()
            for entry in entries:
                value = getattr(entry, field) if field else entry
                if value in seen:
                    raise ValueError(f"{field} {value} stands twice".strip())
                seen.add(value)
        return entries

    return AfterValidator(check)


def _text(value: object) -> object:
    return "" if value is None else value


Id = Annotated[str, Field(min_length=1, max_length=200)]
Person = Annotated[Id, AfterValidator(_person)]
Line = Annotated[str, BeforeValidator(_text), AfterValidator(clean), Field(max_length=LONGEST_LINE)]
Title = Annotated[str, AfterValidator(clean), Field(min_length=1, max_length=LONGEST_LINE)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
Slug = Annotated[str, AfterValidator(_slug)]
Number = Annotated[int, Field(ge=1, le=999)]
Value = Annotated[Decimal, Field(max_digits=15, decimal_places=6, allow_inf_nan=False)]
Zone = Annotated[str, _understood(read_zone)]
Country = Annotated[str, BeforeValidator(_text), AfterValidator(_country)]
Wall = Annotated[time, _understood(read_time)]
Weekday = Annotated[int, _understood(_weekday)]
Window = Annotated[timedelta, _understood(read_window)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)] | None
Times = Annotated[int, Field(ge=1, le=MOST_TIMES)] | None
Percent = Annotated[int, Field(ge=1, le=100)]


class _Entry(BaseModel):
    """A key that is left out leaves what is there as it is; a new row gets the usual value."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkspaceEntry(_Entry):
    id: Id
    name: Name | None = None
    rollout_lead: Person | None = None

    @property
    def platform(self) -> str:
        """`slack` of `slack:T0123`."""
        return self.id.partition(":")[0]

    @model_validator(mode="after")
    def _has_platform(self) -> "WorkspaceEntry":
        if not _PLATFORMS.match(self.id):
            raise ValueError("id is `local`, or the platform and its own id, like slack:T0123")
        return self


class MemberEntry(_Entry):
    id: Id
    name: Name
    zone: Zone = "UTC"
    country: Country = ""
    works_from: Wall = time(8)
    works_until: Wall = time(18)
    admin: bool = False
    active: bool = True
    guest: bool = False


class InitiativeEntry(_Entry):
    title: Title
    owner: Person


class KeyResultEntry(_Entry):
    number: Number
    title: Title
    owner: Person
    start: Value
    target: Value
    unit: Annotated[str, BeforeValidator(_text), AfterValidator(clean), Field(max_length=20)] = ""
    direction: Direction = Direction.UP
    kind: Kind = Kind.COMMITTED
    initiatives: Annotated[list[InitiativeEntry], _unique("title")] | None = None


class ObjectiveEntry(_Entry):
    number: Number
    title: Title
    owner: Person
    key_results: Annotated[list[KeyResultEntry], _unique("number")] | None = None


class CycleEntry(_Entry):
    name: Title
    starts: date
    ends: date

    @model_validator(mode="after")
    def _ends_after_start(self) -> "CycleEntry":
        if self.ends < self.starts:
            raise ValueError("ends before it starts")
        return self


class LadderEntry(_Entry):
    """Steps of a team's ladder; null leaves one out. Which keys are given counts, the values here are none."""

    unowned_lead: Days = None
    unowned_manager: Days = None
    blocker_owner: Days = None
    blocker_other_lead: Days = None
    blocker_lead: Days = None
    blocker_manager: Days = None
    decision_before: Days = None
    decision_manager: Days = None
    action_owner: Days = None
    action_moves: Times = None
    kr_checkins: Times = None
    answers_percent: Percent = 50
    answers_weeks: Times = None
    answers_rollout: Times = None
    absent_weeks: Times = None
    absent_rollout: Times = None


class TeamEntry(_Entry):
    slug: Slug
    name: Title
    channel: Id
    lead: Person
    private: bool = False
    manager: Person | None = None
    sponsor: Person | None = None
    members: Annotated[list[Person], _unique()] | None = None
    zone: Zone = "UTC"
    weekday: Weekday = 0
    opens_at: Wall = time(10)
    window: Window = timedelta(hours=24)
    meeting: Line = ""
    meeting_at: Wall | None = None
    replaces: Line = ""
    trial_ends: date | None = None
    country: Country = ""
    leadership: bool = False
    paused: bool = False
    ladder: LadderEntry | None = None
    cycle: CycleEntry | None = None
    objectives: Annotated[list[ObjectiveEntry], _unique("number")] | None = None


class Plan(_Entry):
    """A whole file."""

    workspace: WorkspaceEntry
    members: Annotated[list[MemberEntry], _unique("id")] | None = None
    teams: Annotated[list[TeamEntry], _unique("slug", "channel")] | None = None


class Draft:
    """A file's data before it was checked: whom and which workspace it names."""

    def __init__(self, text: str) -> None:
        data = load_yaml(text)
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        workspace = self._data.get("workspace")
        self.workspace_id = str(workspace.get("id") or "") if isinstance(workspace, dict) else ""

    def check(self, known_people: set[str]) -> Plan:
        """The file's entries. Raises ConfigurationError with every fault, each at its path."""
        members = self._data.get("members")
        named = {str(entry.get("id")) for entry in members if isinstance(entry, dict)} if members else set()
        try:
            return Plan.model_validate(self._data, context={"people": known_people | named})
        except ValidationError as error:
            faults = [f"{path(*fault['loc'])}: {_message(fault)}" for fault in error.errors()]
            raise ConfigurationError("\n".join(faults)) from None


def path(*parts: object) -> str:
    """`teams[0].lead`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "the file"


def _message(fault: Any) -> str:
    known = {"missing": "is missing", "extra_forbidden": "is not a key that is known here"}
    return known.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
