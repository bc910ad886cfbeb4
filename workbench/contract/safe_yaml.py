"""YAML without its surprises: 012 is 12, 12:30 and no are text, a key given twice is an error, no aliases."""

from __future__ import annotations

import re
from typing import Any

import yaml

from workbench.errors import ContractError, Problem

BYTES_MAX = 1_000_000


class _Loader(yaml.SafeLoader):
    """Only the scalars of YAML 1.2's core schema, so that a value reads as it looks."""

    yaml_implicit_resolvers: dict = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool):
                raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is given twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _int(loader: _Loader, node: Any) -> int:
    return int(node.value.replace("_", ""))


def _float(loader: _Loader, node: Any) -> float:
    return float(node.value.replace("_", ""))


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9][0-9_]*$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", _int)
_Loader.add_constructor("tag:yaml.org,2002:float", _float)


def load_yaml(text: str) -> Any:
    """The plain values in ``text`` (JSON is YAML too).

    Raises ContractError that names the line.
    """
    if len(text.encode("utf-8", "replace")) > BYTES_MAX:
        raise ContractError([Problem(field="", message="The file is larger than 1 MB; a contract is one page.")])
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader: it builds plain values only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else ""
        raise ContractError([Problem(field=where, message=f"{error.problem}. Correct this line and try again.")]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContractError([Problem(field="", message=f"This is not readable YAML or JSON: {error}")]) from None
