"""The platform's order: what it tells late must not undo what it told of a later moment.

Knows what is told about, and that telling takes time; must not know what is done with it. Platforms deliver at least
once and in any order, and what they deliver is handled side by side.
"""

from datetime import datetime
from enum import StrEnum

from cadence.ports import Unit


class Subject(StrEnum):
    """What moments are compared within. REACH: whether we can post in a channel. PRIVACY: who sees one.

    DIRECT: whether a direct message reaches somebody.
    """

    PERSON = "person"
    GROUP = "group"
    REACH = "reach"
    PRIVACY = "privacy"
    DIRECT = "direct"


async def is_latest(unit: Unit, subject: Subject, external_id: str, at: datetime | None) -> bool:
    """Whether it is to be applied: nothing later was. at: the platform's moment; None: nobody told, so it is.

    Ask before any team is locked, and of several in the order of their ids.
    """
    return at is None or await unit.is_newest(f"{subject}:{external_id}", at)
