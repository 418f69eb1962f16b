"""Text that stays in its own place: it turns no words of others around, and towers over no other line.

Knows letters; must not know where they are shown. Renderers use it wherever text is seen.
"""

import re

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Begin or end a part of a line that runs another way; without an end it takes the rest of the line along. Scripts that
run from right to left need none of these."""
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Stand above, below or across the letter before them."""
MOST_MARKS = 4
_RESTLESS = re.compile(f"[{TURNING}]|(?<=[{MARKS}]{{{MOST_MARKS}}})[{MARKS}]+")


def calm(text: str) -> str:
    """The same, without what turns it around, and with at most four marks on a letter."""
    return text if text.isascii() else _RESTLESS.sub("", text)
