"""What can be measured of a running Drumbeat. No label ever names a person, a team or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST


class Metrics:
    """One registry for one process."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "drumbeat_requests", "Requests handled", ["platform", "kind", "outcome"], registry=self.registry
        )
        self.handling = Histogram(
            "drumbeat_handling_seconds", "From request to committed reply", ["platform"], registry=self.registry
        )
        self.delivered = Counter(
            "drumbeat_deliveries", "Messages handed to the platform", ["platform", "outcome"], registry=self.registry
        )
        self.events = Counter(
            "drumbeat_events", "Events of a platform, by its name for them", ["kind", "outcome"], registry=self.registry
        )
        self.ticks = Counter("drumbeat_ticks", "Scheduler passes", ["outcome"], registry=self.registry)
        self.done = Counter("drumbeat_scheduled_things", "Check-ins opened, reminded, closed", registry=self.registry)
        self.notices = Counter(
            "drumbeat_notices",
            "Private notices: told, merged into one message with others, or held back by a cap",
            ["outcome"],
            registry=self.registry,
        )
        for outcome in ("told", "merged", "held"):
            self.notices.labels(outcome)  # stands there from the start, as nothing
        self.backlog = Gauge("drumbeat_outbox", "Messages of the outbox by state", ["state"], registry=self.registry)
        self.inbox = Gauge(
            "drumbeat_inbox", "Events and forms of the inbox by state", ["state"], registry=self.registry
        )
        self.inbox_oldest = Gauge(
            "drumbeat_inbox_oldest_seconds",
            "How long the oldest that is not handled has waited",
            registry=self.registry,
        )

    def notice(self, outcome: str) -> None:
        """See `cadence.ports.Tally`."""
        self.notices.labels(outcome).inc()

    def event(self, kind: str, outcome: str) -> None:
        """An event of this kind was `kept`, `handled`, or `failed` this time."""
        self.events.labels(kind, outcome).inc()

    def show(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self.registry)
