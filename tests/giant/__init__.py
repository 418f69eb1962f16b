"""The largest company that the rules allow, with somebody who presses everything there is to press."""
