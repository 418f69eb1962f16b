"""What came in from Slack, decoded, and how it may be answered.

Knows no payload: `decoding` makes these, `replies` and `app` use them.
"""

from dataclasses import dataclass

from adapters.slack.showing.metadata import ModalState
from cadence.requests import Request


@dataclass(frozen=True, kw_only=True)
class Modal:
    """The modal that was used. fields: ids of the fields it shows, from top to bottom."""

    view_id: str
    hash: str
    state: ModalState
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """Where a payload comes from; empty where it does not say. app: the id of the app that it is for."""

    team: str = ""
    enterprise: str = ""
    app: str = ""


@dataclass(frozen=True)
class Spot:
    """A place in a channel. ts: of a message there, or empty; thread_ts: of the thread it stands in, or empty."""

    channel: str
    ts: str = ""
    thread_ts: str = ""


@dataclass(kw_only=True, eq=False)
class Garbled(Exception):
    """A payload that is not in a shape we know, or belongs to a modal of another version of ours.

    is_command: it can be answered in the acknowledgement. is_form: it came from an open modal. first_input: block id of
    that modal's first input, or empty. trigger_id: may open a modal on top of it. home: the workspace it comes from.
    """

    home: Home = Home()
    is_command: bool = False
    is_form: bool = False
    is_submission: bool = False
    first_input: str = ""
    trigger_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What came in, and how it may be answered.

    home: the workspace it comes from; sender_team: the one that its sender belongs to, if it says so.
    is_place_told: whether it says what kind of channel it comes from.
    named: platform ids of the people it names. origin: where a modal that it opens comes from.
    trigger_id: opens one modal within three seconds. response_url: where there is a message to answer beside.
    is_private_card: the button was on a message that only this person sees. modal: the one that was used, if one was.
    beside: set for what came as an event: nobody waits for an acknowledgement with words, no trigger opens a modal, and
    the private answer goes to this channel and thread. about: the message that a shortcut was used on.
    """

    request: Request
    home: Home = Home()
    sender_team: str = ""
    is_place_told: bool = True
    named: tuple[str, ...] = ()
    origin: ModalState
    trigger_id: str = ""
    response_url: str = ""
    is_private_card: bool = False
    modal: Modal | None = None
    beside: Spot | None = None
    about: Spot | None = None
