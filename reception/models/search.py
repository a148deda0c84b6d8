"""What may be searched of each claim, as tokens. On SQLite this table is FTS5's own, on PostgreSQL it lies under GIN."""

from django.db import models

from reception.models.claims import Claim


class ClaimText(models.Model):
    """One line of tokens of the people of a claim, one of everything else: who may not read names must not find by them.

    Written by `reception.actions.search` alone. FTS5 knows its rows by `rowid` and has no foreign key.
    """

    claim = models.OneToOneField(
        Claim, models.CASCADE, primary_key=True, db_column="rowid", related_name="search_text", verbose_name="诉求"
    )
    names = models.TextField("人员")
    matter = models.TextField("事项")

    class Meta:
        verbose_name = "查找索引"
        verbose_name_plural = "查找索引"

    def __str__(self) -> str:
        return str(self.pk)
