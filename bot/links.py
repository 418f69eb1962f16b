"""Which message a link leads to, as its platform names it. Knows whom to ask, and imports no other."""


def ref_in(workspace_id: str, link: str) -> str | None:
    """The platform's name of the message; None where the link leads to none."""
    platform = workspace_id.partition(":")[0]
    if platform == "slack":
        from adapters.slack.arriving import shortcuts

        return shortcuts.ref_in(link.strip())
    if platform == "teams":
        from adapters.teams.showing import links

        return links.ref_in(link.strip())
    return None
