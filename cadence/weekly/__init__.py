"""The check-in itself: opening, reminding, answering, closing. Decides; the words stand in `cadence.wording`."""
