"""Reads the pages of the local workspace as somebody without scripts does: entries, buttons, and the form that is open.

Knows HTML; must not know what stands in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "meta", "link", "hr", "br", "img", "line", "circle", "polyline", "path", "rect"})
UNREAD = frozenset({"script", "style", "noscript", "svg"})


@dataclass
class Node:
    """An element. parts: text and elements inside it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parts: "list[Node | str]" = field(default_factory=list)

    def all(self, tag: str, fits: "Callable[[Node], bool]" = lambda _: True) -> "Iterator[Node]":
        """Every such element inside it, in order."""
        for part in self.parts:
            if isinstance(part, Node):
                if part.tag == tag and fits(part):
                    yield part
                yield from part.all(tag, fits)

    def first(self, tag: str, fits: "Callable[[Node], bool]" = lambda _: True) -> "Node | None":
        return next(self.all(tag, fits), None)

    def named(self, tag: str, name: str) -> "Node":
        """The element with this id, which must be there."""
        found = self.first(tag, lambda node: node.attrs.get("id") == name)
        assert found is not None, f"no {tag} {name!r}"
        return found

    @property
    def text(self) -> str:
        """What is read in it; each element's words apart."""
        return " ".join(" ".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in UNREAD:
                yield from part._words()

    def has(self, name: str) -> bool:
        """Whether it is of this class."""
        return name in self.attrs.get("class", "").split()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].parts.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)


def read(html: str) -> Node:
    """The page."""
    reader = _Reader()
    reader.feed(html)
    return reader.root


def sent_by(form: Node) -> list[tuple[str, str]]:
    """What this form would send as it stands."""
    found: list[tuple[str, str]] = []
    for node in _fields(form):
        found += [(node.attrs["name"], value) for value in _values(node)]
    return found


def _fields(form: Node) -> Iterator[Node]:
    for part in form.parts:
        if isinstance(part, Node):
            if part.tag in ("input", "textarea", "select") and part.attrs.get("name"):
                yield part
            yield from _fields(part)


def _values(node: Node) -> list[str]:
    if node.tag == "textarea":
        return ["".join(part for part in node.parts if isinstance(part, str)).removeprefix("\n")]
    if node.tag == "select":
        options = list(node.all("option"))
        chosen = [one for one in options if "selected" in one.attrs] or options[:1]
        return [one.attrs.get("value", "") for one in chosen]
    is_off = node.attrs.get("type") in ("radio", "checkbox") and "checked" not in node.attrs
    return [] if is_off else [node.attrs.get("value", "")]
