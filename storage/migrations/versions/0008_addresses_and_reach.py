"""How conversations are reached, who can be written to directly, channels without threads, what a lane spent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW = (("members", "is_reachable"), ("teams", "has_threads"))


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "place", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_workspace_id_group"), "addresses", ["workspace_id", "group"])
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spent_until", sa.DateTime(timezone=True)))
    for table, column in NEW:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.true()))

        # what was kept before has this value; from now on the code says it
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    for table, column in reversed(NEW):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.drop_column("spent_until")

    op.drop_index(op.f("ix_addresses_workspace_id_group"), table_name="addresses")
    op.drop_table("addresses")
