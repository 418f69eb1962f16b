"""A stateful Microsoft Teams on the loopback, written from its documentation and what people have met.

`server.FakeTeams` serves the Bot Connector and the token endpoint, and keeps what was said, by tenant (`tenant`).
`acting.Somebody` is one person in front of a client; `happenings` tells of people and apps that come and go;
`pacing`, `cards` and `tenant` refuse what Teams refuses. Run it alone with `python -m tests.fakes.teams`.
"""

from tests.fakes.teams.acting import Outcome, Somebody
from tests.fakes.teams.cards import Shown
from tests.fakes.teams.server import FakeTeams
from tests.fakes.teams.state import Conversation, Fault, Kind, Message, MsTeam, User
from tests.fakes.teams.tenant import Tenant
from tests.fakes.teams.wire import Answer

__all__ = [
    "Answer",
    "Conversation",
    "FakeTeams",
    "Fault",
    "Kind",
    "Message",
    "MsTeam",
    "Outcome",
    "Shown",
    "Somebody",
    "Tenant",
    "User",
]
