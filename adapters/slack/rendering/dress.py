"""What the place that a card is shown in can draw, and how much of it. Knows surfaces; must not know cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TABLE, CHART = "table", "data_visualization"


@dataclass(frozen=True, kw_only=True)
class Dress:
    """natives: the block types, beyond the plain ones, that may be used. addresses: where keyed links lead, by key;
    a link without an address is left out. most_characters: of all blocks as JSON.
    """

    natives: frozenset[str] = frozenset()
    most_blocks: int = 50
    most_characters: int = 13_000
    addresses: Mapping[str, str] = field(default_factory=dict)


PLAIN = Dress()
"""For every client and every kind of answer."""
MESSAGE = Dress(natives=frozenset({TABLE, CHART}))
HOME = Dress(natives=frozenset({TABLE}), most_blocks=100, most_characters=60_000)
MODAL = Dress(most_blocks=100, most_characters=60_000)
