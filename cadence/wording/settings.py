"""What a person sets for themselves, as lines with a button each, and the forms behind them. Pure.

Shown by `okr settings` and on the Home. Knows words and fields; must not know how they are read or kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from cadence.cards import Block, Button, Card, Heading, Text, buttons
from cadence.forms import DateField, Form, FormPart, PersonField, Section, TextField, TickField
from cadence.model import Leave, Member
from cadence.rhythm import clock
from cadence.wording.leave import span
from cadence.wording.lines import clip

TITLE = "Your settings"
HOURS_SAVED = "Saved: your working hours."
COUNTRY_SAVED = "Saved: your public holidays."
MOST_LEAVES = 5
LONGEST_NAME = 40
NOBODY_ASKED = "no prompts, and whoever covers gets your key results' questions"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """leaves: those that are not over, the earliest first. team_countries: of the person's teams, by code.

    countries: names by code. people: by member id.
    """

    me: Member
    today: date
    leaves: Sequence[Leave] = ()
    team_countries: Sequence[str] = ()
    countries: Mapping[str, str]
    people: Mapping[str, Member]


def settings_card(settings: Settings, said: str = "") -> Card:
    """said: that something was just changed, shown first."""
    before = (Text(said),) if said else ()
    return Card(said or TITLE, (*before, Heading(TITLE), *settings_blocks(settings)))


def settings_blocks(settings: Settings) -> tuple[Block, ...]:
    rows = (
        (hours_line(settings.me), Button("Change hours", "home.hours")),
        (country_line(settings), Button("Change country", "home.country")),
        (leave_line(settings), Button("Change leave" if settings.leaves else "Plan leave", "home.leave")),
    )
    return Text("\n".join(line for line, _ in rows)), buttons(*(button for _, button in rows))


def hours_line(me: Member) -> str:
    """`Working hours 08:00 to 18:00 (Europe/Berlin): private messages wait outside of them.`"""
    night = ", over midnight" if me.works_until < me.works_from else ""
    hours = f"{clock(me.works_from)} to {clock(me.works_until)}{night}"
    return f"Working hours {hours} ({me.zone}): private messages wait outside of them."


def country_line(settings: Settings) -> str:
    """`Public holidays of Germany (DE): private messages wait on them.`"""
    if settings.me.country:
        return f"Public holidays of {_country(settings, settings.me.country)}: private messages wait on them."
    names = ", ".join(_country(settings, code) for code in settings.team_countries)
    return f"Public holidays: those of your team{f', {names}' if names else ''}."


def leave_line(settings: Settings) -> str:
    """`Away Tue 1 Dec to Sat 12 Dec, Cy covers; Thu 24 Dec.`"""
    if not settings.leaves:
        return "No leave planned. While you are away nobody asks you, and somebody may cover."
    spans = [_leave(settings, leave) for leave in settings.leaves[:MOST_LEAVES]]
    more = len(settings.leaves) - MOST_LEAVES
    return f"Away {'; '.join(spans)}{f'; +{more} more' if more > 0 else ''}."


def hours_form(me: Member) -> Form:
    parts = (
        _time("from", "From", me.works_from, "08:00"),
        _time("until", "Until", me.works_until, "18:00"),
    )
    return Form(
        id="hours",
        title="Working hours",
        intro=f"Private messages and reminders wait outside of them. Local time in {me.zone}.",
        parts=parts,
        submit="Save",
    )


def country_form(settings: Settings) -> Form:
    code = settings.me.country
    names = ", ".join(_country(settings, each) for each in settings.team_countries)
    field = TextField(
        id="country",
        label="Public holidays of",
        initial=code,
        placeholder="Germany or DE",
        hint=f"Left empty: those of your team{f', {names}' if names else ''}.",
    )
    return Form(
        id="country",
        title="Public holidays",
        intro="They are no working days of yours: private messages wait for the next one.",
        parts=(field,),
        submit="Save",
    )


def leave_form(settings: Settings) -> Form:
    parts = (
        DateField(id="first", label="First day away"),
        DateField(id="last", label="Last day away", hint="Left empty: one day."),
        PersonField(id="cover", label="Who covers?", hint="Left empty: your key results show as away."),
        *_planned(settings),
    )
    return Form(id="leave", title="Leave", intro=f"While you are away: {NOBODY_ASKED}.", parts=parts, submit="Save")


def _time(field: str, label: str, at: time, example: str) -> TextField:
    return TextField(id=field, label=label, initial=clock(at), placeholder=example, required=True)


def _planned(settings: Settings) -> tuple[FormPart, ...]:
    """What is planned, each to be taken back."""
    if not settings.leaves:
        return ()
    ticks = [
        TickField(id=f"back:{leave.id}", label=f"Take back: {_leave(settings, leave)}")
        for leave in settings.leaves[:MOST_LEAVES]
    ]
    return (Section("Planned", "New days take the place of those that they overlap."), *ticks)


def _leave(settings: Settings, leave: Leave) -> str:
    cover = settings.people.get(leave.cover_id) if leave.cover_id else None
    covers = f", {clip(cover.name, LONGEST_NAME)} covers" if cover else ""
    return f"{span(leave, settings.today)}{covers}"


def _country(settings: Settings, code: str) -> str:
    """`Germany (DE)`; of a region `Germany (DE-BY)`."""
    name = settings.countries.get(code) or settings.countries.get(code.partition("-")[0])
    return f"{name} ({code})" if name else code
