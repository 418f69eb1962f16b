"""Slack: signed requests in, Block Kit out. Start at `app.py`; `decoding` leads in, `rendering` leads out."""
