"""What the local workspace is given by whoever wires it. Knows no implementation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.local.clock import Agenda
from cadence.frontdoor import FrontDoor
from cadence.ports import ChatLog, Clock, Store


@dataclass(frozen=True, kw_only=True)
class LocalDeps:
    """run_pass: one tick of the scheduler, then deliveries until nothing waits. clock: real time.

    secret: signs the tokens of forms; the same after a restart, so that open pages stay usable.
    """

    front_door: FrontDoor
    store: Store
    chatlog: ChatLog
    agenda: Agenda
    run_pass: Callable[[], Awaitable[None]]
    clock: Clock
    secret: bytes
