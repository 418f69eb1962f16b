"""Reads the setup form: every field, and what they mean together. Pure but for looking people up.

Must not know what is done with a team that reads well.
"""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from functools import cache

from cadence.commands.setup_groups import read_group, read_members
from cadence.context import Context
from cadence.errors import NotUnderstood
from cadence.fields import Fields
from cadence.forms import FormValues
from cadence.grammar.dates import read_time
from cadence.grammar.nearest import quote
from cadence.model import Group, Member, Team
from cadence.ports import Holidays
from cadence.rhythm import (
    BEFORE_MEETING,
    LONGEST_WINDOW,
    SHORTEST_WINDOW,
    WeekTime,
    proposed_window,
)
from cadence.wording.setup_form import LONGEST_NAME, NO_MEETING

NOTHING = "nothing"
_NOTHING = {"", "nothing", "none", "no", "nope", "n/a", "na", "-", "–", "nichts", "rien", "nada"}
_ALSO_CALLED = {"USA": "US", "UK": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB", "HOLLAND": "NL"}
_HOURS = re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)\s*(h|hours?|d|days?)?", re.IGNORECASE)
_NOON = time(12, 0)


@dataclass(frozen=True, kw_only=True)
class SetupEntry:
    """A setup form that reads well. meeting_at: only where the meeting is on the day of the closing.

    group: the one that keeps the list of members, which are its people then.
    """

    name: str
    lead: Member
    members: list[Member]
    manager: Member | None
    sponsor: Member | None
    is_leadership: bool
    opens: WeekTime
    zone: str
    window: timedelta
    meeting: str
    meeting_at: time | None
    replaces: str
    country: str
    group: Group | None = None


async def read_setup(ctx: Context, values: FormValues, team: Team | None = None) -> SetupEntry:
    """Raises InvalidForm with every fault at its field. team: as it is, where there is one already."""
    fields = Fields(ctx, values)
    opens = WeekTime(_weekday(fields, "weekday", 0), fields.read("opens_at", read_time, _NOON, "At what time?"))
    meeting = _meeting(fields)
    window = _window(fields, opens, meeting)
    lead = await fields.person("lead", "Who leads the team?")
    group = await read_group(ctx, fields)
    entry = SetupEntry(
        name=fields.line("name", "What is the team called?", LONGEST_NAME),
        lead=lead or ctx.me,
        members=await read_members(ctx, fields, values, group, team),
        manager=await fields.person("manager"),
        sponsor=await fields.person("sponsor"),
        is_leadership=fields.ticked("is_leadership"),
        opens=opens,
        zone=fields.read("zone", read_zone, "UTC", "Which time zone? For example Europe/Berlin."),
        window=window,
        meeting=_meeting_words(fields, opens.plus(window), meeting),
        meeting_at=meeting.wall if meeting and _same_day(opens.plus(window), meeting) else None,
        replaces=_replaces(fields.line("replaces")),
        country=fields.read("country", lambda typed: read_country(typed, ctx.services.holidays), ""),
        group=group,
    )
    fields.check()
    return entry


def _weekday(fields: Fields, field: str, otherwise: int) -> int:
    chosen = fields.line(field, "On which day?")
    if chosen in {"0", "1", "2", "3", "4", "5", "6"}:
        return int(chosen)
    fields.fault(field, "On which day? Choose one from the list.")
    return otherwise


def _meeting(fields: Fields) -> WeekTime | None:
    has_day = fields.line("meeting_day") not in {"", NO_MEETING}
    has_time = bool(fields.line("meeting_time"))
    if not has_day and not has_time:
        return None
    if not has_day:
        fields.fault("meeting_day", "On which day is the meeting?")
    wall = fields.read("meeting_time", read_time, _NOON, "At what time is the meeting?")
    day = _weekday(fields, "meeting_day", 0)
    return None if fields.is_faulty("meeting_day", "meeting_time") else WeekTime(day, wall)


def _window(fields: Fields, opens: WeekTime, meeting: WeekTime | None) -> timedelta:
    if not fields.line("window"):
        window = proposed_window(opens, meeting)
        if not fields.is_faulty() and not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
            fields.fault("window", _no_room(opens, meeting))
        return window
    window = fields.read("window", read_window, timedelta(hours=24))
    if meeting and not fields.is_faulty() and window > opens.until(meeting):
        closes = opens.plus(window)
        fields.fault("window", f"It would close {closes}, after the meeting it is for ({meeting}).")
    return window


def _no_room(opens: WeekTime, meeting: WeekTime | None) -> str:
    closes = opens.plus(proposed_window(opens, meeting))
    hours = int(BEFORE_MEETING.total_seconds() // 3600)
    return (
        f"Closing {hours} hours before the meeting ({closes}) does not fit with opening {opens}. "
        "Open it about a day before the meeting, or say here how many hours it stays open."
    )


def _same_day(closes: WeekTime, meeting: WeekTime) -> bool:
    return closes.weekday == meeting.weekday and closes.wall <= meeting.wall


def _meeting_words(fields: Fields, closes: WeekTime, meeting: WeekTime | None) -> str:
    """The meeting's name; with its day and time where they are not those of the closing day."""
    name = fields.line("meeting")
    if meeting is None or _same_day(closes, meeting) or str(meeting) in name:
        return name
    return f"{name} {meeting}".strip()


def _replaces(line: str) -> str:
    return NOTHING if line.casefold().rstrip(".!") in _NOTHING else line


def read_window(typed: str) -> timedelta:
    """`24`, `26h`, `1.5 days`. Raises NotUnderstood outside of one hour to six days."""
    found = _HOURS.fullmatch(typed)
    if not found:
        raise NotUnderstood(f"{quote(typed)} is no number of hours. Write for example 24.")
    factor = 24 if (found[2] or "h").lower().startswith("d") else 1
    window = timedelta(minutes=round(float(found[1].replace(",", ".")) * factor * 60))
    if not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
        raise NotUnderstood("It can stay open from 1 hour to 144 hours (six days).")
    return window


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones())}


def read_zone(typed: str) -> str:
    """The IANA zone meant: `Europe/Berlin`, in any case, or its city alone. Raises NotUnderstood with the nearest."""
    zones = _zones()
    wanted = typed.casefold().replace(" ", "_")
    if wanted in zones:
        return zones[wanted]
    cities = [name for low, name in zones.items() if low.endswith(f"/{wanted}")]
    if len(cities) == 1:
        return cities[0]
    raise NotUnderstood(_suggest(typed, cities or _nearest(wanted, zones), "Europe/Berlin"))


def _nearest(wanted: str, known: dict[str, str]) -> list[str]:
    by_city = {name.rsplit("/", 1)[-1]: name for name in known}
    near = get_close_matches(wanted, [*known, *by_city], n=1, cutoff=0.7)
    return [known[by_city.get(match, match)] for match in near]


def read_country(typed: str, holidays: Holidays) -> str:
    """The code of the country meant by a code or a name. Raises NotUnderstood with the nearest."""
    if typed.casefold() in _NOTHING:
        return ""
    code = _ALSO_CALLED.get(typed.upper(), typed.upper().replace(" ", "").strip("-"))
    if code and holidays.knows(code):
        return code
    names = {name.casefold(): (known, name) for known, name in holidays.countries()}
    if typed.casefold() in names:
        return names[typed.casefold()][0]
    near = get_close_matches(typed.casefold(), list(names), n=1, cutoff=0.7)
    raise NotUnderstood(_suggest(typed, [names[name][1] for name in near], "Germany or DE"))


def _suggest(typed: str, near: list[str], example: str) -> str:
    return (
        f"{quote(typed)}: did you mean {near[0]}?" if near else f"I don't know {quote(typed)}. Write it like {example}."
    )
