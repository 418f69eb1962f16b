"""Any number of alike teams in the loopback Slack's workspace, as a file that `drumbeat import` takes."""

WORKSPACE_ID = "slack:T0DRUMBEAT"
ANA, BEN, CY = "U1ANA", "U2BEN", "U3CY"


def plan(teams: int) -> str:
    """A file for `drumbeat import`: teams of three that are asked on Wednesdays, each with two KRs."""
    lines = [f"workspace: {{id: '{WORKSPACE_ID}', name: Sample}}", "members:"]
    lines += [f"  - {{id: {who}, name: {who[2:].title()}, zone: Europe/Berlin}}" for who in (ANA, BEN, CY)]
    lines.append("teams:")
    for number in range(teams):
        lines.append(
            f"""
  - slug: team{number}
    name: Team {number}
    channel: C{number}
    lead: {ANA}
    members: [{ANA}, {BEN}, {CY}]
    zone: Europe/Berlin
    weekday: wednesday
    opens_at: "10:00"
    window: 24h
    cycle: {{name: Now, starts: 2020-01-01, ends: 2099-12-31}}
    objectives:
      - number: 1
        title: Customers stay
        owner: {ANA}
        key_results:
          - {{number: 1, title: Renewals, owner: {BEN}, start: 80, target: 90, unit: "%"}}
          - {{number: 2, title: Uptime, owner: {CY}, start: 99, target: 100, unit: "%"}}"""
        )
    return "\n".join(lines)
