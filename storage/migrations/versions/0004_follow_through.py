"""follow-through"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "team_id", name=op.f("pk_watches")),
    )
    op.create_table(
        "escalations",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returns_on", sa.Date(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("passed_to", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name="fk_escalations_team_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_escalations_workspace_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_escalations")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_escalations_workspace_id_recipient_id_state"),
            ["workspace_id", "recipient_id", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_escalations_workspace_id_subject_id"), ["workspace_id", "subject_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_escalations_workspace_id_team_id_state"), ["workspace_id", "team_id", "state"], unique=False
        )

    op.create_table(
        "policies",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("unowned_lead", sa.Integer(), nullable=True),
        sa.Column("unowned_manager", sa.Integer(), nullable=True),
        sa.Column("blocker_owner", sa.Integer(), nullable=True),
        sa.Column("blocker_other_lead", sa.Integer(), nullable=True),
        sa.Column("blocker_lead", sa.Integer(), nullable=True),
        sa.Column("blocker_manager", sa.Integer(), nullable=True),
        sa.Column("decision_before", sa.Integer(), nullable=True),
        sa.Column("decision_manager", sa.Integer(), nullable=True),
        sa.Column("action_owner", sa.Integer(), nullable=True),
        sa.Column("action_moves", sa.Integer(), nullable=True),
        sa.Column("kr_checkins", sa.Integer(), nullable=True),
        sa.Column("answers_percent", sa.Integer(), nullable=False),
        sa.Column("answers_weeks", sa.Integer(), nullable=True),
        sa.Column("answers_rollout", sa.Integer(), nullable=True),
        sa.Column("absent_weeks", sa.Integer(), nullable=True),
        sa.Column("absent_rollout", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name="fk_policies_team_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_policies_workspace_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_policies")),
        sa.UniqueConstraint("workspace_id", "team_id", name=op.f("uq_policies_workspace_id_team_id")),
    )
    op.create_table(
        "notices",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalation_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cover_id", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_solicited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "escalation_id"],
            ["escalations.workspace_id", "escalations.id"],
            name="fk_notices_escalation_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name="fk_notices_team_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_notices_workspace_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notices_workspace_id_member_id_told_on"),
            ["workspace_id", "member_id", "told_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_notices_workspace_id_state_at"), ["workspace_id", "state", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notices_workspace_id_subject_id"), ["workspace_id", "subject_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notices_workspace_id_team_id"), ["workspace_id", "team_id"], unique=False)

    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_on_team_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("confidant_id", sa.Text(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_blockers_workspace_id_waiting_on_team_id"),
            ["workspace_id", "waiting_on_team_id"],
            unique=False,
        )

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handed_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("handed_why", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("told_ids", sa.Text(), nullable=False, server_default="[]"))

    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_moves", sa.Integer(), nullable=False, server_default="0"))

    # what was kept before has these values; from now on the code says them
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.alter_column("handed_why", server_default=None)
        batch_op.alter_column("told_ids", server_default=None)
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.alter_column("kept_moves", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_column("kept_moves")

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("told_ids")
        batch_op.drop_column("handed_why")
        batch_op.drop_column("handed_by")

    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blockers_workspace_id_waiting_on_team_id"))
        batch_op.drop_column("confidant_id")
        batch_op.drop_column("waiting_on_team_id")

    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_workspace_id_team_id"))
        batch_op.drop_index(batch_op.f("ix_notices_workspace_id_subject_id"))
        batch_op.drop_index(batch_op.f("ix_notices_workspace_id_state_at"))
        batch_op.drop_index(batch_op.f("ix_notices_workspace_id_member_id_told_on"))

    op.drop_table("notices")
    op.drop_table("policies")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_workspace_id_team_id_state"))
        batch_op.drop_index(batch_op.f("ix_escalations_workspace_id_subject_id"))
        batch_op.drop_index(batch_op.f("ix_escalations_workspace_id_recipient_id_state"))

    op.drop_table("escalations")
    op.drop_table("watches")
