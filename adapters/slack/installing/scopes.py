"""What Drumbeat asks of a workspace, and why: one line a scope. Knows scopes; makes no call.

The manifest, the install page, `drumbeat doctor` and docs/slack.md all take them from here.
"""

WHY = {
    "app_mentions:read": "hears answers and commands that mention it; nothing else of a channel",
    "channels:read": "tells public channels from private ones, and notices when one is archived, renamed or left",
    "chat:write": "posts prompts, answers, summaries and private messages",
    "commands": "`/okr`, and the three shortcuts",
    "groups:read": "the same as `channels:read` for the private channels it was invited to",
    "im:history": "hears what is typed to it in its own direct messages; no other conversation",
    "im:write": "opens a direct message: reminders, decisions, escalations",
    "usergroups:read": "keeps a team's roster in step with a user group, where a team is set up so",
    "users.profile:read": "proposes a manager where profiles have such a field",
    "users:read": "names, time zones, who is deactivated, who administers the workspace",
}
"""Always asked for."""

WHY_THREADS = {
    "channels:history": "reads replies in its own threads of public channels without a mention",
    "groups:history": "the same in private channels it was invited to",
}
"""Only where the administrator chose that replies need no mention. They also let it look up a message whose sending
broke off, before it repeats it."""

BOT_SCOPES = tuple(sorted(WHY))
THREAD_SCOPES = tuple(sorted(WHY_THREADS))
WITHOUT = {
    "app_mentions:read": "answers and commands that mention it are not heard",
    "channels:read": "public channels are taken for private ones, and nobody notices when one is archived or renamed",
    "groups:read": "nobody notices when a private channel is archived or renamed, or when it is taken out of one",
    "im:history": "what is typed to it in its own direct messages is not heard",
    "usergroups:read": "no team's roster follows a user group",
    "users.profile:read": "no manager is proposed from people's profiles",
}
"""What is left out where one of these was not granted."""
NEEDED = frozenset({"chat:write", "commands", "im:write", "users:read"})
"""Without these nothing works; without another one, what it stands for is left out."""
