"""What a dialog shows: a form, the same form with errors, the next one, or a note.

Knows what Teams takes for a dialog; must not know what is asked.
"""
