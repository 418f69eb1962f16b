"""A chat log kept in memory: the same promises as the real one."""

from dataclasses import replace

from cadence.ports import Channel, Post


class MemoryChatLog:
    """See `cadence.ports.ChatLog`. posts: by ref, in the order they were first written."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self._channels: dict[str, Channel] = {}
        self._seen: set[tuple[str, str]] = set()
        self._version = 0

    async def channels(self) -> list[Channel]:
        return sorted(self._channels.values(), key=lambda channel: channel.name)

    async def add_channel(self, channel: Channel) -> None:
        self._channels[channel.id] = channel
        self._version += 1

    async def write(self, post: Post) -> None:
        known = self.posts.get(post.ref)
        if known and (known.text, known.card) == (post.text, post.card):
            return
        self.posts[post.ref] = replace(known, text=post.text, card=post.card, edited=True) if known else post
        self._version += 1

    async def read(self, place: str, reader: str, limit: int) -> list[Post]:
        return [post for post in self.posts.values() if post.place == place and _may_see(post, reader)][-limit:]

    async def mark_read(self, place: str, reader: str) -> None:
        before = len(self._seen)
        self._seen |= {(reader, post.ref) for post in self.posts.values() if post.place == place}
        self._version += len(self._seen) > before

    async def unread(self, reader: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for post in self.posts.values():
            if post.author != reader and _may_see(post, reader) and (reader, post.ref) not in self._seen:
                counts[post.place] = counts.get(post.place, 0) + 1
        return counts

    async def version(self) -> int:
        return self._version


def _may_see(post: Post, reader: str) -> bool:
    if post.seen_by is not None and post.seen_by != reader:
        return False
    return not post.place.startswith("member:") or post.place == f"member:{reader}"
