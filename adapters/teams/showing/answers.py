"""The responses to invokes, in the shapes that Teams knows. Knows those shapes; must not know what is answered."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class InvokeAnswer:
    """The HTTP response to an invoke. body: None for none at all."""

    status: int = 200
    body: Json | None = field(default=None, repr=False)
