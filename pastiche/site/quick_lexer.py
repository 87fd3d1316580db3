"""Pygments' lexers without the rules that cannot match: those with another first letter.

A lexer tries each rule of a state on each token. What letters a rule's matches can begin with
follows from its pattern; a rule of which nothing is known is always tried, and the rules that are
tried keep their order, so that the tokens are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

try:  # the parser of the standard library's own regular expressions; it has no public name
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:
    parser = None

_ALL = frozenset(range(128))
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_WORTH = 40  # visits of a state after which its patterns are read: that takes milliseconds

_Rule = tuple[Any, Any, Any]


def hasten(lexer: Lexer) -> Lexer:
    """`lexer`, which from now on reads in the quick way if it can."""
    plain = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    if parser and isinstance(lexer, RegexLexer) and plain:
        lexer.get_tokens_unprocessed = _Reader(lexer).tokens  # type: ignore[method-assign]
    return lexer


class _Reader:
    def __init__(self, lexer: Any) -> None:
        self._lexer = lexer
        self._visits: dict[str, int] = {}
        self._likely: dict[str, dict[str, list[_Rule]]] = {}
        self._firsts: dict[str, list[frozenset[int] | None]] = {}

    def tokens(self, text: str, stack: Iterable[str] = ("root",)) -> Iterator[tuple[int, Any, str]]:
        rules = self._lexer._tokens
        states = list(stack)
        position, end = 0, len(text)
        likely = self._state(states[-1])
        while True:
            letter = text[position] if position < end else ""
            fitting = likely.get(letter)
            if fitting is None:
                fitting = self._fitting(states[-1], letter, rules[states[-1]])
            for matches, action, target in fitting:
                match = matches(text, position)
                if match:
                    if type(action) is _TokenType:
                        yield position, action, match[0]
                    elif action is not None:
                        yield from action(self._lexer, match)
                    position = match.end()
                    if target is not None:
                        _go(states, target)
                        likely = self._state(states[-1])
                    break
            else:
                if not letter:
                    return
                if letter == "\n":
                    states = ["root"]
                    likely = self._state("root")
                    yield position, Whitespace, "\n"
                else:
                    yield position, Error, letter
                position += 1

    def _state(self, name: str) -> dict[str, list[_Rule]]:
        self._visits[name] = self._visits.get(name, 0) + 1
        return self._likely.setdefault(name, {})

    def _fitting(self, name: str, letter: str, rules: list[_Rule]) -> list[_Rule]:
        """The rules that may match at `letter`, or at the end of the text."""
        if self._visits[name] < _WORTH or letter > "\x7f":
            return rules
        firsts = self._firsts.get(name)
        if firsts is None:
            firsts = self._firsts[name] = [_first(rule[0]) for rule in rules]
        found = [
            rule
            for rule, first in zip(rules, firsts, strict=True)
            if first is None or (letter and ord(letter) in first)
        ]
        self._likely[name][letter] = found
        return found


def _go(states: list[str], target: Any) -> None:
    """Changes the stack of states as a rule wants it."""
    if isinstance(target, int):
        if abs(target) >= len(states):
            del states[1:]
        else:
            del states[target:]
        return
    for one in target if isinstance(target, tuple) else (target,):
        if one == "#pop":
            if len(states) > 1:
                states.pop()
        else:
            states.append(states[-1] if one == "#push" else one)


def _first(matches: Any) -> frozenset[int] | None:
    """The ASCII letters that a match can begin with; None when it can be empty or is not known."""
    pattern = getattr(matches, "__self__", None)
    if not isinstance(pattern, re.Pattern):
        return None
    parsed = parser.parse(pattern.pattern, pattern.flags)
    letters, empty = _of_sequence(parsed, bool(pattern.flags & re.IGNORECASE))
    return None if empty else frozenset(letters)


def _of_sequence(items: Any, fold: bool) -> tuple[set[int], bool]:
    letters: set[int] = set()
    for operator, value in items:
        more, empty = _of(operator, value, fold)
        letters |= more
        if not empty:
            return letters, False
    return letters, True


def _of(operator: Any, value: Any, fold: bool) -> tuple[set[int], bool]:
    """What one piece of a pattern can begin with, and whether it can be empty."""
    match operator:
        case sre.LITERAL:
            return _folded({value}, fold), False
        case sre.NOT_LITERAL | sre.ANY:
            return set(_ALL), False
        case sre.IN:
            return _of_set(value, fold), False
        case sre.BRANCH:
            found = [_of_sequence(one, fold) for one in value[1]]
            return set().union(*(one for one, _ in found)), any(empty for _, empty in found)
        case sre.SUBPATTERN:
            _, added, taken, inner = value
            if (added | taken) & re.IGNORECASE:
                return set(_ALL), True
            return _of_sequence(inner, fold)
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            least, _, inner = value
            letters, empty = _of_sequence(inner, fold)
            return letters, empty or least == 0
        case sre.ATOMIC_GROUP:
            return _of_sequence(value, fold)
        case sre.AT | sre.ASSERT | sre.ASSERT_NOT:
            return set(), True
        case _:
            return set(_ALL), True


def _of_set(items: Any, fold: bool) -> set[int]:
    letters: set[int] = set()
    for operator, value in items:
        if operator is sre.NEGATE:
            return set(_ALL)
        if operator is sre.LITERAL:
            letters |= _folded({value}, fold)
        elif operator is sre.RANGE:
            letters |= _folded(set(range(value[0], min(value[1], 0x250) + 1)) | {value[1]}, fold)
        else:
            name = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
            escape = _CATEGORIES.get(name)
            if escape is None:
                return set(_ALL)
            letters |= {code for code in _ALL if re.match(escape, chr(code))}
    return letters


def _folded(codes: set[int], fold: bool) -> set[int]:
    """The ASCII letters among `codes`, in both cases; any, where others may fold into them."""
    if not fold:
        return codes & _ALL
    if max(codes) > 127:
        return set(_ALL)
    both = {letter for code in codes for letter in (chr(code).lower(), chr(code).upper())}
    return {ord(letter) for letter in both if letter.isascii() and len(letter) == 1}
