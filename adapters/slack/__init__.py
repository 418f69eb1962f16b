"""Slack: signed requests in, Block Kit out. Start at `app.py`; `decoding.py` is the way in, `rendering/` the way out."""
