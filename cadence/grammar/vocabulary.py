"""What every `okr` command says, as one record each. Knows neither how it is typed nor what it does.

People are platform ids.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cadence.finding import Ref
from cadence.grammar.numbers import Amount


class Which(StrEnum):
    """Which of a list: the team's open ones, mine, overdue, or all with the settled."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    ALL = "all"


class Noun(StrEnum):
    """What `okr add` makes."""

    OBJECTIVE = "objective"
    KEY_RESULT = "kr"
    INITIATIVE = "initiative"


@dataclass(frozen=True, kw_only=True)
class ShowBoard:
    team: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Everything that waits for me, in all my teams."""


@dataclass(frozen=True, kw_only=True)
class Help:
    pass


@dataclass(frozen=True, kw_only=True)
class SetUp:
    pass


@dataclass(frozen=True, kw_only=True)
class Add:
    """noun: None asks which. ref: the objective or KR to add to, where given."""

    noun: Noun | None = None
    ref: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class Edit:
    ref: Ref


@dataclass(frozen=True, kw_only=True)
class Remove:
    ref: Ref


@dataclass(frozen=True, kw_only=True)
class Update:
    ref: Ref
    amount: Amount
    confidence: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckInForm:
    team: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordBlocker:
    """text: without the place; empty asks for the form. person: platform id of whom it waits on, named first."""

    text: str
    ref: Ref | None = None
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordDecision:
    """question: empty asks for the form. person: who decides. needed_by: a day at the end of it, or after "by"."""

    question: str
    ref: Ref | None = None
    person: str | None = None
    needed_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAction:
    """person: the owner. due: a day at the end of the line, or after "by"."""

    text: str
    ref: Ref | None = None
    person: str | None = None
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class ListBlockers:
    which: Which = Which.OPEN


@dataclass(frozen=True, kw_only=True)
class ListDecisions:
    which: Which = Which.OPEN


@dataclass(frozen=True, kw_only=True)
class ListActions:
    which: Which = Which.OPEN


@dataclass(frozen=True, kw_only=True)
class ShowHistory:
    ref: Ref


@dataclass(frozen=True, kw_only=True)
class ShowSummary:
    """week: of the cycle (`6`); None is the latest."""

    week: int | None = None


@dataclass(frozen=True, kw_only=True)
class TakeLeave:
    """first, last: both included. cover: platform id. cancel: `okr away cancel` ends it."""

    first: date | None = None
    last: date | None = None
    cover: str | None = None
    cancel: bool = False


@dataclass(frozen=True, kw_only=True)
class Pause:
    pass


@dataclass(frozen=True, kw_only=True)
class Resume:
    pass


@dataclass(frozen=True, kw_only=True)
class Skip:
    pass


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a person sets for themselves: working hours, holidays' country, leave."""


Command = (
    ShowBoard
    | Mine
    | Help
    | SetUp
    | Add
    | Edit
    | Remove
    | Update
    | CheckInForm
    | RecordBlocker
    | RecordDecision
    | RecordAction
    | ListBlockers
    | ListDecisions
    | ListActions
    | ShowHistory
    | ShowSummary
    | TakeLeave
    | Pause
    | Resume
    | Skip
    | Settings
)
