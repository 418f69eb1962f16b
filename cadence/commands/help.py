"""`okr help`: what one can type."""

from cadence.context import Context
from cadence.grammar.commands import Help
from cadence.requests import Reply, Say
from cadence.wording.help import help_card


async def show_help(ctx: Context, command: Help) -> Reply:  # noqa: ARG001 - every command's handler is called alike
    """The table of commands, and whom to ask."""
    rollout_lead_id = ctx.unit.workspace.rollout_lead_id
    rollout_lead = await ctx.unit.members.get(rollout_lead_id) if rollout_lead_id else None
    return Say(help_card(rollout_lead.name if rollout_lead else "", ctx.request.channel_has_threads))
