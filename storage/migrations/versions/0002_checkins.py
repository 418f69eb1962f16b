"""Check-ins and what they leave behind."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _names(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """The column names a row of another table, in the same workspace; looked at when the transaction commits."""
    here = ["workspace_id", column] if column != "workspace_id" else [column]
    there = [f"{other}.workspace_id", f"{other}.id"][-len(here) :]
    return sa.ForeignKeyConstraint(here, there, name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.create_table(
        "checkins",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("iso_week", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cycle_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expected_ids", sa.Text(), nullable=False),
        sa.Column("reminded_ids", sa.Text(), nullable=False),
        sa.Column("skip_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        _names("checkins", "cycle_id", "cycles"),
        _names("checkins", "team_id", "teams"),
        _names("checkins", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_checkins"),
        sa.UniqueConstraint("workspace_id", "team_id", "iso_week", name="uq_checkins_workspace_id_team_id_iso_week"),
    )
    op.create_index("ix_checkins_workspace_id_state_closes_at", "checkins", ["workspace_id", "state", "closes_at"])
    op.create_index("ix_checkins_workspace_id_team_id_state", "checkins", ["workspace_id", "team_id", "state"])
    op.create_table(
        "answers",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.Text(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        _names("answers", "checkin_id", "checkins"),
        _names("answers", "member_id", "members"),
        _names("answers", "team_id", "teams"),
        _names("answers", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_answers"),
        sa.UniqueConstraint(
            "workspace_id", "checkin_id", "member_id", name="uq_answers_workspace_id_checkin_id_member_id"
        ),
    )
    op.create_index("ix_answers_workspace_id_team_id", "answers", ["workspace_id", "team_id"])
    op.create_table(
        "blockers",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=True),
        sa.Column("checkin_id", sa.Text(), nullable=True),
        sa.Column("answer_id", sa.Text(), nullable=True),
        sa.Column("waiting_on", sa.Text(), nullable=False),
        sa.Column("waiting_on_id", sa.Text(), nullable=True),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=True),
        sa.Column("lead_only", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        _names("blockers", "answer_id", "answers"),
        _names("blockers", "checkin_id", "checkins"),
        _names("blockers", "key_result_id", "key_results"),
        _names("blockers", "team_id", "teams"),
        _names("blockers", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_blockers"),
    )
    op.create_index("ix_blockers_workspace_id_checkin_id", "blockers", ["workspace_id", "checkin_id"])
    op.create_index("ix_blockers_workspace_id_key_result_id", "blockers", ["workspace_id", "key_result_id"])
    op.create_index("ix_blockers_workspace_id_team_id_state", "blockers", ["workspace_id", "team_id", "state"])
    op.create_table(
        "decisions",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=True),
        sa.Column("checkin_id", sa.Text(), nullable=True),
        sa.Column("answer_id", sa.Text(), nullable=True),
        sa.Column("decider_id", sa.Text(), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("fallback", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("why_late", sa.Text(), nullable=False),
        _names("decisions", "answer_id", "answers"),
        _names("decisions", "checkin_id", "checkins"),
        _names("decisions", "key_result_id", "key_results"),
        _names("decisions", "team_id", "teams"),
        _names("decisions", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_workspace_id_checkin_id", "decisions", ["workspace_id", "checkin_id"])
    op.create_index("ix_decisions_workspace_id_team_id_state", "decisions", ["workspace_id", "team_id", "state"])
    op.create_table(
        "readings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Numeric().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Text(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        _names("readings", "checkin_id", "checkins"),
        _names("readings", "key_result_id", "key_results"),
        _names("readings", "team_id", "teams"),
        _names("readings", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_readings"),
    )
    op.create_index("ix_readings_workspace_id_checkin_id", "readings", ["workspace_id", "checkin_id"])
    op.create_index("ix_readings_workspace_id_key_result_id_at", "readings", ["workspace_id", "key_result_id", "at"])
    op.create_table(
        "stops",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frees", sa.Text(), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=True),
        sa.Column("checkin_id", sa.Text(), nullable=True),
        sa.Column("answer_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        _names("stops", "answer_id", "answers"),
        _names("stops", "checkin_id", "checkins"),
        _names("stops", "key_result_id", "key_results"),
        _names("stops", "team_id", "teams"),
        _names("stops", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_stops"),
    )
    op.create_index("ix_stops_workspace_id_checkin_id", "stops", ["workspace_id", "checkin_id"])
    op.create_index("ix_stops_workspace_id_team_id_state", "stops", ["workspace_id", "team_id", "state"])
    op.create_table(
        "target_changes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old", sa.Numeric().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("new", sa.Numeric().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _names("target_changes", "key_result_id", "key_results"),
        _names("target_changes", "team_id", "teams"),
        _names("target_changes", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_target_changes"),
    )
    op.create_index("ix_target_changes_workspace_id_key_result_id", "target_changes", ["workspace_id", "key_result_id"])
    op.create_index("ix_target_changes_workspace_id_team_id_at", "target_changes", ["workspace_id", "team_id", "at"])
    op.create_table(
        "actions",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("key_result_id", sa.Text(), nullable=True),
        sa.Column("checkin_id", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("times_moved", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        _names("actions", "checkin_id", "checkins"),
        _names("actions", "decision_id", "decisions"),
        _names("actions", "key_result_id", "key_results"),
        _names("actions", "team_id", "teams"),
        _names("actions", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_actions"),
    )
    op.create_index("ix_actions_workspace_id_checkin_id", "actions", ["workspace_id", "checkin_id"])
    op.create_index("ix_actions_workspace_id_owner_id_state", "actions", ["workspace_id", "owner_id", "state"])
    op.create_index("ix_actions_workspace_id_team_id_state", "actions", ["workspace_id", "team_id", "state"])


def downgrade() -> None:
    op.drop_table("actions")
    op.drop_table("target_changes")
    op.drop_table("stops")
    op.drop_table("readings")
    op.drop_table("decisions")
    op.drop_table("blockers")
    op.drop_table("answers")
    op.drop_table("checkins")
