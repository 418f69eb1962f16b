"""Any number of alike teams in the loopback Slack's workspace, as a file that `drumbeat import` takes."""

from collections.abc import Sequence

WORKSPACE_ID = "slack:T0DRUMBEAT"
ANA, BEN, CY = "U1ANA", "U2BEN", "U3CY"


Trio = tuple[str, str, str]


def plan(
    teams: int,
    trios: Sequence[Trio] = ((ANA, BEN, CY),),
    workspace_id: str = WORKSPACE_ID,
    channels: Sequence[str] = (),
) -> str:
    """A file for `drumbeat import`: teams of three that are asked on Wednesdays, each with two KRs.

    trios: who they are, in turns: the lead, and the owners of the KRs. channels: of the teams; C0, C1 ... without.
    """
    lines = [f"workspace: {{id: '{workspace_id}', name: Sample}}", "members:"]
    everybody = dict.fromkeys(who for trio in trios for who in trio)
    lines += [f"  - {{id: {who}, name: {who[2:].title()}, zone: Europe/Berlin}}" for who in everybody]
    lines.append("teams:")
    for number in range(teams):
        lead, first, second = trios[number % len(trios)]
        lines.append(
            f"""
  - slug: team{number}
    name: Team {number}
    channel: '{channels[number] if channels else f"C{number}"}'
    lead: {lead}
    members: [{lead}, {first}, {second}]
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
          - {{number: 1, title: Renewals, owner: {first}, start: 80, target: 90, unit: "%"}}
          - {{number: 2, title: Uptime, owner: {second}, start: 99, target: 100, unit: "%"}}"""
        )
    return "\n".join(lines)
