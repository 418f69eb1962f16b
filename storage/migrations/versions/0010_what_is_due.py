"""Indexes in whose order everything that is due is found, and a look at every team that never had one: so that what is
not due is never looked at, however many teams there are."""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW = (
    ("teams", "manager_id"),
    ("teams", "sponsor_id"),
    ("checkins", "state", "opens_at", "id"),
    ("checkins", "state", "next_at", "id"),
    ("checkins", "team_id", "opens_at"),
    ("blockers", "owner_id", "state"),
    ("blockers", "waiting_on_id", "state"),
    ("decisions", "decider_id", "state"),
    ("notices", "cover_id", "told_on"),
    ("notices", "escalation_id"),
    ("watches", "next_at", "team_id"),
    ("homes", "opened_at"),
)
OLD = ("checkins", "state", "closes_at")
WAITING = "ix_messages_state_pending_since_id"
NEVER_LOOKED_AT = """INSERT INTO watches (workspace_id, team_id, next_at, changes)
    SELECT workspace_id, id, NULL, 0 FROM teams AS t WHERE NOT EXISTS
    (SELECT 1 FROM watches AS w WHERE w.workspace_id = t.workspace_id AND w.team_id = t.id)"""


def upgrade() -> None:
    for index in NEW:
        _create(*index)
    op.create_index(op.f(WAITING), "messages", ["state", "pending_since", "id"])
    _drop(*OLD)
    op.execute(NEVER_LOOKED_AT)


def downgrade() -> None:
    _create(*OLD)
    op.drop_index(op.f(WAITING), table_name="messages")
    for index in reversed(NEW):
        _drop(*index)


def _create(table: str, *columns: str) -> None:
    op.create_index(op.f(_name(table, columns)), table, ["workspace_id", *columns])


def _drop(table: str, *columns: str) -> None:
    op.drop_index(op.f(_name(table, columns)), table_name=table)


def _name(table: str, columns: Sequence[str]) -> str:
    return f"ix_{table}_workspace_id_{'_'.join(columns)}"
