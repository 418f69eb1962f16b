"""When what a platform told last about a subject happened, and which teams' channels are in trouble."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "tidings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "subject", name=op.f("pk_tidings")),
    )
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.add_column(sa.Column("has_trouble", sa.Boolean(), nullable=False, server_default=sa.false()))

    # what was kept before has this value; from now on the code says it
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.alter_column("has_trouble", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_column("has_trouble")

    op.drop_table("tidings")
