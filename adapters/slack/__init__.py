"""Slack: signed requests in, Block Kit out. Start at `app.py`; `decoding` leads in, `rendering` leads out.

Rooms: `installing` (how we got in, and whether that is well), `arriving` (what comes, and its acknowledgement),
`decoding`, `knowing` (who and what is there), `rendering`, `showing` (what goes out). `client` makes every call,
`errors` says what became of it.
"""
