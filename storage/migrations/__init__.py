"""The migrations, oldest first in `versions`. Each stands for itself: it names plain types, not today's tables."""
