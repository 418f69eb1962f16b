"""Everything that people of one team can send, recorded in front of the running application: each command, button,
form, field and event as it really is sent there and then, with the ids of things that are really there.

Knows what a team lives through, for every platform alike; how a platform's people act stands in `tape_slack` and
`tape_teams`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.parity.stage import CLOSING, OPENING, Stage, start_growth
from tests.torture.scale import FACTOR

Json = dict[str, Any]
UNTIL = OPENING + timedelta(weeks=1, hours=2)
"""A check-in is open, one is closed, and things are waiting."""
ACTORS = ("ana", "ben", "mia") if FACTOR else ("ana",)
SAID = (
    "blocker 1.1 waiting for the lawyers",
    "decision 1.2 pause paid ads? by friday",
    "action 1.1 call them friday",
    "update 1.1 40% conf 3 two deals slipped",
    "away 1 Dec to 3 Dec",
)
ASKED = (
    "", "mine", "help", "settings", "setup", "checkin", "add objective", "add kr", "add initiative", "edit 1",
    "edit 1.1", "blocker", "decision", "blockers", "decisions all", "actions overdue", "history 1.1", "summary",
    "summary 46", "blokers",
)  # fmt: skip
"""Opens forms and shows lists; changes nothing."""
ONLY_TAPED = (
    *SAID, "remove 1.3", "remove 1", "away cancel", "pause", "resume", "skip", "decision pause? @cy by 1 Dec",
    "1.1 45% conf 6 it moves\nblocker waiting for legal\nstop: webinars",
)  # fmt: skip


class How(StrEnum):
    """How a payload travels."""

    FORM = "form"
    """The fields of a command."""
    FIELD = "field"
    """JSON in a field."""
    BODY = "body"
    """JSON."""


@dataclass(frozen=True)
class Sample:
    """kind: what it is, for whoever reads a failure or counts."""

    how: How
    kind: str
    body: Json = field(repr=False)


@dataclass(frozen=True)
class Recorded:
    """samples: what was taped. database: what was kept by then."""

    samples: tuple[Sample, ...]
    database: Path


async def live(stage: Stage) -> None:
    """Two check-ins: the first with answers and what they bring up, the second just open."""
    await start_growth(stage)
    await stage.at(OPENING)
    for line in SAID:
        await stage.types("ben", line)
    await stage.press("cy", "Nothing changed")
    await stage.press("ben", "Answer")
    sheet = await stage.sheet("ben")
    assert sheet is not None
    values = {
        sheet.field("1.1"): "38%",
        sheet.field("1.1", ":conf"): "2",
        sheet.field("What is off track"): "ad costs doubled",
        sheet.field("What needs a decision"): "Hire a lawyer?",
        sheet.field("What stops"): "webinars",
    }
    await stage.send("ben", values)
    await stage.at(CLOSING)
    await stage.at(UNTIL)
