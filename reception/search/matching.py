"""Asking the index, in each database's own words: FTS5 on SQLite, arrays under GIN on PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet

from office.models import User
from reception.identity_access import hidden_from, knows_nobody, places_read_by_city
from reception.models import ClaimText
from reception.search.tokens import Word

EVERYTHING = ("names", "matter")
MATTER = ("matter",)


def mentioning(words: Sequence[Word], *, reader: User | None) -> Q:
    """The texts of claims in which every word occurs, as far as this reader may know them; not yet scoped to rows.

    Where the people of a claim are hidden from the reader (回避、保密), only project, companies and numbers are
    looked at, so that nobody finds out by asking; by the city only where it may read the name of the place. Without a
    reader, people are looked at nowhere.
    """
    if reader is None:
        return Q(Mentions(words, MATTER))
    found = Q(Mentions(words, EVERYTHING))
    hidden = hidden_from(reader, prefix="claim__")
    if hidden is None:
        return found
    by_matter = Q(pk__in=ClaimText.objects.filter(Mentions(words, MATTER)).values("pk"))
    if knows_nobody(reader):
        return found & places_read_by_city(prefix="claim__") & by_matter
    return found & (~hidden | by_matter)


def newest_first(texts: QuerySet[ClaimText]) -> QuerySet[ClaimText]:
    """The texts by claim, newest first; each database takes its best way to the first few."""
    return texts.order_by(Key("pk").desc())


class Key(models.Func):
    """The key of a text, to order by. FTS5 finds in this order and can stop early.

    PostgreSQL would walk the primary key hoping to meet matches soon, which for a rare name reads the whole table:
    ordered by an expression it takes the matches from the index and sorts them.
    """

    arity = 1
    template = "%(expressions)s"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0)", **extra)


class Mentions(models.Expression):
    """True of a row of `ClaimText` in which every word occurs, in one of the columns."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, words: Sequence[Word], columns: Iterable[str]) -> None:
        super().__init__()
        self.words = tuple(words)
        self.columns: list[Any] = [F(name) for name in columns]

    def get_source_expressions(self) -> list[Any]:
        return list(self.columns)

    def set_source_expressions(self, exprs: Any) -> None:
        self.columns = list(exprs)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:
        alias, table = (connection.ops.quote_name(n) for n in (self.columns[0].alias, ClaimText._meta.db_table))
        asked = " AND ".join(f"({' OR '.join(_phrases(word))})" for word in self.words)
        names = " ".join(column.target.column for column in self.columns)
        return f"{alias}.{table} MATCH %s", [f"{{{names}}} : ({asked})"]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        columns = [compiler.compile(column)[0] for column in self.columns]
        parts, params = [], []
        for word in self.words:
            either = []
            for column in columns:
                for sql, values in _contained(word, column):
                    either.append(sql)
                    params += values
            parts.append(f"({' OR '.join(either)})")
        return f"({' AND '.join(parts)})", params

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        raise NotImplementedError("the search knows SQLite and PostgreSQL")


def _phrases(word: Word) -> list[str]:
    """Phrases of FTS5; tokens hold nothing but letters and figures."""
    return [f'"{" ".join(word.pairs)}"', *([f'"{word.text}"'] if word.whole else [])]


def _contained(word: Word, column: str) -> list[tuple[str, list[Any]]]:
    """Pairs by the index, then their order by the text itself; for `zsf` also the token as a whole."""
    tokens = f"string_to_array({column}, ' ') @> %s::text[]"
    sought: list[Any] = [list(dict.fromkeys(word.pairs))]
    if len(word.pairs) == 1:
        return [(tokens, sought)]
    in_order = f"({tokens} AND ' ' || {column} || ' ' LIKE %s)", [*sought, f"% {' '.join(word.pairs)} %"]
    return [in_order, *([(tokens, [[word.text]])] if word.whole else [])]
