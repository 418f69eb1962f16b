"""Teams, members and OKRs as a YAML file: written by `drumbeat export`, brought in by `drumbeat import`.

docs/import.md describes the format. No answers and no readings: figures are of teams, never of a person.
"""

from bot.transfer.diffing import Change
from bot.transfer.exporting import export_yaml
from bot.transfer.importing import apply_import, plan_import

__all__ = ["Change", "apply_import", "export_yaml", "plan_import"]
