"""When things happen: pure functions of local rules and moments. In reading order:

- `clocks`: a moment on local clocks; `workdays`: working days and hours, leave and covers
- `occurrences`: when a team's check-ins open and close; `cycles`: weeks of a quarter
"""
