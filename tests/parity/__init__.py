"""One contract of journeys for every platform: see `test_journeys`. `stage` says what a platform must let people do."""
