"""Words where a team's rhythm is made lighter: a shorter window, fewer key results. Pure."""

from decimal import Decimal

from cadence.forms import Form, Section, TextField
from cadence.measure import show_number
from cadence.rhythm import closing, opening
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip

MOST_LISTED = 15


def shorten_form(snapshot: Snapshot) -> Form:
    """What can honestly be shortened: how long it stays open, and what it asks for."""
    team = snapshot.team
    hours = show_number(Decimal(int(team.window.total_seconds() // 60)) / 60)
    return Form(
        id="rhythm_shorten",
        title="Shorten the check-in",
        intro=f"{clip(team.name, 60)} opens {opening(team)} and closes {closing(team)}.",
        parts=(
            TextField(
                id="window",
                label="Close after so many hours",
                required=True,
                initial=hours,
                hint="Most answer at once or not at all; a long window only waits.",
            ),
            Section("Fewer key results", _asked_for(snapshot)),
        ),
        submit="Shorten",
        context=team.id,
    )


def _asked_for(snapshot: Snapshot) -> str:
    if not snapshot.key_results:
        return "No key result is asked for."
    listed = [f"{snapshot.place(kr.id)} {clip(kr.title, 40)}" for kr in snapshot.key_results[:MOST_LISTED]]
    more = len(snapshot.key_results) - MOST_LISTED
    named = ", ".join([*listed, *([f"+{more} more"] if more > 0 else [])])
    return f"Each is a line that somebody fills in: {named}. One nobody would miss goes with `okr remove 1.1`."


def not_shorter(hours: str) -> str:
    return f"It stays open {hours} hours now. Choose fewer."
