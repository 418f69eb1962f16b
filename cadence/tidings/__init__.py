"""What is done about news of the platform, a module for each subject.

`kinds`: the news. `people`: somebody is known anew, or not active any more. `departing`: what was theirs goes to the
lead; `belongings` is what that is, `inherited` what waited for them. `rosters`: groups that keep a list. `leaving`:
people left a team's channel. `channels`: a team's channel is gone, moved, or back. `connecting`: the app was taken out,
or is there again. `reached`: whether a direct message reaches somebody. `heads`: who answers for a team when its lead
has left, or cannot be told. Which news goes where stands in
`cadence.news`.
"""
