"""Follow-through: what is not settled climbs, one step at a time, until somebody gives it an owner and a date.

Read in this order: `stage` (what the ladder has to know), `ladder` (which step comes when; pure; `climb` goes up its
rungs) and `weeks_running` (its rows that look back over several check-ins), `subjects` (what a step is about),
`following` (the pass over a team: `cases` loads what is open, `firing` fires its steps once, `tending` sees what
becomes of them afterwards), `notices` (who is told what, when, in one message a day; with `entries`: whether there
still is something to tell, `recipients`: covers and working hours, `caps`: how much is enough). `waiting` is all that
waits for one person: `okr mine`.
`blocker_messages` says each blocker where it may be seen (`dependencies`: also in the team that it waits on);
`helping` is somebody's call for help, the normal way up; `handing_on` what passes from one person to the next.
`decision_messages` says each decision in the thread and to its decider; `upkeep` is called by whatever changes a thing.
What the buttons do stands in `cadence.commands`; the words in `cadence.wording`.
"""
