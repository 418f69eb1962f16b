"""What Teams sends, sorted by botbuilder, and what is answered.

Knows botbuilder's pipeline; must not look into an activity (`decoding`), nor know how it came.
"""
