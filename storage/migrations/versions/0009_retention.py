"""Indexes by which old receipts, news, audit entries, drafts and waits are found to be forgotten."""

from collections.abc import Sequence

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW = (("receipts", "created_at"), ("tidings", "at"), ("audit", "created_at"), ("drafts", "at"), ("gates", "until"))


def upgrade() -> None:
    for table, column in NEW:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(NEW):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
