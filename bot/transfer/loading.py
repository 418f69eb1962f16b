"""Reads YAML safely: mappings, lists and texts, nothing that runs, nothing that grows.

Everything but `true`, `false` and `null` stays text, so that `10:00`, `NO`, `1.10` and dates arrive as written.
Keys that stand twice are refused, and so are aliases (`*name`) within what they repeat, with which a few lines could
stand for millions.
"""

import re
from typing import Any

import yaml

from cadence.errors import ConfigurationError

MOST_ALIASES = 200


class _Loader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._anchored = 0
        self._aliases = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it untyped
        if isinstance(event, yaml.AliasEvent):
            self._aliases += 1
            if self._anchored or self._aliases > MOST_ALIASES:
                mark: Any = event.start_mark
                raise yaml.MarkedYAMLError(problem="too many aliases, or one in another", problem_mark=mark)
            return super().compose_node(parent, index)
        is_anchored = event.anchor is not None
        self._anchored += is_anchored
        node = super().compose_node(parent, index)
        self._anchored -= is_anchored
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z"), [*"~nN", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), [*"tTfF"]
)


def load_yaml(text: str) -> Any:
    """What the text says. Raises ConfigurationError, naming the line, where it is no YAML that we read."""
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ConfigurationError(f"This is no YAML that can be read: {where}{error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigurationError(f"This is no YAML that can be read: {error}") from error
