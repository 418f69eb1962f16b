"""The words of `okr help`, on one screen, and what is offered where a line was no command. Pure."""

import json

from cadence.cards import Block, Button, Card, Facts, Heading, Look, Text, Tone, buttons, card
from cadence.wording.records import keep_typed

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Every week",
        (
            ("okr", "this team's board; elsewhere: board growth"),
            ("okr mine", "everything that waits for you, in all your teams"),
            ("okr checkin", "your check-in form, early or late"),
            ("okr update 2.1 45% conf 6 two deals slipped", "a new value for 2.1; +5 adds to the last one"),
            ("okr history 2.1", "how 2.1 moved, with a chart"),
            ("okr summary", "the latest summary; summary 6 is week 6's"),
            ("okr away 1 Aug to 12 Aug cover @x", "nobody asks you, and @x covers; away cancel ends it"),
            ("okr settings", "your working hours, public holidays and leave"),
        ),
    ),
    (
        "Write it down now",
        (
            ("okr blocker 2.1 waiting for legal @x", "what holds a key result back; alone it opens a form"),
            ("okr decision pause paid ads? @x friday", "a question for @x; alone it opens a form"),
            ("okr action send the offer @x friday", "a promise with one owner and a day"),
            ("okr blockers · okr decisions · okr actions", "lists; also with mine, overdue or all"),
        ),
    ),
    (
        "For the lead",
        (
            ("okr setup", "people, day and time of the check-in"),
            ("okr add", "an objective, key result or initiative"),
            ("okr edit 2.1 · okr remove 2.1", "change or remove one; edit 2 is objective 2"),
            ("okr skip · okr pause · okr resume", "leave one week out, stop, start again"),
        ),
    ),
)

LONGEST_VALUE = 2_000
IN_THREAD = (
    "Or answer in the check-in's thread, naming me: 2.1 45% conf 6 two deals slipped, blocker: ..., decision: ..., "
    "stop: ..., nothing changed, or a sentence of your own."
)


def help_card(rollout_lead: str, has_threads: bool = True) -> Card:
    """rollout_lead: the name of who looks after OKRs here, or empty. has_threads: where it was typed."""
    blocks: list[Block] = []
    for title, commands in GROUPS:
        blocks += [Heading(title), Facts(commands)]
    last = [*([IN_THREAD] if has_threads else []), _whom_to_ask(rollout_lead)]
    return card("What you can type", *blocks, Text("\n".join(last), Tone.QUIET))


BOARD = Button("My board", "line.type", json.dumps({"o": "", "l": "board"}))
MINE = Button("What waits for me", "mine.show")
CHECK_IN = Button("Check in", "checkin.mine")
SENTENCE = "I know short commands and no whole sentences yet. Is it one of these?"


def sentence_card(typed: str, is_off_track: bool) -> Card:
    """For whoever speaks to us as to a person. is_off_track: it sounds like something that holds them back."""
    blocker = Button("Record as a blocker", "reply.blocker", typed[:LONGEST_VALUE], Look.PRIMARY)
    row = (blocker, BOARD, CHECK_IN) if is_off_track else (BOARD, MINE, CHECK_IN)
    rest = Text("Nothing was recorded. `okr help` shows the rest.", Tone.QUIET)
    return Card(SENTENCE, (*keep_typed(SENTENCE, typed).blocks, buttons(*row), rest))


def meant_card(message: str, meant: str, value: str) -> Card:
    """A line that lacks only its first word. meant: with it. value: of the button that sends it; empty for none."""
    place = meant.split(" ")[1]
    row = (buttons(Button(f"Update {place}", "line.type", value, Look.PRIMARY)),) if value else ()
    return Card(message, (*keep_typed(message, f"okr {meant}").blocks, *row))


def _whom_to_ask(rollout_lead: str) -> str:
    who = (
        f"{rollout_lead}, who looks after OKRs here" if rollout_lead else "your lead, or whoever looks after OKRs here"
    )
    return f"2.1 is key result 1 of objective 2; in another channel write growth/2.1. Stuck? Ask {who}."
