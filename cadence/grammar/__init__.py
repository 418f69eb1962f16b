"""What people type, read into values: numbers, dates, places and whole commands. Pure; the same on every platform."""
