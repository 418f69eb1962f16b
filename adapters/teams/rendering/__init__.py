"""How Drumbeat looks in Teams: cards and forms become Adaptive Cards. Knows no request and makes no call."""
