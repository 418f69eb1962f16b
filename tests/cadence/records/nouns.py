"""What a line can record."""

NOUNS = ("blocker", "decision", "action")
