"""What the place that a card is shown in can draw, and how buttons work there. Knows surfaces; must not know cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TABLE, CHART = "table", "chart"


class Surface(StrEnum):
    """Where a card is shown. In a DIALOG every button is an Action.Submit that ends as task/submit."""

    CHANNEL = "channel"
    GROUP = "group"
    PERSONAL = "personal"
    DIALOG = "dialog"


class FormWay(StrEnum):
    """How a form is shown: in a dialog, or as a card in the personal chat."""

    DIALOG = "dialog"
    CHAT = "chat"


@dataclass(frozen=True, kw_only=True)
class Dress:
    """has_dialogs: whether a button here can open one; where not, it asks for its form as a card.

    links: where keyed links lead, by key; a link without an address is left out. natives: the kinds of block
    (TABLE, CHART) that are drawn in Teams' own form; each says the same in plain lines where a client has no such form.
    """

    surface: Surface = Surface.CHANNEL
    has_dialogs: bool = True
    links: Mapping[str, str] = field(default_factory=dict)
    natives: frozenset[str] = frozenset({TABLE, CHART})


CHANNEL, GROUP = Dress(), Dress(surface=Surface.GROUP)
PERSONAL, DIALOG = Dress(surface=Surface.PERSONAL), Dress(surface=Surface.DIALOG)
