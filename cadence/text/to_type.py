"""What our own words ask somebody to type, between backticks: the only text that renderers set apart as code.

Knows how such lines begin; must not know where they are shown. Backticks around anything else were typed by somebody
and are shown as they stand.
"""

import re

_OURS = (
    r"(?:/?okr|drumbeat|make)(?: [^`\n]+)?",
    r"(?:[a-z0-9][\w-]*/)?[0-9]{1,3}\.[0-9]{1,3}(?: [^`\n]+)?",
    r"(?:blocker|decision|action|stop): [^`\n]+",
)
TO_TYPE = re.compile(rf"(?<!`)`({'|'.join(_OURS)})`(?!`)")
"""Group 1: what is to be typed."""
