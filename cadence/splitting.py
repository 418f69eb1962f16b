"""A message that no platform would take whole becomes several: the first where it belongs, the rest in its thread.

Pure. Knows how much of a card a platform takes, with room to spare; must not know what any card says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cadence.cards import Block, Button, Buttons, Card, Chart, Facts, Heading, Link, Table, Text, Tone, Verbatim
from cadence.ids import id_for
from cadence.model import Message, Place

MOST_WEIGHT = 11_000
"""Characters, what surrounds them included. Slack takes 13,000 of its own notation in all."""
MOST_BLOCKS = 46
LONGEST_TEXT = 2_500
OF_A_LINE, OF_A_BLOCK = 60, 80
"""What each costs besides its characters."""
GOES_ON = "This goes on in the thread."
PART = "part:"


def parts_of(message: Message) -> list[Message]:
    """The message in as many as it needs, nearly always one. A further part's key follows from the first one's."""
    cards = split(message.card)
    if len(cards) == 1 or message.place.home:
        return [message]
    thread = replace(message.place, thread=message.place.thread or message.key)
    keys = [part_key(message.key, number) for number in range(2, len(cards) + 1)]
    rest = [_part(message, key, card, thread) for key, card in zip(keys, cards[1:], strict=True)]
    return [replace(message, card=_with_pointer(cards[0], keys)), *rest]


def _part(message: Message, key: str, card: Card, thread: Place) -> Message:
    made = id_for("message", message.workspace_id, key)
    return replace(message, id=made, key=key, card=card, place=thread, is_nudge=False)


def part_key(key: str, number: int) -> str:
    return f"{PART}{key}:{number}"


def parts_left_over(before: Card, after: Card) -> list[str]:
    """Keys of parts that an older state of a message had, and this one has not."""
    return [key for key in _parts_named(before) if key not in _parts_named(after)]


def no_longer_needed(notice: str) -> Card:
    """What stands where a part was, once its message is shorter."""
    return Card(notice, (Text("(shortened)", Tone.QUIET),))


def _parts_named(card: Card) -> list[str]:
    return [block.key for block in card.blocks if isinstance(block, Link) and block.key.startswith(PART)]


def _with_pointer(card: Card, keys: Sequence[str]) -> Card:
    """Where it goes on. The links are also how the parts are known when the message changes."""
    links = tuple(Link(f"Part {number}", key=key) for number, key in enumerate(keys, 2))
    return Card(card.notice, (*card.blocks, Text(GOES_ON, Tone.QUIET), *links))


def split(card: Card) -> list[Card]:
    """The card in pieces that fit, in order; what belongs together (a text and its buttons) stays together."""
    small = [piece for block in card.blocks for piece in _pieces(block)]
    if fits(small):
        return [card]
    pages: list[list[Block]] = [[]]
    for chunk in _chunks(small):
        if pages[-1] and not fits([*pages[-1], *chunk]):
            pages.append([])
        pages[-1] += chunk
    if len(pages) == 1:
        return [card]
    notices = [card.notice, *(f"{card.notice} ({number} of {len(pages)})" for number in range(2, len(pages) + 1))]
    return [Card(notice, tuple(page)) for notice, page in zip(notices, pages, strict=True)]


def _chunks(small: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks up to and with the buttons that belong to them. small: with long texts in pieces."""
    chunk: list[Block] = []
    for number, block in enumerate(small):
        chunk.append(block)
        following = small[number + 1] if number + 1 < len(small) else None
        if not isinstance(following, Buttons | Link) and not isinstance(block, Heading):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pieces(block: Block) -> list[Block]:
    if isinstance(block, Text) and len(block.text) > LONGEST_TEXT:
        return [replace(block, text=piece) for piece in cut(block.text)]
    if isinstance(block, Verbatim):
        return [Verbatim(piece) for piece in cut(block.text)]
    if isinstance(block, Table):
        return _rows_apart(block)
    return [block]


def _rows_apart(table: Table) -> list[Block]:
    pages: list[list[tuple[str, ...]]] = [[]]
    for row in table.rows:
        if pages[-1] and weight(Table(table.columns, (*pages[-1], row))) > MOST_WEIGHT // 2:
            pages.append([])
        pages[-1].append(row)
    return [Table(table.columns, tuple(page)) for page in pages]


def cut(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """The text in pieces, cut at line breaks or blanks where there are any; nothing but those breaks is left out."""
    found: list[str] = []
    while len(text) > longest:
        at = max(text.rfind("\n", 1, longest + 1), 0) or max(text.rfind(" ", 1, longest + 1), 0) or longest
        found.append(text[:at])
        text = text[at:].removeprefix("\n") if text[at] == "\n" else text[at:].removeprefix(" ")
    return [*found, text]


def fits(blocks: Sequence[Block]) -> bool:
    """Whether a platform takes these in one message."""
    return len(blocks) <= MOST_BLOCKS and sum(map(weight, blocks)) <= MOST_WEIGHT


def weight(block: Block) -> int:
    """About how many characters it takes in a platform's notation."""
    texts = list(_texts(block))
    lines = len(texts) + sum(text.count("\n") for text in texts)
    return OF_A_BLOCK + OF_A_LINE * lines + sum(map(len, texts))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Text(text) | Verbatim(text):
            yield text
        case Facts(pairs):
            yield from (text for pair in pairs for text in pair)
        case Table(columns, rows):
            yield from (cell for row in (columns, *rows) for cell in row)
        case Chart(title, labels):
            yield from (title, *labels, *labels)
        case Buttons(row):
            yield from (text for button in row for text in _of_button(button))
        case Link(label, key, url):
            yield from (label, key, url)


def _of_button(button: Button) -> tuple[str, str, str]:
    return button.label, button.action, button.value
