"""What Slack takes for formatting in a text. Read where messages come in, avoided where they go out.

Source: docs.slack.dev/messaging/formatting-message-text.
"""

import re

FORMATTED = re.compile(r"(?<!\w)([*_~])(?=\S)([^\n]*?)(?<=\S)\1(?!\w)")
"""Bold, italic or struck: two marks (group 1) on one line, outside of words, around what they are for (group 2)."""
