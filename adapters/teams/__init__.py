"""Microsoft Teams, by botbuilder-core. Start at `app.py` and `parts.py`; `decoding` leads in, `rendering` leads out.

The same rooms as in `adapters.slack`. `connector` makes every call, with tokens of `credentials`, over `network`;
`errors` says what became of it. Names of things: `identity` (we, and workspaces), `where` (places), `refs` (messages).
What travels in our own cards and comes back: `carried` by buttons, `packing` for forms. `objects` reads what others
sent.
"""
