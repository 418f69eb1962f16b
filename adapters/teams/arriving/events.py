"""What Teams tells without waiting for words: kept before it is acknowledged, and acted on afterwards.

Knows which of it matters, and who is to hear of it; must not look into an activity (`decoding`), nor decide anything.
"""
