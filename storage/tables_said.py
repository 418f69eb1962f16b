"""The tables of what is said: the outbox, its lanes and paces, and the local workspace's channels.

Knows names, keys and indexes; must not know what is done with the rows.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, UniqueConstraint, text

from storage.metadata import metadata
from storage.types import CardText, Moment, Words


def _waiting(name: str, *columns: str, also: str = "") -> Index:
    """An index of what waits alone: of all that was ever said it is next to nothing."""
    those = text(" AND ".join(filter(None, ("state = 'waiting'", also))))
    return Index(f"ix_messages_waiting_{name}", "workspace_id", *columns, postgresql_where=those, sqlite_where=those)


messages = Table(
    "messages",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("key", Words, nullable=False),
    Column("lane", Words, nullable=False),
    Column("channel", Words),
    Column("member", Words),
    Column("home", Words),
    Column("thread", Words),
    Column("card", CardText, nullable=False),
    Column("is_nudge", Boolean, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("pending_since", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("delivered", Integer, nullable=False),
    Column("ref", Words),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("leased_until", Moment),
    Column("is_uncertain", Boolean, nullable=False),
    Column("free_at", Moment),
    Column("last_error", Words),
    UniqueConstraint("workspace_id", "key"),
    _waiting("lane", "lane", "position"),
    _waiting("posts", "not_before", "pending_since", "id", also="ref IS NULL"),
    _waiting("updates", "not_before", "pending_since", "id", also="ref IS NOT NULL"),
    Index(None, "state", "pending_since", "id"),
    Index(None, "workspace_id", "lane", "position"),
    Index(None, "workspace_id", "member", "said_at"),
    Index(None, "workspace_id", "ref"),
    Index(None, "leased_until"),
)
"""said_at: domain time of the first saying; all other moments are real. free_at: before it our pace forbids another
update. See `storage.outbox` for the rest."""

lanes = Table(
    "lanes",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("lane", Words, primary_key=True),
    Column("free_at", Moment),
    Column("spent_until", Moment),
)
"""What a worker locks while it claims, so that no two ever work in one lane. free_at: real time of its next turn.
spent_until: what was handed out in it fills the time up to here (`cadence.pacing`)."""

paces = Table(
    "paces",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("op", Words, primary_key=True),
    Column("spent_until", Moment),
    Column("free_at", Moment),
)
"""How fast a workspace is served, by kind of work. spent_until: what was handed out fills the time up to here
(`cadence.pacing`). free_at: before it nothing is handed out, for the pace's sake or since the platform asked us to
wait. Real time."""

channels = Table(
    "channels",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("is_private", Boolean, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("ref", Words, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("place", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("author", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("card", CardText),
    Column("thread", Words),
    Column("seen_by", Words),
    Column("edited", Boolean, nullable=False),
    Index(None, "workspace_id", "place", "number"),
)

marks = Table(
    "marks",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("place", Words, primary_key=True),
    Column("reader", Words, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
"""Up to which post somebody has read a place."""

log_versions = Table(
    "log_versions",
    metadata,
    Column("workspace_id", Words, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
