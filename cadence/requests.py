"""What comes in from a platform, and what goes straight back to the person who sent it.

An adapter decodes each payload into one of these requests, in one module of its own, and renders the reply. What is
said to others does not go this way: it goes through the outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cadence.cards import Card
from cadence.form_room import ROOMY, FormRoom
from cadence.forms import Form, FormValues


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member as the platform knows them. id: the platform's id. zone: IANA name.

    Empty and None mean that the platform did not tell: what is known already stays. is_guest None: nobody told
    whether they belong here, so a newcomer is not let in yet. is_active: False for bots and closed accounts.
    is_guess: the name is only what the request called them, good for a newcomer and for nobody else.
    manager: the platform's id of whom their profile names as their manager; None: nobody told, empty: nobody.
    at: when they were so, by the platform's clock: what is known of a later moment stays. None: nobody told.
    """

    id: str
    name: str = ""
    zone: str = ""
    is_admin: bool | None = None
    is_guest: bool | None = False
    is_active: bool | None = None
    is_guess: bool = False
    manager: str | None = None
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who sent it, and where.

    request_id: the same for every delivery of the same click or line, so that it is applied once.
    channel: the platform's id of the channel, or None in a personal chat. people: whom the request names, by id.
    channel_has_bot: whether we may speak there; None: nobody told. channel_has_threads: False where messages have none
    (a group chat). channel_is_closed: the platform lets nobody like us hold a check-in there, ever.
    has_home: whether people have a page of ours on this platform; where not, `okr mine` shows what would stand there.
    form_room: how much a form may hold there.
    kept_at: real time when it came, where it was kept then and is handled later; None: the sender waits, or wrote it
    just now.
    """

    workspace_id: str
    who: Person
    request_id: str
    channel: str | None = None
    channel_name: str = ""
    channel_is_private: bool = False
    channel_has_bot: bool | None = None
    channel_has_threads: bool = True
    channel_is_closed: bool = False
    has_home: bool = True
    form_room: FormRoom = ROOMY
    kept_at: datetime | None = None
    people: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CommandTyped(Request):
    """A line for the bot, without the leading `okr` or mention. People are written `<@id>` in it."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ButtonPressed(Request):
    """A button of a card."""

    action: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class FormSubmitted(Request):
    """A form was sent. `form` and `context` are those of the `Form` that was shown."""

    form: str
    context: str = ""
    values: FormValues = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FormChanged(Request):
    """A `More` button or a choice that changes the form; the reply is `ShowForm` with everything typed kept.

    event: the `More.event`, or the id of the changed choice.
    """

    form: str
    event: str
    context: str = ""
    values: FormValues = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReplyTyped(Request):
    """A reply in the thread of one of our messages. People are written `<@id>` in its text, our own mention left out.

    thread: the platform's id of the thread's first message, as `Chat.post` returned it. is_addressed: it names us; else
    it was only overheard, and what is no answer beyond doubt is left alone.
    corrects: the request_id of the reply that its author changed into this one, or deleted (is_gone; its words do not
    matter any more). Empty for a new one. at: when they did, by the platform's clock; None: nobody told, or it is new.
    """

    text: str
    thread: str
    is_addressed: bool = True
    corrects: str = ""
    is_gone: bool = False
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ShortcutUsed(Request):
    """A shortcut of the platform: `checkin`, or, from a message, `decision` or `blocker`.

    text: that message's words, people written `<@id>`. link: https, to it. author: the platform's id of the person who
    wrote it, if it was one.
    """

    shortcut: str
    text: str = ""
    link: str = ""
    author: str | None = None


@dataclass(frozen=True, kw_only=True)
class HomeOpened(Request):
    """Somebody opened their own page of ours. The page itself is said through the outbox; the reply is Nothing."""


@dataclass(frozen=True)
class Nothing:
    """Nothing to show."""


@dataclass(frozen=True)
class Say:
    """Show this to the person alone, beside what they did. replaces: instead of the private card they clicked in.

    refuses: nothing was written; a form that led here stays open, with everything typed.
    """

    card: Card
    replaces: bool = False
    refuses: bool = False


@dataclass(frozen=True)
class ShowForm:
    """Open this form, or show it in place of the one that is open."""

    form: Form


@dataclass(frozen=True)
class Invalid:
    """The form stays open, with each message at its field: field id -> message."""

    errors: Mapping[str, str]


Reply = Nothing | Say | ShowForm | Invalid
