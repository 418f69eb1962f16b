"""What is said of a team's channel that cannot be posted to: what happened, that nothing is lost, what to do. Pure."""

from cadence.cards import Card, Text, Tone, buttons, card
from cadence.model import Team
from cadence.tidings.kinds import ChannelChange
from cadence.wording.departure import setup_button
from cadence.wording.lines import clip, place_of

LONGEST_NAME = 60
LONGEST_MEND = 300
INVITE_ME = "Invite me to this channel, else I cannot post here."
SAFE = "Nothing is lost: answers come in with `okr checkin`, and what I have to say waits."


def what_happened(team: Team, change: ChannelChange | None, mend: str = "") -> str:
    """What happened, and what to do. mend: the platform's advice, where it told no change."""
    channel, move = f"{_name(team)}'s {place_of(team)}", f"To move {_name(team)}, type `okr setup` in another channel."
    match change:
        case ChannelChange.ARCHIVED:
            return f"{channel} was archived, so I cannot post there. Open it again. {move}"
        case ChannelChange.DELETED:
            return f"{channel} was deleted, so I cannot post there. {move}"
        case ChannelChange.LEFT:
            return f"I was taken out of {channel}, so I cannot post there. Invite me again. {move}"
    return f"I cannot post in {channel}. {clip(mend, LONGEST_MEND)}".rstrip()


def trouble_card(team: Team, what: str, code: str) -> Card:
    """code: the platform's word for it, for whoever looks it up."""
    return card(what, Text(what), Text(f"{SAFE} ({clip(code, 60)})", Tone.QUIET), buttons(setup_button(team)))


def mended_card(team: Team) -> Card:
    return card(f"Mended: I can post in {_name(team)}'s {place_of(team)} again. What waited is on its way.")


def moved_card(team: Team) -> Card:
    return card(f"Mended: {_name(team)} has another {place_of(team)} now. What waited goes there.")


def thanks_card(channel_name: str) -> Card:
    """For whoever invited us to a channel or chat without a team. channel_name: as people write it."""
    where = f"in {clip(channel_name, LONGEST_NAME)}" if channel_name else "in the chat that you added me to"
    return card(f"Thanks. `okr setup` {where} starts a team, about a minute.")


def ask_move_line(team: Team) -> str:
    """Where somebody types setup in a channel without a team, and a team of theirs has lost its own."""
    return f"I cannot post in {_name(team)}'s {place_of(team)}. Does {_name(team)} move to this one?"


def moved_line(team: Team) -> str:
    here = f"{_name(team)} lives in this {place_of(team)} now."
    return f"{here} What waited is posted here; what was said before stays there."


def _name(team: Team) -> str:
    return clip(team.name, LONGEST_NAME)
