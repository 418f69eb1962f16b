"""Which buttons open a form, for platforms that must know so before they are pressed.

Knows names of actions; must not know what the forms ask. A button that opens a form only sometimes is not among them:
whatever is done with one click stays one click.
"""

OPENERS = frozenset(
    {
        "checkin.answer",
        "checkin.mine",
        "board.update",
        "summary.missing",
        "decision.decide",
        "decision.set",
        "decision.hand_over",
        "decision.new_date",
        "action.set",
        "action.move",
        "action.drop",
        "blocker.check",
        "blocker.set",
        "blocker.assign",
        "blocker.take",
        "help.ask",
        "setup.open",
        "add.open",
        "ladder.edit",
        "esc.take",
        "esc.assign",
        "esc.decide",
        "esc.snooze",
        "esc.not_mine",
        "esc.new_date",
        "esc.context",
        "rhythm.move",
        "rhythm.shorten",
        "home.hours",
        "home.country",
        "home.leave",
        "reply.blocker",
    }
)
MARKS = "/"
"""Ends a mark (`cadence.marking`) that may stand before an action."""


def opens_form(action: str) -> bool:
    """Whether pressing a button with this action opens a form, mostly."""
    return action.rpartition(MARKS)[2] in OPENERS
