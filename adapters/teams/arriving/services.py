"""Which addresses may claim to be Microsoft's connector: what we send there carries our own token."""

HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""Exact: anybody can have a name below trafficmanager.net."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
