"""What must be true after a storm: of what is kept, of what people see, and of what was asked of Slack.

Knows the outbox's rows and Slack's messages; every function returns what is wrong, in words.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import select

from adapters.slack.rendering import MESSAGE, message_text, render_card
from cadence.cards import Link
from cadence.model import AnswerKind, CheckInState
from storage import SqlStore, tables
from storage.engine import Database
from tests.fakes.slack import FakeSlack, Message
from tests.torture.owed import ACTION, BLOCKER, DECISION, OUTCOME, READING

SECOND = 0.999
"""Of a channel: no message before it is over."""
OURS = ("chat.postMessage", "chat.update")
"""What the outbox paces, for the whole workspace."""


M = TypeVar("M")
Shown: TypeAlias = dict[str, list[M]]
"""What people saw of each message of the outbox, by its id."""


async def texts_of(store: SqlStore, workspace: str) -> dict[str, list[str]]:
    """What people wrote, by kind of record."""
    async with store.unit(workspace, actor="test") as unit:
        decisions = await unit.decisions.find()
        return {
            READING: [each.note for each in await unit.readings.find()],
            BLOCKER: [each.text for each in await unit.blockers.find()],
            DECISION: [each.question for each in decisions],
            ACTION: [each.text for each in await unit.actions.find() if each.decision_id is None],
            OUTCOME: [each.outcome for each in decisions],
        }


async def faults_of_weeks(store: SqlStore, workspace: str) -> list[str]:
    """Answers and confirmed readings that are there twice; check-ins that were said another time than once."""
    async with store.unit(workspace, actor="test") as unit:
        checkins = await unit.checkins.find()
        answers = await unit.answers.find()
        readings = await unit.readings.find()
    given = Counter((each.checkin_id, each.member_id) for each in answers)
    copied = Counter(
        (each.checkin_id, each.key_result_id) for each in readings if each.is_confirmed and not each.is_withdrawn
    )
    clicked = {each.checkin_id for each in answers if each.kind == AnswerKind.UNCHANGED}
    weeks = Counter((each.team_id, each.iso_week) for each in checkins)
    twice = [f"{what}: {number}" for what, number in (given | copied | weeks).items() if number > 1]
    return twice + [f"copied, but not answered: {what}" for what, _ in copied if what not in clicked]


async def rows_of(url: str) -> list[Any]:
    """The outbox, lane by lane, in the order of its turns."""
    database = Database(url)
    async with database.read() as connection:
        wanted = select(tables.messages).order_by(tables.messages.c.lane, tables.messages.c.position)
        rows = (await connection.execute(wanted)).all()
    await database.close()
    return list(rows)


def faults_of_said(rows: Iterable[Any], shown: Shown[M], shows: Callable[[M, Any], bool]) -> list[str]:
    """Every message is seen once, as it stands by now; what nobody can know at most once. shows: whether what is seen
    is this card."""
    known = {row.id for row in rows}
    faults = [
        f"{row.key} ({row.state} {row.last_error}): {fault}" for row in rows for fault in _faults(row, shown, shows)
    ]
    return faults + [f"nobody said {name}: {shown[name]}" for name in shown.keys() - known]


def _faults(row: Any, shown: Shown[M], shows: Callable[[M, Any], bool]) -> Iterable[str]:
    seen = shown.get(row.id, [])
    if row.home is not None:
        return
    if row.state not in ("done", "ambiguous"):
        yield "is not done"
    if len(seen) != 1 and not (row.state == "ambiguous" and not seen):
        yield f"seen {len(seen)} times"
    if row.state == "done" and seen and not shows(seen[0], row.card):
        yield f"shows something else than what was said last: {seen[0]}"


def shown_in_slack(slack: FakeSlack) -> Shown[Message]:
    """What the outbox said, by its ids."""
    shown: Shown[Message] = defaultdict(list)
    for message in slack.messages:
        if message.client_msg_id:
            shown[message.client_msg_id].append(message)
    return shown


def shows_in_slack(message: Message, card: Any) -> bool:
    if any(isinstance(block, Link) for block in card.blocks):
        return message.text == message_text(card)  # where a link leads is Slack's word
    return (message.text, message.blocks) == (message_text(card), render_card(card, MESSAGE))


def faults_of_order(rows: Iterable[Any], moments: Mapping[str, tuple[int, ...]]) -> list[str]:
    """In each lane what was said first is seen first. What was said anew since has another place; what two
    processes said at the same moment has the same one, and no order. moments: when each was seen, by id."""
    lanes: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.revision == 1 and row.id in moments:
            lanes[row.lane].append(row)
    return [
        f"{later.key} ({later.position}) is seen before {first.key} ({first.position})"
        for lane in lanes.values()
        for first, later in pairwise(lane)
        if later.position > first.position and moments[later.id] < moments[first.id]
    ]


def moments_of_slack(slack: FakeSlack) -> dict[str, tuple[int, ...]]:
    """When each message of the outbox was seen."""
    return {message.client_msg_id: _moment(message.ts) for message in slack.messages if message.client_msg_id}


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, number = ts.partition(".")
    return int(seconds), int(number)


def faults_of_pace(posted: dict[str, list[float]], slack: FakeSlack, kills: int) -> list[str]:
    """What comes too fast. The outbox knows its own pace; lookups, of which each new process makes many, and answers to
    what somebody just wrote in a direct conversation, learn from Slack that they are too many, and then wait: all but
    who was killed before it could tell the others."""
    close = [
        f"two messages within {later - first:.3f} s in {channel}"
        for channel, moments in posted.items()
        for first, later in pairwise(sorted(moments))
        if later - first < SECOND
    ]
    untold = [broken.method for broken in slack.pacing.broken if broken.limit == "Retry-After"]
    forgetful = [f"after Retry-After: {Counter(untold)}"] if len(untold) > kills else []
    fast = [broken.limit for broken in slack.pacing.broken if broken.limit in OURS]
    return close + fast + forgetful


async def faults_of_prompts(store: SqlStore, workspace: str, rows: Iterable[Any]) -> list[str]:
    """One prompt for each check-in that opened, one summary for each that closed."""
    said = Counter(row.key.partition(":")[0] for row in rows)
    async with store.unit(workspace, actor="test") as unit:
        states = Counter(each.state for each in await unit.checkins.find())
    opened = states[CheckInState.OPEN] + states[CheckInState.CLOSED]
    expected = {"prompt": opened, "summary": states[CheckInState.CLOSED]}
    return [f"{said[kind]} of {number} {kind}s" for kind, number in expected.items() if said[kind] != number]
