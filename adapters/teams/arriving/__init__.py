"""What comes in: authenticated, sorted, kept where it is an event, and handed to the engine."""
