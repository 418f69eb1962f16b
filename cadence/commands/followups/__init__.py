"""Blockers, decisions, actions and stops: recorded, listed, settled. In reading order:

- `records`: one from one line; `lists`: all of a kind, with buttons
- `things`: the one that a button names, and who may settle it
- `shown`: what a form for owner and date showed, so that it overwrites nothing that was set meanwhile
- `settle_actions` (stops, too), `settle_blockers`, `settle_decisions`: the buttons and their forms
- `pick_decisions`: a decision without an answer: handed over, postponed, settled by its fallback, raised
- `ask_help`: somebody calls lead, manager or sponsor about one of them, or about a key result
- `missing`: owners and dates that are not set, in one form
- `aftermath`: what follows once something is settled

The moves themselves, each exactly once, stand in `cadence.settling`.
"""
