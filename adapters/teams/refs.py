"""How a message of Teams is named in what Drumbeat keeps: `<conversation id>|<activity id>`.

Knows the shapes of conversation ids alone. A channel's root message is named by the plain id of its channel, whoever
tells of it; what stands in a thread by the channel's id with `;messageid=<root>`.
"""

IN_THREAD = ";messageid="
BAR = "|"


def channel_of(conversation: str) -> str:
    """The conversation's own id, without the thread."""
    return conversation.partition(IN_THREAD)[0]


def root_of(conversation: str) -> str:
    """The id of the thread's first message; empty where it is no thread."""
    return conversation.partition(IN_THREAD)[2]


def in_thread(channel: str, root: str) -> str:
    """The conversation's id of a thread; the channel's own where there is no root."""
    return f"{channel}{IN_THREAD}{root}" if root else channel


def ref_of(conversation: str, activity: str) -> str:
    """The name of a message; the same for a root under both ids of its conversation. Empty for no activity."""
    if not activity:
        return ""
    is_root = root_of(conversation) in ("", activity)
    return f"{channel_of(conversation) if is_root else conversation}{BAR}{activity}"


def split_ref(ref: str) -> tuple[str, str]:
    """(conversation id, activity id). Raises ValueError for what `ref_of` did not write."""
    conversation, bar, activity = ref.rpartition(BAR)
    if not (bar and conversation and activity):
        raise ValueError("no name of a message of Teams")
    return conversation, activity
