"""What comes in: over HTTP or a socket, sorted, kept where it is an event, and handed to the engine."""
