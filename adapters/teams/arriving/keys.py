"""The keys that Microsoft signs with: fetched ahead of time, so that hardly any request waits for them.

Knows the two documents that name them; must not know tokens.
"""


class KeysAway(Exception):
    """Microsoft's keys cannot be fetched, so nobody can tell whether a token is good."""
