"""The cadence engine: decides what a team is asked, what its answers mean, and what is said next.

Knows the words of the domain and nothing of where it runs: standard library only, no SDK, no SQL, no clock of its
own. What it needs from outside stands as Protocols in `cadence.ports`.
"""
