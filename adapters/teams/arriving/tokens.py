"""Whether a request is Microsoft's: the bearer token that must come with every activity.

Knows what such a token claims; must not know how the keys are fetched (`keys`) nor what an activity says.
"""

from collections.abc import Mapping
from typing import Any

Activity = Mapping[str, Any]


class Forged(Exception):
    """It is not Microsoft's, or not for us, or not now. Its words are ours, for the log; never the token's."""


class Tokens:
    """Verifies; see `verify`."""

    async def verify(self, header: str | None, activity: Activity) -> None:
        """Nothing where the Authorization header is good for this activity.

        Raises Forged, or KeysAway where that cannot be told now.
        """
        raise NotImplementedError
