"""Indexes that hold only the messages that wait, by workspace: whoever takes some looks neither at those that may not
go now nor at what was ever said."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OLD = ("ix_messages_state_workspace_id_lane_position", ["state", "workspace_id", "lane", "position"])
NEW = {
    "ix_messages_waiting_lane": (["workspace_id", "lane", "position"], ""),
    "ix_messages_waiting_posts": (["workspace_id", "not_before", "pending_since", "id"], "ref IS NULL"),
    "ix_messages_waiting_updates": (["workspace_id", "not_before", "pending_since", "id"], "ref IS NOT NULL"),
}


def upgrade() -> None:
    for name, (columns, also) in NEW.items():
        those = sa.text(" AND ".join(filter(None, ("state = 'waiting'", also))))
        op.create_index(name, "messages", columns, postgresql_where=those, sqlite_where=those)
    op.drop_index(OLD[0], table_name="messages")


def downgrade() -> None:
    op.create_index(OLD[0], "messages", OLD[1])
    for name in reversed(NEW):
        op.drop_index(name, table_name="messages")
