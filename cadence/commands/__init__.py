"""What each `okr` command and each button outside the check-in does. Decides; the words stand in `cadence.wording`.

In reading order (`cadence.routes` has the table):
- `board`, `history`, `summaries`, `help`: what is only looked at; `mine`: what waits for me, settled in place
- `update`: one reading from one line
- `okrs`: objectives, key results and initiatives: added, edited, removed
- `followups`: blockers, decisions, actions and stops: recorded, listed, settled
- `escalations`: what reached a manager, or is about to: taken, assigned, decided, snoozed, passed on
- `setup`, `setup_entries`: a team and its rhythm, and how its form is read
- `ladder`: who hears when; `rhythm`: move, shorten or skip where too few answer
- `cadence_control`: pause, resume, skip; `leave`: who is away, and who covers
- `giving_back`: a refused line, back to whoever typed it
"""
