"""Objectives, key results and initiatives: added, edited, removed. In reading order:

- `changing`: `okr add`, `edit` and `remove`: what is meant, and its form
- `objectives`; `key_results` with `key_result_entries`, which reads its form; `initiatives`: keep what a form says
- `holding`: one key result, locked with its team
"""
