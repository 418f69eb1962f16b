"""Everything that can be asked of Drumbeat, so that it would be done for whoever may: each command, button and form.

Values are as the cards and forms of `tests.torture.firm` have them.
"""

import json
from dataclasses import replace
from typing import Any

from cadence.answering.replying_did import Did, write_did
from cadence.model import Role
from cadence.requests import (
    ButtonPressed,
    CommandTyped,
    FormChanged,
    FormSubmitted,
    HomeOpened,
    ReplyTyped,
    ShortcutUsed,
)
from tests.fakes.growth import OBJECTIVES, TEAM, kr_id
from tests.torture import firm
from tests.torture.firm import Ask

ELSEWHERE = "C-elsewhere"


def _line(text: str, place: str | None = TEAM.channel) -> Ask:
    return Ask(CommandTyped, {"text": text}, place)


def _press(action: str, value: str = "", place: str | None = None) -> Ask:
    return Ask(ButtonPressed, {"action": action, "value": value}, place)


def _send(form: str, context: str, place: str | None = None, /, **values: Any) -> Ask:
    return Ask(FormSubmitted, {"form": form, "context": context, "values": values}, place)


LINES: dict[str, Ask] = {
    "": _line(""),
    "board growth": _line("board growth", ELSEWHERE),
    "mine": _line("mine", None),
    "help": _line("help"),
    "setup": _line("setup"),
    "setup elsewhere": _line("setup", ELSEWHERE),
    "add objective": _line("add objective"),
    "add kr 1": _line("add kr 1"),
    "add initiative 1.3": _line("add initiative 1.3"),
    "edit 1": _line("edit 1"),
    "edit 1.3": _line("edit 1.3"),
    "remove 1": _line("remove 1"),
    "remove 1.3": _line("remove 1.3"),
    "update 1.3 240 conf 5": _line("update 1.3 240 conf 5"),
    "update growth/1.3 240": _line("update growth/1.3 240", None),
    "checkin": _line("checkin"),
    "checkin growth": _line("checkin growth", None),
    "blocker 1.3 x": _line("blocker 1.3 no data"),
    "decision 1.3 x": _line("decision 1.3 go on?"),
    "action 1.3 x": _line("action 1.3 call them"),
    "blocker": _line("blocker"),
    "decision": _line("decision"),
    "blockers": _line("blockers"),
    "decisions all": _line("decisions all"),
    "actions overdue": _line("actions overdue"),
    "actions mine": _line("actions mine", None),
    "history 1.3": _line("history 1.3"),
    "history growth/1.3": _line("history growth/1.3", None),
    "summary": _line("summary"),
    "summary 6": _line("summary 6"),
    "away": _line("away 16 Nov to 18 Nov"),
    "away cancel": _line("away cancel"),
    "pause": _line("pause"),
    "resume": _line("resume"),
    "skip": _line("skip"),
    "settings": _line("settings", None),
}

_REPLY = write_did(Did(checkin_id=firm.OPEN.id, reply_id="r1", touched=()))
_OFFER = json.dumps({"c": firm.OPEN.id, "r": "r1", "t": "blocker waiting for the moon"})

PRESSES: dict[str, Ask] = {
    "checkin.answer": _press("checkin.answer", firm.OPEN.id),
    "checkin.unchanged": _press("checkin.unchanged", firm.OPEN.id),
    "checkin.away": _press("checkin.away", firm.OPEN.id),
    "checkin.undo": replace(_press("checkin.undo", firm.OPEN.id), first=(_press("checkin.unchanged", firm.OPEN.id),)),
    "checkin.mine": _press("checkin.mine"),
    "board.show": _press("board.show", TEAM.id),
    "mine.show": _press("mine.show"),
    "board.update": _press("board.update", kr_id("1.3")),
    "history.show": _press("history.show", kr_id("1.3")),
    "summary.report": _press("summary.report", firm.CLOSED.id),
    "summary.missing": _press("summary.missing", firm.CLOSED.id),
    "record.undo": _press("record.undo", f"blocker:{firm.BLOCKER.id}"),
    "decision.decide": _press("decision.decide", firm.DECISION.id),
    "decision.set": _press("decision.set", firm.DECISION.id),
    "decision.not_needed": _press("decision.not_needed", firm.DECISION.id),
    "decision.hand_over": _press("decision.hand_over", firm.DECISION.id),
    "decision.fallback": _press("decision.fallback", firm.DECISION.id),
    "decision.new_date": _press("decision.new_date", firm.DECISION.id),
    "decision.raise": _press("decision.raise", firm.UNSET.id),
    "action.done": _press("action.done", firm.ACTION.id),
    "action.set": _press("action.set", firm.ACTION.id),
    "action.move": _press("action.move", firm.ACTION.id),
    "action.drop": _press("action.drop", firm.ACTION.id),
    "action.keep": _press("action.keep", firm.ACTION.id),
    "blocker.solved": _press("blocker.solved", firm.BLOCKER.id),
    "blocker.check": _press("blocker.check", firm.BLOCKER.id),
    "blocker.set": _press("blocker.set", firm.BLOCKER.id),
    "blocker.assign": _press("blocker.assign", firm.BLOCKER.id),
    "blocker.take": _press("blocker.take", firm.BLOCKER.id),
    "blocker.share": _press("blocker.share", f"{firm.UNSHARED.id}:{firm.SALES.id}"),
    "blocker.solved/secret": _press("blocker.solved", firm.SECRET.id),
    "help.ask": _press("help.ask", f"blocker:{firm.BLOCKER.id}"),
    "stop.settle": _press("stop.settle", f"{firm.STOP.id}:stopped"),
    "skip.open": _press("skip.open", firm.OPEN.id),
    "skip.more": _press("skip.more", firm.SKIPPED.id),
    "skip.back": _press("skip.back", firm.SKIPPED.id),
    "setup.open": _press("setup.open", TEAM.id),
    "setup.move": _press("setup.move", TEAM.id, ELSEWHERE),
    "add.open": _press("add.open", f"objective:{TEAM.id}"),
    "update.undo": _press("update.undo", firm.READING.id),
    "ladder.edit": _press("ladder.edit", TEAM.id),
    "home.refresh": _press("home.refresh"),
    "reply.undo": _press("reply.undo", _REPLY),
    "reply.take": _press("reply.take", _OFFER),
    "reply.leave": _press("reply.leave", _OFFER),
    "reply.same": _press("reply.same", firm.OPEN.id),
    "reply.blocker": _press("reply.blocker", "waiting for the moon", TEAM.channel),
    "esc.take": _press("esc.take", firm.SENT.id),
    "esc.assign": _press("esc.assign", firm.SENT.id),
    "esc.decide": _press("esc.decide", firm.SENT_CALL.id),
    "esc.snooze": _press("esc.snooze", f"{firm.SENT.id}:1"),
    "esc.not_mine": _press("esc.not_mine", firm.SENT.id),
    "esc.solved": _press("esc.solved", firm.SENT.id),
    "esc.new_date": _press("esc.new_date", firm.PLANNED.id),
    "esc.context": _press("esc.context", firm.PLANNED.id),
    "esc.send_now": _press("esc.send_now", firm.PLANNED.id),
    "rhythm.move": _press("rhythm.move", TEAM.id),
    "rhythm.shorten": _press("rhythm.shorten", TEAM.id),
    "rhythm.skip": _press("rhythm.skip", TEAM.id),
    "home.hours": _press("home.hours"),
    "home.country": _press("home.country"),
    "home.leave": _press("home.leave"),
    "line.type": _press("line.type", json.dumps({"o": "", "l": "update growth/1.3 240"})),
}

_CHECKIN = json.dumps({"c": firm.OPEN.id, "t": firm.NOW.isoformat()})
_SETUP = {
    "name": "Walrus", "lead": ("ana",), "members": ("ana", "ben", "cy"), "weekday": "3", "opens_at": "10:00",
    "zone": "Europe/Berlin", "window": "24", "replaces": "a mail",
}  # fmt: skip
_KEY_RESULT = {"title": "Calls", "owner": ("ana",), "start": "0", "target": "9", "direction": "up", "kind": "committed"}
_CARRIED = json.dumps({"t": TEAM.id, "l": ""})
DAY = "2026-11-13"

SENT_FORMS: dict[str, Ask] = {
    "checkin": _send("checkin", _CHECKIN, stop="no more calls"),
    "setup": _send("setup", json.dumps([TEAM.channel, True]), TEAM.channel, **_SETUP),
    "objective": _send("objective", f"new:{TEAM.id}", title="More", owner=("ana",)),
    "objective/edit": _send("objective", f"edit:{OBJECTIVES[0].id}", title="More", owner=("ana",)),
    "key_result": _send("key_result", f"new:{TEAM.id}", objective=OBJECTIVES[0].id, **_KEY_RESULT),
    "key_result/edit": _send(
        "key_result", f"edit:{kr_id('1.3')}", **_KEY_RESULT | {"start": "200", "target": "320", "owner": ("cy",)}
    ),
    "initiative": _send("initiative", TEAM.id, key_result=kr_id("1.3"), title="Calls", owner=("ana",)),
    "remove": _send("remove", f"kr:{kr_id('1.3')}"),
    "remove/objective": _send("remove", f"objective:{OBJECTIVES[0].id}"),
    "update": _send("update", kr_id("1.3"), value="240", confidence="5"),
    "missing": _send("missing", firm.CLOSED.id, **{f"{firm.UNSET.id}.owner": ("ana",), f"{firm.UNSET.id}.due": DAY}),
    "decide": _send("decide", firm.DECISION.id, outcome="yes"),
    "hand_over": _send("hand_over", f"{firm.DECISION.id}|{firm.DECISION.decider_id}", to=("mia",), why="hers"),
    "new_date": _send("new_date", f"{firm.DECISION.id}|2026-11-11", needed_by=DAY),
    "set_decision": _send("set_decision", firm.DECISION.id, decider=("mia",), owner=("mia",), due=DAY, needed_by=DAY),
    "set_action": _send("set_action", firm.ACTION.id, owner=("mia",), due=DAY),
    "move_action": _send("move_action", firm.ACTION.id, due=DAY, reason="late"),
    "drop_action": _send("drop_action", firm.ACTION.id, reason="late"),
    "check_blocker": _send("check_blocker", firm.BLOCKER.id, next_check=DAY),
    "set_blocker": _send("set_blocker", firm.BLOCKER.id, owner=("dee",), next_check=DAY),
    "take_blocker": _send("take_blocker", f"{firm.BLOCKER.id}|{firm.BLOCKER.owner_id}", next_check=DAY),
    "ask_help": _send("ask_help", f"blocker:{firm.BLOCKER.id}", to=Role.SPONSOR.value, ask="a word", answer_by=DAY),
    "ladder": _send("ladder", TEAM.id, reset="yes", answers_percent="60"),
    "rhythm_shorten": _send("rhythm_shorten", TEAM.id, window="12"),
    "esc_take": _send("esc_take", firm.SENT.id, returns="2026-11-16"),
    "esc_assign": _send("esc_assign", firm.SENT.id, owner=("ben",), due=DAY),
    "esc_decide": _send("esc_decide", firm.SENT_CALL.id, outcome="yes"),
    "esc_snooze": _send("esc_snooze", firm.SENT.id, span="1"),
    "esc_not_mine": _send("esc_not_mine", firm.SENT.id, to=("ben",)),
    "esc_new_date": _send("esc_new_date", firm.PLANNED.id, due=DAY, next_check=DAY),
    "esc_context": _send("esc_context", firm.PLANNED.id, line="Legal has it"),
    "record_decision": _send("record_decision", _CARRIED, **{"decision:1:question": "go on?"}),
    "record_blocker": _send("record_blocker", _CARRIED, **{"blocker:1:text": "no data"}),
    "hours": _send("hours", "", **{"from": "9:00", "until": "17:00"}),
    "country": _send("country", "", country="DE"),
    "leave": _send("leave", "", first=DAY),
}

CHANGED: dict[str, Ask] = {
    "checkin": Ask(FormChanged, {"form": "checkin", "event": "blocker", "context": _CHECKIN, "values": {}}),
    "record_decision": Ask(
        FormChanged, {"form": "record_decision", "event": "team", "context": _CARRIED, "values": {}}
    ),
    "record_blocker": Ask(FormChanged, {"form": "record_blocker", "event": "team", "context": _CARRIED, "values": {}}),
}

USED: dict[str, Ask] = {
    "checkin": Ask(ShortcutUsed, {"shortcut": "checkin"}),
    "decision": Ask(ShortcutUsed, {"shortcut": "decision", "text": "go on?", "link": "https://chat.example/1"}),
    "blocker": Ask(ShortcutUsed, {"shortcut": "blocker", "text": "no data", "link": "https://chat.example/1"}),
    "hello": Ask(ShortcutUsed, {"shortcut": "hello"}, None),
}

OTHERS: dict[str, Ask] = {
    "home": Ask(HomeOpened, {}, None),
    "reply": Ask(ReplyTyped, {"text": "1.3 240 conf 5", "thread": firm.PROMPT_REF}),
}

ALL: dict[str, Ask] = {
    f"{group} {name}".strip(): ask
    for group, asks in (
        ("okr", LINES), ("press", PRESSES), ("send", SENT_FORMS), ("change", CHANGED), ("use", USED), ("see", OTHERS)
    )
    for name, ask in asks.items()
}  # fmt: skip
