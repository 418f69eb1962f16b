"""Sample data for an empty local workspace: made-up people, teams and six weeks of answers, clearly marked.

It is played through the engine itself, so it is exactly what real weeks leave behind. Only `make run` loads it.
"""

from bot.sample.loading import clear_sample, is_empty, load_sample

__all__ = ["clear_sample", "is_empty", "load_sample"]
