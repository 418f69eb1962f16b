"""The tables of what is kept for adapters and processes: installations, addresses, waits, tickets, events, signs of
life.

Knows names and keys; must not know what is done with the rows. All moments are real time.
"""

from sqlalchemy import Boolean, Column, Index, Integer, Table

from storage.metadata import metadata
from storage.types import Json, Moment, Words

installations = Table(
    "installations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("token", Words, nullable=False),
    Column("refresh_token", Words, nullable=False),
    Column("expires_at", Moment),
    Column("details", Json, nullable=False),
    Column("installed_at", Moment, nullable=False),
    Column("renewed_until", Moment),
)
"""token, refresh_token: encrypted by `storage.vault`. renewed_until: the lease of the process that renews it."""

addresses = Table(
    "addresses",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("place", Words, primary_key=True),
    Column("group", Words, nullable=False),
    Column("details", Json, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index(None, "workspace_id", "group"),
)

gates = Table(
    "gates",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("until", Moment, nullable=False),
    Index(None, "until"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("hash", Words, primary_key=True),
    Column("until", Moment, nullable=False),
    Index(None, "until"),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("body", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("leased_until", Moment),
    Column("reason", Words, nullable=False),
    Index(None, "state", "at"),
)
"""state: waiting, done or failed. attempts: how often somebody began to handle it."""

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Words, primary_key=True),
    Column("at", Moment, nullable=False),
)
