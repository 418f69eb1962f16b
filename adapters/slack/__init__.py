"""Slack: signed requests in, Block Kit out. Start at `app.py`; `decoding.py` leads in, `rendering` leads out."""
