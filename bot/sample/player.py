"""Plays the story: lets members answer through the front door, as their clicks would.

Knows forms and buttons by their public ids; must not write a record itself.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cadence.forms import ChoiceField, Form, More, PersonField, Section, TickField
from cadence.frontdoor import FrontDoor
from cadence.ids import new_id
from cadence.model import Member, StopState, Team
from cadence.requests import ButtonPressed, CommandTyped, FormSubmitted, Invalid, Person, Reply, ShowForm

WORKSPACE = "local"


class Player:
    """Answers for the sample's members. people: by platform id."""

    def __init__(self, front_door: FrontDoor, people: Mapping[str, Member]) -> None:
        self._front_door = front_door
        self._persons = {key: Person(id=key, name=member.name, zone=member.zone) for key, member in people.items()}

    async def answer(
        self, team: Team, checkin_id: str, reply: Mapping[str, Any], places: Mapping[str, str], today: date
    ) -> None:
        """One entry of the story, as an answer to this check-in. places: KR id by place."""
        who = reply["who"]
        click = reply.get("answer")
        if click:
            await self._press(team, who, f"checkin.{click}", checkin_id)
            return
        shown = await self._press(team, who, "checkin.answer", checkin_id)
        stops = _stops(shown) if reply.get("did_stop") else {}
        await self._send(team, who, shown, {**_typed(reply, places, today), **stops})

    async def follow_up(self, team: Team, step: Mapping[str, Any], item_id: str, today: date) -> None:
        """Something settled or recorded after the meeting. item_id: what it is about, unless it `says` something."""
        who = step["who"]
        if "says" in step:
            await self._front_door.handle(CommandTyped(**self._origin(team, who), text=step["says"]))
        elif "done" in step:
            await self._press(team, who, "action.done", item_id)
        else:
            action, value, values = _settling(step, item_id, today)
            await self._send(team, who, await self._press(team, who, action, value), values)

    async def _send(self, team: Team, who: str, shown: Reply, typed: Mapping[str, str]) -> None:
        """Fill in the form that was shown, and send it."""
        if not isinstance(shown, ShowForm):
            raise RuntimeError(f"the sample expected a form for {who}, not {shown}")
        form = shown.form
        values = {**_filled(form), **typed}
        sent = await self._front_door.handle(
            FormSubmitted(**self._origin(team, who), form=form.id, context=form.context, values=values)
        )
        if isinstance(sent, Invalid):
            raise RuntimeError(f"the sample typed something wrong for {who}: {dict(sent.errors)}")

    async def _press(self, team: Team, who: str, action: str, value: str) -> Reply:
        return await self._front_door.handle(ButtonPressed(**self._origin(team, who), action=action, value=value))

    def _origin(self, team: Team, who: str) -> dict[str, Any]:
        return {
            "workspace_id": WORKSPACE,
            "who": self._persons[who],
            "request_id": new_id(),
            "channel": team.channel,
            "channel_name": team.slug,
            "people": self._persons,
        }


def _settling(step: Mapping[str, Any], item_id: str, today: date) -> tuple[str, str, dict[str, str]]:
    """The button of this step, its value, and what is typed into the form that it opens."""
    due = _day(today, step["in_days"]) if "in_days" in step else ""
    match step:
        case {"moves": _, "why": why}:
            return "action.move", item_id, {"due": due, "reason": why}
        case {"hands": _, "to": to, "why": why}:
            return "decision.hand_over", item_id, {"to": to, "why": why}
        case {"asks": whom, "what": what}:
            return "help.ask", f"blocker:{item_id}", {"to": whom, "ask": what, "answer_by": due}
    return "decision.decide", item_id, {"outcome": step["outcome"], "owner": step["owner"], "due": due}


def _typed(reply: Mapping[str, Any], places: Mapping[str, str], today: date) -> dict[str, str]:
    values: dict[str, str] = {}
    for place, entry in reply.items():
        if place in places:
            values |= _reading(places[place], [str(part) for part in entry])
    if "off_track" in reply:
        values |= _off_track(reply["off_track"], places, today)
    if "decision" in reply:
        values |= _decision([str(part or "") for part in reply["decision"]])
    if "stop" in reply:
        what, frees = reply["stop"]
        values |= {"stop:1:text": what, "stop:1:frees": frees}
    return values


def _reading(key_result_id: str, entry: list[str]) -> dict[str, str]:
    value, confidence, why = [*entry, ""][:3]
    start = f"kr:{key_result_id}"
    return {f"{start}:value": value, f"{start}:conf": confidence, f"{start}:note": why}


def _off_track(entry: list[Any], places: Mapping[str, str], today: date) -> dict[str, str]:
    what, place, kind, waiting_on, tried, days = entry
    return {
        "blocker:1:text": what,
        "blocker:1:kr": places[place],
        "blocker:1:kind": kind,
        "blocker:1:waiting": waiting_on,
        "blocker:1:tried": tried,
        "blocker:1:check": _day(today, days) if days else "",
    }


def _decision(entry: list[str]) -> dict[str, str]:
    question, decider, fallback = entry
    return {
        "decision:1:question": question,
        "decision:1:decider": decider,
        "decision:1:fallback": fallback,
    }


def _stops(shown: Reply) -> dict[str, str]:
    form = shown.form if isinstance(shown, ShowForm) else None
    asked = [part.id for part in form.parts if isinstance(part, ChoiceField)] if form else []
    return {field: StopState.STOPPED.value for field in asked if field.startswith("stopped:")}


def _day(today: date, days: int) -> str:
    return str(today + timedelta(days=days))


def _filled(form: Form) -> dict[str, str]:
    """What the form already holds when it opens."""
    values: dict[str, str] = {}
    for part in form.parts:
        match part:
            case Section() | More():
                pass
            case PersonField():
                values[part.id] = ",".join(part.initial)
            case TickField():
                values[part.id] = "yes" if part.initial else ""
            case _:
                values[part.id] = part.initial
    return values
