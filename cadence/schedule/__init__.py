"""When things happen: occurrences, working days, weeks of a cycle. Pure functions of local rules and moments."""
