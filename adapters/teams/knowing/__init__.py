"""What Teams knows of people, channels and conversations, asked for when it matters."""
