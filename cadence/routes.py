"""The table of what Drumbeat understands: which function answers which command, button and form.

Start here to add one. Knows names and functions; decides nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from cadence.answering.away import im_away
from cadence.answering.form import change_form, open_by_button, submit
from cadence.answering.replying import REPLY_BUTTONS
from cadence.answering.replying_edited import hear
from cadence.answering.unchanged import nothing_changed
from cadence.answering.undo import undo
from cadence.answering.unsent import keep_refused
from cadence.commands.board import press_board, show_board
from cadence.commands.cadence_control import bring_back, pause, resume, skip, skip_more, skip_open
from cadence.commands.escalations.table import ESCALATION_BUTTONS, ESCALATION_FORMS
from cadence.commands.followups.ask_help import ask as ask_help
from cadence.commands.followups.ask_help import submit_ask
from cadence.commands.followups.lists import list_actions, list_blockers, list_decisions
from cadence.commands.followups.missing import ask_missing, save_missing
from cadence.commands.followups.pick_decisions import (
    ask_hand_over,
    ask_new_date,
    raise_it,
    submit_hand_over,
    submit_new_date,
    take_fallback,
)
from cadence.commands.followups.record_forms import RECORD_FORMS, change_record_form
from cadence.commands.followups.records import record_action, record_blocker, record_decision, take_back
from cadence.commands.followups.settle_actions import (
    action_done,
    ask_action,
    ask_drop,
    ask_move,
    drop,
    keep,
    move,
    set_action,
    stop_settle,
)
from cadence.commands.followups.settle_blockers import (
    ask_blocker,
    ask_check,
    ask_take,
    blocker_solved,
    check_blocker,
    set_blocker,
    share,
    take_blocker,
)
from cadence.commands.followups.settle_decisions import (
    ask_decision,
    ask_who_decides,
    not_needed,
    set_decision,
    take_decision,
)
from cadence.commands.giving_back import give_back, type_for
from cadence.commands.help import show_help
from cadence.commands.history import press_history, show_history
from cadence.commands.ladder import edit_ladder, save_ladder
from cadence.commands.leave import take_leave
from cadence.commands.mine import in_mine, press_mine, show_mine
from cadence.commands.moving import press_move
from cadence.commands.okrs.changing import add, edit, press_add, remove, submit_remove
from cadence.commands.okrs.initiatives import submit_initiative
from cadence.commands.okrs.key_results import submit_key_result
from cadence.commands.okrs.objectives import submit_objective
from cadence.commands.rhythm import RHYTHM_BUTTONS, shorten
from cadence.commands.settings import SETTINGS_BUTTONS, SETTINGS_FORMS, show_settings
from cadence.commands.setup import press_setup, set_up, submit_setup
from cadence.commands.shortcuts import SHORTCUTS, check_in, check_in_by_command
from cadence.commands.summaries import show_summary
from cadence.commands.update import press_undo, press_update, submit_update, update
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.grammar.commands import (
    Add,
    CheckInForm,
    Edit,
    Help,
    ListActions,
    ListBlockers,
    ListDecisions,
    Mine,
    Pause,
    RecordAction,
    RecordBlocker,
    RecordDecision,
    Remove,
    Resume,
    Settings,
    SetUp,
    ShowBoard,
    ShowHistory,
    ShowSummary,
    Skip,
    TakeLeave,
    Update,
    read_command,
)
from cadence.home.pressing import in_home, open_home, refresh_home
from cadence.marking import unmarked
from cadence.requests import (
    ButtonPressed,
    CommandTyped,
    FormChanged,
    FormSubmitted,
    HomeOpened,
    Nothing,
    Reply,
    ReplyTyped,
    Request,
    ShortcutUsed,
)
from cadence.weekly.reporting import copy_report
from cadence.wording.home import HERE as HOME
from cadence.wording.mine import HERE as MINE

Handler = Callable[[Context, Any], Awaitable[Reply]]
ButtonHandler = Callable[[Context, ButtonPressed], Awaitable[Reply]]
SubmitHandler = Callable[[Context, FormSubmitted], Awaitable[Reply]]
ChangeHandler = Callable[[Context, FormChanged], Awaitable[Reply]]
RefusedHandler = Callable[[Context, FormSubmitted], Awaitable[None]]

COMMANDS: dict[type[Any], Handler] = {
    CheckInForm: check_in_by_command,
    ShowBoard: show_board,
    Mine: show_mine,
    Help: show_help,
    SetUp: set_up,
    Add: add,
    Edit: edit,
    Remove: remove,
    Update: update,
    ShowHistory: show_history,
    RecordBlocker: record_blocker,
    RecordDecision: record_decision,
    RecordAction: record_action,
    ListBlockers: list_blockers,
    ListDecisions: list_decisions,
    ListActions: list_actions,
    ShowSummary: show_summary,
    TakeLeave: take_leave,
    Pause: pause,
    Resume: resume,
    Skip: skip,
    Settings: show_settings,
}

BUTTONS: dict[str, ButtonHandler] = {
    "checkin.answer": open_by_button,
    "checkin.unchanged": nothing_changed,
    "checkin.away": im_away,
    "checkin.undo": undo,
    "checkin.mine": check_in,
    "board.show": press_board,
    "mine.show": press_mine,
    "board.update": press_update,
    "history.show": press_history,
    "summary.report": copy_report,
    "summary.missing": ask_missing,
    "record.undo": take_back,
    "decision.decide": ask_decision,
    "decision.set": ask_who_decides,
    "decision.not_needed": not_needed,
    "decision.hand_over": ask_hand_over,
    "decision.fallback": take_fallback,
    "decision.new_date": ask_new_date,
    "decision.raise": raise_it,
    "action.done": action_done,
    "action.set": ask_action,
    "action.move": ask_move,
    "action.drop": ask_drop,
    "action.keep": keep,
    "blocker.solved": blocker_solved,
    "blocker.check": ask_check,
    "blocker.set": ask_blocker,
    "blocker.assign": ask_blocker,
    "blocker.take": ask_take,
    "blocker.share": share,
    "help.ask": ask_help,
    "stop.settle": stop_settle,
    "skip.open": skip_open,
    "skip.more": skip_more,
    "skip.back": bring_back,
    "setup.open": press_setup,
    "setup.move": press_move,
    "add.open": press_add,
    "update.undo": press_undo,
    "ladder.edit": edit_ladder,
    "home.refresh": refresh_home,
    **REPLY_BUTTONS,
    **ESCALATION_BUTTONS,
    **RHYTHM_BUTTONS,
    **SETTINGS_BUTTONS,
}

SUBMISSIONS: dict[str, SubmitHandler] = {
    "checkin": submit,
    "setup": submit_setup,
    "objective": submit_objective,
    "key_result": submit_key_result,
    "initiative": submit_initiative,
    "remove": submit_remove,
    "update": submit_update,
    "missing": save_missing,
    "decide": take_decision,
    "hand_over": submit_hand_over,
    "new_date": submit_new_date,
    "set_decision": set_decision,
    "set_action": set_action,
    "move_action": move,
    "drop_action": drop,
    "check_blocker": check_blocker,
    "set_blocker": set_blocker,
    "take_blocker": take_blocker,
    "ask_help": submit_ask,
    "ladder": save_ladder,
    "rhythm_shorten": shorten,
    **ESCALATION_FORMS,
    **RECORD_FORMS,
    **SETTINGS_FORMS,
}

CHANGES: dict[str, ChangeHandler] = {"checkin": change_form, **dict.fromkeys(RECORD_FORMS, change_record_form)}

REFUSED: dict[str, RefusedHandler] = {"checkin": keep_refused}
"""Who keeps what was typed, where a form was sent with a mistake."""

MARKED: dict[str, Callable[[Context, Reply], Awaitable[Reply]]] = {MINE: in_mine, HOME: in_home}
"""Cards that are brought up to date after whatever their buttons did; see `cadence.marking`."""

H = TypeVar("H")

GONE = "This button is from an older version of Drumbeat. Type `okr help` to see what there is now."


async def route(ctx: Context) -> Reply:
    """The reply of whichever function the request belongs to."""
    for mark, bring_up_to_date in MARKED.items():
        inner = unmarked(ctx.request, mark)
        if inner is not None:
            there = replace(ctx, request=inner)
            return await bring_up_to_date(there, await route(there))
    handler = _handler_of(ctx.request)
    return await handler(ctx, ctx.request) if handler else Nothing()


async def keep_what_was_refused(ctx: Context) -> None:
    """A form that was sent with a mistake is open still, and may yet be lost: what was typed is kept."""
    inner = next(filter(None, (unmarked(ctx.request, mark) for mark in MARKED)), ctx.request)
    if isinstance(inner, FormSubmitted) and inner.form in REFUSED:
        await REFUSED[inner.form](replace(ctx, request=inner), inner)


def _handler_of(request: Request) -> Handler | None:
    """Who answers it. Raises Refused where nobody does any more."""
    handler: Handler | None = None
    match request:
        case CommandTyped():
            handler = _typed
        case ButtonPressed(action="line.type"):
            handler = partial(type_for, as_command=_typed)
        case ButtonPressed(action=name):
            handler = _found(BUTTONS, name)
        case FormSubmitted(form=name):
            handler = _found(SUBMISSIONS, name)
        case FormChanged(form=name):
            handler = _found(CHANGES, name)
        case ReplyTyped():
            handler = partial(hear, as_command=_typed)
        case ShortcutUsed(shortcut=name):
            handler = _found(SHORTCUTS, name)
        case HomeOpened():
            handler = open_home
    return handler


async def _typed(ctx: Context, typed: CommandTyped) -> Reply:
    """The command's reply. A line that was not understood is given back: nothing was done yet."""
    try:
        command = read_command(typed.text, ctx.today(), ctx.services.dates)
    except NotUnderstood as error:
        return give_back(ctx, error)
    return await COMMANDS[type(command)](ctx, command)


def _found(table: dict[str, H], name: str) -> H:
    if name not in table:
        raise Refused(GONE)
    return table[name]
