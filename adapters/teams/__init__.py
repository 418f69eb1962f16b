"""Microsoft Teams, by botbuilder-core."""
