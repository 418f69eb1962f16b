"""Any number of alike teams as a file that `drumbeat import` takes; by themselves in the loopback Slack's workspace."""

from collections.abc import Callable, Sequence

WORKSPACE_ID = "slack:T0DRUMBEAT"
ANA, BEN, CY = "U1ANA", "U2BEN", "U3CY"


Trio = tuple[str, str, str]


def two_key_results(trio: Trio) -> list[str]:
    """One for each of the other two; the lead has none."""
    _, first, second = trio
    return [
        f'{{number: 1, title: Renewals, owner: {first}, start: 80, target: 90, unit: "%"}}',
        f'{{number: 2, title: Uptime, owner: {second}, start: 99, target: 100, unit: "%"}}',
    ]


def plan(
    teams: int,
    trios: Sequence[Trio] = ((ANA, BEN, CY),),
    workspace_id: str = WORKSPACE_ID,
    channels: Sequence[str] = (),
    key_results: Callable[[Trio], Sequence[str]] = two_key_results,
) -> str:
    """A file for `drumbeat import`: teams of three that are asked on Wednesdays, each with one objective.

    trios: who they are, in turns; the first leads. channels: of the teams; C0, C1 ... without. key_results: of a team.
    """
    lines = [f"workspace: {{id: '{workspace_id}', name: Sample}}", "members:"]
    everybody = dict.fromkeys(who for trio in trios for who in trio)
    lines += [f"  - {{id: {who}, name: {who[2:].title()}, zone: Europe/Berlin}}" for who in everybody]
    lines.append("teams:")
    for number in range(teams):
        trio = trios[number % len(trios)]
        lead = trio[0]
        listed = "\n".join(f"          - {each}" for each in key_results(trio))
        lines.append(
            f"""
  - slug: team{number}
    name: Team {number}
    channel: '{channels[number] if channels else f"C{number}"}'
    lead: {lead}
    members: [{", ".join(trio)}]
    zone: Europe/Berlin
    weekday: wednesday
    opens_at: "10:00"
    window: 24h
    cycle: {{name: Now, starts: 2020-01-01, ends: 2099-12-31}}
    objectives:
      - number: 1
        title: Customers stay
        owner: {lead}
        key_results:
{listed}"""
        )
    return "\n".join(lines)
