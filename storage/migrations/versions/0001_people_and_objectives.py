"""Workspaces, people, teams and what they aim at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _names(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """The column names a row of another table, in the same workspace; looked at when the transaction commits."""
    here = ["workspace_id", column] if column != "workspace_id" else [column]
    there = [f"{other}.workspace_id", f"{other}.id"][-len(here) :]
    return sa.ForeignKeyConstraint(here, there, name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("clock_offset", sa.BigInteger(), nullable=False),
        sa.Column("rollout_lead_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "members",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("works_from", sa.Time(), nullable=False),
        sa.Column("works_until", sa.Time(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_platform_admin", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        _names("members", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_members"),
        sa.UniqueConstraint("workspace_id", "external_id", name="uq_members_workspace_id_external_id"),
    )
    op.create_table(
        "teams",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("channel_is_private", sa.Boolean(), nullable=False),
        sa.Column("manager_id", sa.Text(), nullable=True),
        sa.Column("sponsor_id", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("meeting_at", sa.Time(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("trial_ends", sa.Date(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("is_leadership", sa.Boolean(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        _names("teams", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_teams"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_teams_workspace_id_channel"),
        sa.UniqueConstraint("workspace_id", "slug", name="uq_teams_workspace_id_slug"),
    )
    op.create_index("ix_teams_workspace_id_lead_id", "teams", ["workspace_id", "lead_id"])
    op.create_table(
        "cycles",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        _names("cycles", "team_id", "teams"),
        _names("cycles", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_cycles"),
    )
    op.create_index("ix_cycles_workspace_id_team_id", "cycles", ["workspace_id", "team_id"])
    op.create_table(
        "leaves",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("cover_id", sa.Text(), nullable=True),
        _names("leaves", "member_id", "members"),
        _names("leaves", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_leaves"),
    )
    op.create_index("ix_leaves_workspace_id_member_id", "leaves", ["workspace_id", "member_id"])
    op.create_table(
        "memberships",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        _names("memberships", "member_id", "members"),
        _names("memberships", "team_id", "teams"),
        _names("memberships", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_memberships"),
        sa.UniqueConstraint(
            "workspace_id", "team_id", "member_id", name="uq_memberships_workspace_id_team_id_member_id"
        ),
    )
    op.create_index("ix_memberships_workspace_id_member_id", "memberships", ["workspace_id", "member_id"])
    op.create_table(
        "objectives",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("cycle_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        _names("objectives", "cycle_id", "cycles"),
        _names("objectives", "team_id", "teams"),
        _names("objectives", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_objectives"),
        sa.UniqueConstraint("workspace_id", "cycle_id", "number", name="uq_objectives_workspace_id_cycle_id_number"),
    )
    op.create_index("ix_objectives_workspace_id_team_id", "objectives", ["workspace_id", "team_id"])
    op.create_table(
        "key_results",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("cycle_id", sa.Text(), nullable=False),
        sa.Column("objective_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("start", sa.Numeric().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("target", sa.Numeric().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        _names("key_results", "cycle_id", "cycles"),
        _names("key_results", "objective_id", "objectives"),
        _names("key_results", "team_id", "teams"),
        _names("key_results", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_key_results"),
        sa.UniqueConstraint(
            "workspace_id", "objective_id", "number", name="uq_key_results_workspace_id_objective_id_number"
        ),
    )
    op.create_index("ix_key_results_workspace_id_cycle_id", "key_results", ["workspace_id", "cycle_id"])
    op.create_index("ix_key_results_workspace_id_team_id", "key_results", ["workspace_id", "team_id"])
    op.create_table(
        "initiatives",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("key_result_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        _names("initiatives", "key_result_id", "key_results"),
        _names("initiatives", "team_id", "teams"),
        _names("initiatives", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_initiatives"),
    )
    op.create_index("ix_initiatives_workspace_id_key_result_id", "initiatives", ["workspace_id", "key_result_id"])
    op.create_index("ix_initiatives_workspace_id_team_id", "initiatives", ["workspace_id", "team_id"])


def downgrade() -> None:
    op.drop_table("initiatives")
    op.drop_table("key_results")
    op.drop_table("objectives")
    op.drop_table("memberships")
    op.drop_table("leaves")
    op.drop_table("cycles")
    op.drop_table("teams")
    op.drop_table("members")
    op.drop_table("workspaces")
