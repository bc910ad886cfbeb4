"""Mutants: a module's source with one small fault, made by mutmut's operators and one of our own."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, takewhile

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

NOTHING_TO_LEARN = {"len", "isinstance"}  # mutmut leaves their arguments alone too: every such fault is a crash


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """``was`` became ``becomes`` in the function ``place`` (empty outside all) of the file ``path``.

    Both are the lines that differ, without indentation, joined by `` | ``. ``occurrence`` counts mutants that these four do
    not tell apart. ``code`` is the module with the fault.
    """

    path: str
    place: str
    was: str
    becomes: str
    occurrence: int
    line: int
    code: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.path, self.place, self.was, self.becomes


def mutants(source: str, *, path: str) -> list[Mutant]:
    """Every mutant of a module that compiles and differs from the module and from the mutants before it.

    >>> for mutant in mutants("def f(a):\\n    return a + 1\\n", path="f.py"):
    ...     print(mutant.place, mutant.becomes)
    f return a - 1
    f return a + 2
    """
    seen, found, counted = {source}, [], Counter()
    for place, code in _mutations(source):
        if code in seen or not _compiles(code):
            continue
        seen.add(code)
        line, was, becomes = _difference(source, code)
        key = (path, place, was, becomes)
        found.append(Mutant(path=path, place=place, was=was, becomes=becomes, line=line, code=code,
                            occurrence=counted[key]))  # fmt: skip
        counted[key] += 1
    return found


def _mutations(source: str) -> Iterator[tuple[str, str]]:
    wrapper = MetadataWrapper(cst.parse_module(source))
    spans, module = wrapper.resolve(WhitespaceInclusivePositionProvider), wrapper.module
    starts = list(accumulate((len(line) for line in source.splitlines(keepends=True)), initial=0))
    for place, node in _nodes(module, (), in_error=False):
        for other in _faults(node):
            if isinstance(node, cst.BaseCompoundStatement):  # its lines are indented by what is around it
                yield place, module.deep_replace(node, other).code
                continue
            start, end = (starts[at.line - 1] + at.column for at in (spans[node].start, spans[node].end))
            yield place, source[:start] + module.code_for_node(other) + source[end:]


def _nodes(node: cst.CSTNode, place: tuple[str, ...], *, in_error: bool) -> Iterator[tuple[str, cst.CSTNode]]:
    """Every node that may be mutated, with the function or class that it is in."""
    in_error = in_error or isinstance(node, cst.Raise)
    if _is_left_alone(node) or (in_error and isinstance(node, cst.SimpleString)):
        return
    yield ".".join(place), node
    inner = (*place, node.name.value) if isinstance(node, cst.FunctionDef | cst.ClassDef) else place
    for child in node.children:
        yield from _nodes(child, inner, in_error=in_error)


def _is_left_alone(node: cst.CSTNode) -> bool:
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom():
            return True
        case cst.Call(func=cst.Name(value=name)):
            return name in NOTHING_TO_LEARN
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__all__"))]):
            return True
        case cst.Assign(value=cst.Subscript(value=cst.Name(value="Literal" | "Mapping" | "Callable"))):
            return True
    return False


def _faults(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            made = list(operator(node))
            yield from made[:1] if operator is operator_string else made
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        yield cst.Pass()


def _compiles(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError:
        return False
    return True


def _difference(source: str, code: str) -> tuple[int, str, str]:
    """The number of the first line that differs, and the lines that do, before and after."""
    before, after = source.splitlines(), code.splitlines()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    ends = zip(reversed(before[same:]), reversed(after[same:]), strict=False)
    same_end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    was, becomes = (
        " | ".join(line.strip() for line in lines[same : len(lines) - same_end]) for lines in (before, after)
    )
    return same + 1, was, becomes
