"""What platforms tell: user groups, managers, links to messages, free words, whether the app is installed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_groups_workspace_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_groups")),
        sa.UniqueConstraint("workspace_id", "external_id", name=op.f("uq_groups_workspace_id_external_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manager_id", sa.Text(), nullable=True))

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            "fk_teams_group_id",
            "groups",
            ["workspace_id", "group_id"],
            ["workspace_id", "id"],
            initially="DEFERRED",
            deferrable=True,
        )

    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_connected", sa.Boolean(), nullable=False, server_default=sa.true()))

    # what was kept before has these values; from now on the code says them
    for table, column in (
        ("answers", "words"),
        ("blockers", "link"),
        ("decisions", "link"),
        ("workspaces", "is_connected"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_column("is_connected")

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_constraint("fk_teams_group_id", type_="foreignkey")
        batch_op.drop_column("group_id")

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("manager_id")

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("link")

    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.drop_column("link")

    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_column("words")

    op.drop_table("groups")
