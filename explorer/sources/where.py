"""A filter over columns, such as ``person in ('KA', 'KL') and age >= 30``: a small language of our own, never `eval`.

::

    either = both { "or" both }
    both   = one { "and" one }
    one    = "not" one | "(" either ")" | test
    test   = column ("=" | "!=" | "<" | "<=" | ">" | ">=") (value | column)
           | column ["not"] "in" "(" value { "," value } ")"
           | column ["not"] "contains" text
           | column "is" ["not"] "missing"

A column with spaces or signs in its name stands between backticks, a text between quotation marks of either kind (twice
for one inside it). ``row`` is the number of the row in the file, unless a column has that name. Where there is no
value only ``!=``, ``not …`` and ``is missing`` hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from explorer.errors import ParamsError
from explorer.sources.cells import COMPARISONS, Table, Value

MOST_LETTERS = 2_000
MOST_DEPTH = 50
_TOKEN = re.compile(
    r"""(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
    |(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<column>`[^`]+`)
    |(?P<word>[^\W\d][\w.]*)
    |(?P<sign><=|>=|!=|<>|==|=|<|>|\(|\)|,)""",
    re.VERBOSE,
)
_SAME = {"==": "=", "<>": "!="}
_WORDS = ("and", "or", "not", "in", "contains", "is", "missing")
_END = "end"

Test = Callable[[Table], np.ndarray]


def parse(text: str) -> Test:
    """Understand a filter.

    Returns
    -------
    callable
        `Table` -> for each row whether the filter holds. It raises `ParamsError` with ``field`` "where" where there is
        no such column, or it can't be compared with what stands there.

    Raises
    ------
    ParamsError
        With ``field`` "where", when the text makes no sense; says from which letter on.
    """
    if len(text) > MOST_LETTERS:
        raise ParamsError(f"where has {len(text):,} letters; at most {MOST_LETTERS:,} are read.", field="where")
    return _Parser(text).whole()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """The word of the language or the sign that it is, whatever the case; else nothing."""
        small = self.text.lower()
        return small if self.kind == "sign" or (self.kind == "word" and small in _WORDS) else ""


class _Parser:
    """A filter being read, from left to right, without a way back."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.depth = text, 0, 0
        self.tokens = self._tokens()

    def whole(self) -> Test:
        """All of it."""
        test = self._either()
        if self._next.kind != _END:
            self._stuck("'and' or 'or'")
        return test

    # --- the language ---

    def _either(self) -> Test:
        return self._joined("or", np.logical_or, self._both)

    def _both(self) -> Test:
        return self._joined("and", np.logical_and, self._one)

    def _joined(self, word: str, join: Callable[..., np.ndarray], part: Callable[[], Test]) -> Test:
        tests = [part()]
        while self._took(word):
            tests.append(part())
        return tests[0] if len(tests) == 1 else lambda table: join.reduce([test(table) for test in tests])  # type: ignore[attr-defined]

    def _one(self) -> Test:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self._stuck(f"fewer than {MOST_DEPTH} brackets and 'not's around each other")
        if self._took("not"):
            inner = self._one()
            found: Test = lambda table: ~inner(table)  # noqa: E731
        elif self._took("("):
            found = self._either()
            self._take(")")
        else:
            found = self._test()
        self.depth -= 1
        return found

    def _test(self) -> Test:
        name = self._column()
        if name is None:
            self._stuck("the name of a column")
        if self._took("is"):
            negated = self._took("not")
            self._take("missing")
            return lambda table: table[name].missing() ^ negated
        negated = self._took("not")
        if self._took("in"):
            values = self._values()
            return lambda table: table[name].within(values) ^ negated
        if self._took("contains"):
            text = self._value()
            if not isinstance(text, str):
                self._stuck("a text between quotation marks", back=1)
            return lambda table: table[name].contains(text) ^ negated
        sign = _SAME.get(self._next.text, self._next.text)
        if negated or sign not in COMPARISONS:
            self._stuck("'in' or 'contains'" if negated else "=, !=, <, <=, >, >=, 'in', 'contains' or 'is missing'")
        self.place += 1
        return self._comparison(name, sign)

    def _comparison(self, name: str, sign: str) -> Test:
        other = self._column()
        if other is not None:
            return lambda table: table[name].compare(sign, table[other])
        value = self._value()
        return lambda table: table[name].compare(sign, value)

    def _column(self) -> str | None:
        token = self._next
        if token.kind not in ("word", "column") or token.word:
            return None
        self.place += 1
        return token.text.strip("`")

    def _values(self) -> list[Value]:
        self._take("(")
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        self._take(")")
        return values

    def _value(self) -> Value:
        token = self._next
        if token.kind == "number":
            self.place += 1
            return int(token.text) if token.text.lstrip("+-").isdigit() else float(token.text)
        if token.kind != "text":
            self._stuck("a number, or a text between quotation marks")
        self.place += 1
        mark = token.text[0]
        return token.text[1:-1].replace(mark * 2, mark)

    # --- tokens ---

    @property
    def _next(self) -> _Token:
        return self.tokens[self.place]

    def _took(self, word: str) -> bool:
        if self._next.word != word:
            return False
        self.place += 1
        return True

    def _take(self, word: str) -> None:
        if not self._took(word):
            self._stuck(f"'{word}'")

    def _tokens(self) -> list[_Token]:
        found, at = [], 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            match = _TOKEN.match(self.text, at)
            if match is None:
                self._refuse(f"from letter {at + 1} on ({self.text[at : at + 20]!r}) it can't be read")
            found.append(_Token(str(match.lastgroup), match[0], at))
            at = match.end()
        return [*found, _Token(_END, "", at)]

    def _stuck(self, wanted: str, back: int = 0) -> NoReturn:
        token = self.tokens[self.place - back]
        there = f"{token.text!r} at letter {token.at + 1}" if token.text else "its end"
        self._refuse(f"instead of {there} there must be {wanted}")

    def _refuse(self, why: str) -> NoReturn:
        raise ParamsError(
            f"where = {self.text!r}: {why}. For example: person in ('KA', 'KL') and age >= 30.", field="where"
        )
