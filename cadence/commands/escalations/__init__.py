"""What reached a manager, and what is about to: taken, assigned, decided, snoozed, passed on. In reading order:

- `held`: the escalation that a button names, who may settle it, and who was first
- `aftermath`: what follows: a line for the team, a word to whoever asked, every message brought up to date
- `acknowledging` (take, snooze), `assigning`, `deciding`, `passing`: the recipient's buttons and their forms
- `previews`: what the owner and the lead can do one working day before
- `table`: which button and form goes where

The words stand in `cadence.wording.escalation*` and `cadence.wording.preview`.
"""
