"""Which of a team's check-ins are read along wherever the team is: conditions on `t`, any of which may hold.

Knows their states and moments; must not know what they are read for. Parameters: ws, teams, weeks (since when).
"""

_OF_TEAM = "t.team_id IN :teams"
_BEFORE = """SELECT c.team_id, max(c.opens_at) FROM checkins AS c
    WHERE c.workspace_id = :ws AND c.team_id IN :teams AND c.opens_at < :weeks GROUP BY c.team_id"""
RECENT_CHECKINS = (
    "t.id [SELECT id FROM newest]",
    f"{_OF_TEAM} AND t.opens_at >= :weeks",
    f"{_OF_TEAM} AND t.state IN ('scheduled', 'open')",
    f"{_OF_TEAM} AND (t.team_id, t.opens_at) IN ({_BEFORE})",
)
"""The last months' and what is not over; and one more, by which it is known whether there are others."""
