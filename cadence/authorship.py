"""Which fields of records people fill in their own words, and who the writer of each is.

Pure. Knows fields of `cadence.model`; must not know why somebody asks. Names that belong to a team (of objectives, key
results, initiatives, teams and cycles) and its settings are nobody's own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

REMOVED = "(removed)"
"""What stands where a text must not be empty."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """by: fields of the same record that name the writer; any of them may be it. is_needed: never empty."""

    by: tuple[str, ...] = ()
    is_needed: bool = False

    @property
    def blank(self) -> str:
        """What stands there once the words are taken out."""
        return REMOVED if self.is_needed else ""


_RAISED, _DECIDED = ("raised_by",), ("decided_by",)

OWN_WORDS: Mapping[str, Mapping[str, Written]] = {
    "answers": {"words": Written(by=("member_id", "given_by"))},
    "readings": {"note": Written(by=("member_id",))},
    "target_changes": {"reason": Written(by=("member_id",), is_needed=True)},
    "checkins": {"skip_reason": Written()},
    "blockers": {
        "text": Written(by=_RAISED, is_needed=True),
        "tried": Written(by=_RAISED),
        "waiting_on": Written(by=_RAISED),
    },
    "decisions": {
        "question": Written(by=_RAISED, is_needed=True),
        "fallback": Written(by=_RAISED),
        "outcome": Written(by=_DECIDED),
        "why_late": Written(by=_DECIDED),
        "handed_why": Written(by=("handed_by",)),
    },
    "actions": {
        "text": Written(by=_RAISED, is_needed=True),
        "reason": Written(by=("owner_id", "settled_by")),
    },
    "stops": {"text": Written(by=_RAISED, is_needed=True), "frees": Written(by=_RAISED)},
    "escalations": {
        "ask": Written(by=("asked_by",)),
        "context": Written(),
        "outcome": Written(by=("settled_by",)),
    },
}
"""By kind of record (as the unit of work calls it) and field. Without `by` only the audit trail knows the writer."""

QUOTING: Mapping[str, tuple[str, ...]] = {"escalations": ("about",), "notices": ("text",)}
"""Fields that quote what others wrote."""
