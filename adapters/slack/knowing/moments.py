"""Of which moment it is what we look up: by our own clock, compared with moments of Slack's.

Knows that the two clocks differ a little; must not know what is looked up.
"""

from datetime import datetime, timedelta

MARGIN = timedelta(seconds=10)
"""How far the clocks may be apart. Too early does no harm: what Slack tells of a moment in between comes as an event,
and says what we have seen already. Too late would make us deaf to it."""


def looked_up_at(asked_at: datetime, event_at: datetime | None = None) -> datetime:
    """Of which moment an answer is for sure. asked_at: real time before the call. event_at: of the event that made us
    ask, which the answer knows of."""
    moment = asked_at - MARGIN
    return moment if event_at is None else max(moment, event_at)
