"""What Slack knows of people, channels, groups and messages, asked for when it matters."""
