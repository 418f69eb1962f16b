"""What the local workspace is given by whoever wires it. Knows no implementation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.local.clock import Agenda
from cadence.frontdoor import FrontDoor
from cadence.ports import ChatLog, Clock, Store


@dataclass(frozen=True, kw_only=True)
class LocalDeps:
    """run_pass: one tick of the scheduler, then deliveries until nothing waits. clock: real time.

    travel: moves a workspace's clock forward to a moment, letting everything on the way happen at its own time.

    secret: signs the tokens of forms; the same after a restart, so that open pages stay usable.
    """

    front_door: FrontDoor
    store: Store
    chatlog: ChatLog
    agenda: Agenda
    travel: Callable[[str, datetime], Awaitable[datetime]]
    run_pass: Callable[[], Awaitable[object]]
    clock: Clock
    secret: bytes
