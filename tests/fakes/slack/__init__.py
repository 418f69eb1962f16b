"""A stateful Slack on the loopback, written from its documentation (docs.slack.dev).

`server.FakeSlack` serves the Web API, installs (`oauth`) and websockets (`sockets`), and keeps what was said, by
workspace. `acting.People` acts as the people of one, over signed HTTP or Socket Mode; `happenings` tells events;
`limits`, `scopes` and `pacing` refuse what Slack refuses. Run it alone with `python -m tests.fakes.slack`.
"""

from tests.fakes.slack.acting import Answer, People
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.sockets import OverSocket
from tests.fakes.slack.state import Channel, Fault, Group, Message, User, View
from tests.fakes.slack.workspace import Workspace

__all__ = [
    "Answer",
    "Channel",
    "FakeSlack",
    "Fault",
    "Group",
    "Message",
    "OverSocket",
    "People",
    "User",
    "View",
    "Workspace",
]
