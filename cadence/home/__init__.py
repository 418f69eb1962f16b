"""A person's own page of ours (App Home in Slack, a personal card elsewhere): opened, pressed in, kept true."""
