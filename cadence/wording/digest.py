"""The one direct message of a day: all that waits for a person, each thing with its own buttons; and single ones. Pure.

Knows how entries become a message, and what one says that has nothing to settle any more; each entry's own words stand
with its subject (`blocker_entry`, `decision_request`, `action_entry`, `escalation`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cadence.cards import Block, Buttons, Card, Divider, Text, Tone
from cadence.follow.entries import Entry
from cadence.follow.subjects import Subject
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, Member, NoticeKind
from cadence.wording import action_entry, blocker_entry, decision_request, escalation
from cadence.wording.decision_request import ended
from cadence.wording.lines import clip
from cadence.wording.preview import preview_blocks

MOST = 10
"""Things in one message; a message holds at most 50 blocks, and an entry has up to four, rarely six."""
LONGEST_NOTICE = 150
NO_DAY = datetime.max.replace(tzinfo=UTC)
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
NOTHING_LEFT = "Nothing here waits for you any more."
GONE = "Not there any more."
ELSEWHERE = "It has another date or owner now."
NEWER = "there is a newer message, of"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing in a message. whom: the name of who is away, whose it is; empty for the reader's own.

    about: its few words for the notification. is_live: still to be settled. due: from when on it waits, or until when.
    """

    blocks: tuple[Block, ...]
    about: str
    team: str = ""
    whom: str = ""
    is_live: bool = True
    due: datetime = NO_DAY


def digest_card(viewer: Member, entries: Sequence[Entry], people: Mapping[str, Member], today: date) -> Card:
    """The direct message of a day. today: on the reader's clock."""
    return rows_card([entry_row(viewer, group, people, today) for group in merged(entries, today)])


def single_card(viewer: Member, entry: Entry, people: Mapping[str, Member], today: date) -> Card:
    """A direct message about one thing."""
    return rows_card([entry_row(viewer, [entry], people, today)])


def rows_card(rows: Sequence[Row]) -> Card:
    """A message of these: what it comes to, then each, at most ten to settle."""
    live = [row for row in rows if row.is_live]
    shown = at_most(rows)
    more = len(live) - sum(row.is_live for row in shown)
    first = _head(rows, live)
    lead = (Text(first),) if first else ()
    after: tuple[Block, ...] = (Text(f"+{more} more: `okr mine`", Tone.QUIET),) if more else ()
    return Card(_notice(first, rows, live), (*lead, *sections(shown), *after))


def counted(number: int) -> str:
    """`Three things wait for you.`"""
    word = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{word} thing waits for you." if number == 1 else f"{word} things wait for you."


def merged(entries: Sequence[Entry], today: date) -> list[list[Entry]]:
    """What is about one thing, and for one person, together; who speaks for the others first."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: (not each.is_live(today), *each.rank)):
        groups.setdefault((*entry.about, entry.notice.member_id), []).append(entry)
    return sorted(groups.values(), key=lambda group: min(entry.rank for entry in group))


def entry_blocks(entry: Entry, today: date) -> tuple[Block, ...]:
    """One thing as it stands: its words and buttons, or a line that says what became of it."""
    notice, subject, reader = entry.notice, entry.subject, entry.notice.member_id
    if subject is None or not subject.is_for(entry.notice.member_id):
        return (Text(GONE),)
    if entry.escalation and notice.kind == NoticeKind.PREVIEW:
        return preview_blocks(entry.escalation, subject, today, reader)
    if entry.told_again and entry.escalation and not escalation.is_over(entry.escalation, subject):
        return (Text(f"{clip(subject.about)}: {NEWER} {show_day(entry.told_again, today)}", Tone.QUIET),)
    if entry.escalation and notice.kind != NoticeKind.SKIPPED:
        return escalation.entry_blocks(entry.escalation, subject, today, reader)
    if entry.is_live(today):
        return _live_blocks(entry, subject, today)
    return _settled_blocks(entry, subject, today)


def _live_blocks(entry: Entry, subject: Subject, today: date) -> tuple[Block, ...]:
    notice = entry.notice
    if notice.kind == NoticeKind.SKIPPED:
        return (Text(notice.text or subject.about),)
    blocks = _own_blocks(entry, subject, today) or (Text(subject.about),)
    return _opened(blocks, notice.text) if notice.text else blocks


def _opened(blocks: tuple[Block, ...], line: str) -> tuple[Block, ...]:
    """The blocks with this line instead of their first: what it is about, said for this reader."""
    first, *others = blocks
    if not isinstance(first, Text):
        return Text(line), *blocks
    _, _, rest = first.text.partition("\n")
    return Text(f"{line}\n{rest}".strip()), *others


def _own_blocks(entry: Entry, subject: Subject, today: date) -> tuple[Block, ...]:
    """A promise, as whoever made it reads of it."""
    item, snapshot = subject.item, subject.snapshot
    match item:
        case Blocker():
            is_due = entry.notice.kind == NoticeKind.DUE
            return blocker_entry.entry_blocks(item, snapshot, today, entry.notice.member_id, is_due)
        case Decision():
            return decision_request.entry_blocks(item, snapshot, today, entry.notice.kind)
        case Action():
            return action_entry.entry_blocks(item, snapshot, today, entry.notice.kind)
    return ()


def _settled_blocks(entry: Entry, subject: Subject, today: date) -> tuple[Block, ...]:
    """How it ended, and by whom; never with a button."""
    if subject.is_open or not isinstance(subject.item, Blocker | Decision | Action):
        return (Text(f"{ended(subject.about, '.')} {ELSEWHERE}", Tone.QUIET),)
    return tuple(block for block in _own_blocks(entry, subject, today) if not isinstance(block, Buttons))


def entry_row(viewer: Member, group: Sequence[Entry], people: Mapping[str, Member], today: date) -> Row:
    first, *others = group
    is_live = first.is_live(today) and first.sleeps_until(today) is None
    blocks = (*entry_blocks(first, today), *_previews(first, others, today))
    remarks = {each.notice.text for each in others if each.notice.kind == NoticeKind.SKIPPED and each.notice.text}
    quiet = tuple(Text(remark, Tone.QUIET) for remark in sorted(remarks)) if is_live else ()
    owner = people.get(first.notice.member_id)
    return Row(
        blocks=(*blocks, *quiet),
        about=first.subject.about if first.subject and first.subject.is_for(first.notice.member_id) else GONE,
        team=first.subject.team.name if first.subject else "",
        whom=owner.name if owner and owner.id != viewer.id else "",
        is_live=is_live,
        due=min(each.notice.at for each in group),
    )


def _previews(first: Entry, others: Sequence[Entry], today: date) -> tuple[Block, ...]:
    """What goes up to a manager is shown below whatever speaks for its subject, once each: nobody is surprised."""
    own = first.notice.escalation_id
    found = {each.notice.escalation_id: each for each in others if _goes_up(each) and each.notice.escalation_id != own}
    return tuple(block for each in found.values() for block in entry_blocks(each, today))


def _goes_up(entry: Entry) -> bool:
    """Whether it announces what is still to come, or says where that went."""
    subject, row = entry.subject, entry.escalation
    if entry.notice.kind != NoticeKind.PREVIEW or subject is None or row is None:
        return False
    return subject.is_for(entry.notice.member_id) and not escalation.is_over(row, subject)


def at_most(rows: Sequence[Row]) -> list[Row]:
    """At most ten to settle and ten that are settled, in their order."""
    left = {True: MOST, False: MOST}
    shown = []
    for row in rows:
        left[row.is_live] -= 1
        if left[row.is_live] >= 0:
            shown.append(row)
    return shown


def _head(rows: Sequence[Row], live: Sequence[Row]) -> str:
    """The point of it in a line; nothing where there is one thing, which says it itself."""
    if len(rows) == 1:
        return ""
    return counted(len(live)) if live else NOTHING_LEFT


def _notice(first: str, rows: Sequence[Row], live: Sequence[Row]) -> str:
    if not first and rows:
        texts = [block.text for block in rows[0].blocks if isinstance(block, Text)]
        return clip(texts[0].split("\n", 1)[0], LONGEST_NOTICE) if texts else rows[0].about
    abouts = ", ".join(row.about for row in live)
    return clip(f"{first} {abouts}", LONGEST_NOTICE)


def sections(rows: Sequence[Row]) -> tuple[Block, ...]:
    """For whom and in which team stands above what it is true of, where it is not plain."""
    teams = list(dict.fromkeys(row.team for row in rows if row.team))
    several = len(teams) > 1
    blocks: list[Block] = []
    label = ""
    for row in sorted(rows, key=lambda each: (each.whom, teams.index(each.team) if each.team else -1)):
        mine = _label(row, several)
        if mine != label:
            blocks += [Divider()] if blocks and not mine else []
            blocks += [Text(mine, Tone.QUIET)] if mine else []
            label = mine
        blocks += row.blocks
    return tuple(blocks)


def _label(row: Row, several: bool) -> str:
    whom = f"For {clip(row.whom, 40)}, who is away" if row.whom else ""
    return " · ".join(part for part in (whom, clip(row.team, 40) if several else "") if part)
