"""The error tree. Every message is written for the person who will read it and says what they can do next.

Adapters turn an SDK's errors into the delivery errors below; the front door turns the rest into a reply.
"""

from collections.abc import Mapping
from datetime import timedelta

from cadence.model import Team


class DrumbeatError(Exception):
    """Something Drumbeat could not do; `str(error)` is fit to be shown to the person it concerns."""


class Refused(DrumbeatError):
    """The person may not do this, or it cannot be done now. Nothing was written.

    about: the team that the message tells of. Who may not read that team reads another message: see the front door.
    """

    def __init__(self, message: str, about: Team | None = None) -> None:
        super().__init__(message)
        self.about = about


class NotUnderstood(DrumbeatError):
    """What was typed could not be read. Nothing was written."""


class InvalidForm(DrumbeatError):
    """One or more fields of a form are wrong; everything typed is kept by the form.

    errors: field id -> message in the person's words. about: as in `Refused`.
    """

    def __init__(self, errors: Mapping[str, str], about: Team | None = None) -> None:
        super().__init__("; ".join(errors.values()))
        self.about = about
        self.errors: Mapping[str, str] = dict(errors)


class Conflict(DrumbeatError):
    """Somebody else did it at the same moment (a unique key refused the row); the unit of work was rolled back."""


class StoreAway(DrumbeatError):
    """The database cannot keep or read anything now; it is tried again by itself. reason: for the operator.

    is_uncertain: it went away while it was told to commit, so nobody knows whether it did.
    """

    def __init__(self, reason: str, *, is_uncertain: bool = False) -> None:
        super().__init__(
            "My database went away while I kept this. Look in a minute whether it is there before you send it again."
            if is_uncertain
            else "I could not keep this: my database is away. Please send it again in a minute."
        )
        self.reason, self.is_uncertain = reason, is_uncertain


class ConfigurationError(DrumbeatError):
    """Settings or an imported file are wrong; says every fault at once."""


class DeliveryError(DrumbeatError):
    """A message could not be delivered this time. code: the platform's own word for why; empty where it gave none."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class TryLater(DeliveryError):
    """The platform was not reached or asked us to wait. `after` is its Retry-After, if it gave one."""

    def __init__(self, reason: str, after: timedelta | None = None, *, code: str = "") -> None:
        super().__init__(reason, code=code)
        self.after = after


class Busy(TryLater):
    """The platform asked us to wait with this conversation alone; all others may go on."""


class NeedsMending(TryLater):
    """Somebody must do something first (invite the bot, put in a new token); tried again until they have."""


class Unconfirmed(TryLater):
    """The platform may or may not have the message, and can be asked: tried again soon, looking first."""


class Undeliverable(DeliveryError):
    """The platform will never take this message (deleted, too long); says what the operator can do."""


class Ambiguous(DeliveryError):
    """The connection broke after sending: the platform may or may not have the message. Never repeated blindly."""
