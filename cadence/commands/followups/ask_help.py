"""`help.ask` and its form: somebody calls lead, manager or sponsor at once.

Knows who may ask and how the fields are read; what then happens is `cadence.follow.helping`'s.
"""

from datetime import date

from cadence.cards import Card, card
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.helping import Call, Helper, askers, call, helpers, may_ask
from cadence.follow.subjects import Subject, load_subject
from cadence.model import (
    Action,
    Blocker,
    Decision,
    Escalation,
    Leave,
    Member,
    Notice,
    NoticeState,
    Role,
    SubjectKind,
)
from cadence.permissions import refuse_guest
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.schedule.workdays import add_working_days, cover_of, is_away, next_working_moment
from cadence.settling import GONE, claim
from cadence.weekly.thread import post_in_thread
from cadence.wording.escalation_lines import LONGEST_ASK
from cadence.wording.help_request import ask_help_form, asked_line, has_it_card, reaches_card

DAYS_TO_ANSWER = 2
KINDS = (SubjectKind.BLOCKER, SubjectKind.DECISION, SubjectKind.ACTION, SubjectKind.KEY_RESULT)
NOBODY = "There is nobody above you to ask here."


async def ask(ctx: Context, press: ButtonPressed) -> Reply:
    """`help.ask`, value `<subject kind>:<subject id>`: a form, filled so that it can be sent as it is."""
    subject = await _subject(ctx, press.value)
    found = _helpers(ctx, subject)
    leaves, today = await ctx.unit.leaves.find(), ctx.today(subject.team)
    country = subject.team.country
    day = add_working_days(today, DAYS_TO_ANSWER, found[0].member, leaves, ctx.services.holidays, country)
    away = {each.member.id: last for each in found if (last := _away_until(each.member, today, leaves))}
    return ShowForm(ask_help_form(subject, found, away, day, today, press.value))


async def submit_ask(ctx: Context, form: FormSubmitted) -> Reply:
    subject = await _subject(ctx, form.context)
    today = ctx.today(subject.team)
    fields = Fields(ctx, form.values, today)
    role = fields.choice("to", Role, "Choose whom to ask.")
    to = next((each for each in _helpers(ctx, subject) if role in each.roles), None)
    fields.fault("to", "" if to else "Choose one of the list.")
    words = fields.line("ask", "Say what you ask for, in a few words.", LONGEST_ASK)
    answer_by = fields.day("answer_by", "Choose by when you need an answer.")
    fields.check()
    assert to is not None and answer_by is not None  # noqa: S101 - check() has raised where they are not
    asked = Call(to=to, by=ctx.me, ask=words, answer_by=answer_by, today=today)
    step, notice = await call(ctx.unit, ctx.services, subject, asked)
    if not subject.is_lead_only:
        line = card(asked_line(subject, ctx.me.name))
        await post_in_thread(ctx.unit, subject.team, f"help:{step.id}:asked", line)
    return Say(await _told(ctx, subject, step, notice, to.member))


async def _subject(ctx: Context, value: str) -> Subject:
    """What help is asked for, held, still open, and not hidden from this person. Raises Refused."""
    refuse_guest(ctx.me)
    kind, _, subject_id = value.partition(":")
    subject = await load_subject(ctx.unit, SubjectKind(kind), subject_id) if kind in KINDS else None
    if subject is None or not subject.is_for(ctx.me.id):
        raise Refused(GONE)
    leaves = await ctx.unit.leaves.find()
    if not may_ask(subject, ctx.me, ctx.today(subject.team), leaves):
        names = ", ".join(dict.fromkeys(subject.snapshot.name(who) for who in askers(subject)))
        raise Refused(f"Only {names} or an admin can ask for help with this.", subject.team)
    await _hold(ctx, subject)
    return subject


async def _hold(ctx: Context, subject: Subject) -> None:
    """Raises AlreadySettled, naming who was first."""
    match subject.item:
        case Blocker() as blocker:
            await claim(ctx.unit, ctx.unit.blockers, blocker)
        case Decision() as decision:
            await claim(ctx.unit, ctx.unit.decisions, decision)
        case Action() as action:
            await claim(ctx.unit, ctx.unit.actions, action)
        case _:
            await ctx.unit.lock(subject.team.id)
            if not subject.is_open:
                raise Refused(GONE)


def _helpers(ctx: Context, subject: Subject) -> list[Helper]:
    found = helpers(subject, ctx.me)
    if not found:
        raise Refused(NOBODY)
    return found


def _away_until(member: Member, today: date, leaves: list[Leave]) -> date | None:
    """The last day of a leave that nobody covers; None for anybody else."""
    if not is_away(member.id, today, leaves) or cover_of(member.id, today, leaves):
        return None
    return max(row.last for row in leaves if row.member_id == member.id and row.first <= today <= row.last)


async def _told(ctx: Context, subject: Subject, step: Escalation, notice: Notice, to: Member) -> Card:
    """What the asker is told: that somebody has it, or when it reaches them."""
    assert step.answer_by is not None  # noqa: S101 - it was asked with a date
    cover = subject.snapshot.name(notice.cover_id) if notice.cover_id else ""
    if notice.state == NoticeState.TOLD:
        return has_it_card(cover or to.name, to.name if cover else "", step.answer_by, ctx.today())
    leaves, holidays, country = await ctx.unit.leaves.find(), ctx.services.holidays, subject.team.country
    at = max(notice.at, next_working_moment(to, ctx.now, leaves, holidays, country))
    stand_in = cover_of(to.id, ctx.today(subject.team), leaves)
    if stand_in and not subject.is_lead_only:
        return reaches_card(subject.snapshot.name(stand_in), notice.at, ctx.me, ctx.now, step.answer_by)
    return reaches_card(to.name, at, ctx.me, ctx.now, step.answer_by)
