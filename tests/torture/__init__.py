"""What is enumerated or thrown at Drumbeat in numbers. The short form runs with all tests; see README.md."""
