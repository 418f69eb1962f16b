"""The local workspace: Drumbeat in a browser, for trying, teaching and rehearsing, on this machine alone.

The same roles as in the other adapters: `app` (routes), `decoding` (payload to request), `rendering` (card and form to
HTML), `chat` (delivery to post). `guard` keeps everybody else out.
"""
