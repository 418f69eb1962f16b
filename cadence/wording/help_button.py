"""The button that calls somebody for help, wherever it stands. Knows its action and its value, nothing else."""

from cadence.cards import Button
from cadence.model import SubjectKind


def help_button(kind: SubjectKind, subject_id: str, about: str = "") -> Button:
    """`Ask for help`; `Ask for help: 2.2` where about names the key result."""
    return Button(f"Ask for help: {about}" if about else "Ask for help", "help.ask", f"{kind.value}:{subject_id}")
