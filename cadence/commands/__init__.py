"""What each `okr` command and each button outside the check-in does. Decides; the words stand in `cadence.wording`."""
