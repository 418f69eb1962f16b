"""What holds for any text, whoever wrote it and wherever it is shown.

`whole`: what every database, address and log can hold. `calm`: it stays in its own place. `links`: those that we are
ready to show. Of our own words: `leads` begin a line that is set apart, `to_type` is what somebody may type, `figures`
a chart in words.
"""
