"""What people type, read into values: numbers, dates, places and whole commands. Pure; the same on every platform.

In reading order:
- `commands`: a line becomes a command; `vocabulary`: the commands there are; `readers`: what follows each first word
- `lines`: places, people and days in a line; `spans`: from when to when
- `numbers`, `dates`: as people write them; `nearest`: what was probably meant
"""
