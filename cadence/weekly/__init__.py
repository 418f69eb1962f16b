"""The week of a team: planned, opened, reminded of, closed. Decides; the words stand in `cadence.wording`.

Answering it has a package of its own, `cadence.answering`. In reading order:
- `current`: which check-in is open, planned or newest; `planning`: there always is a next one
- `opening`: whom it asks, and the prompt; `reminding`: once, in working hours; `closing`: brief and summary
- `counting`: how many are in; `promises`: what earlier weeks promised and is due
- `week`: everything that one week was, loaded once; `patterns`: what shows only over several; `reporting`: to copy
- `calls`: by when open decisions are needed
- `thread`: where later messages of the team go
"""
