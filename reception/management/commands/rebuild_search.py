"""`manage.py rebuild_search`: makes the search index anew from what is stored; others may go on working."""

from typing import Any

from tqdm import tqdm

from office.command import Answer, OfficeCommand
from reception.actions.search import rebuild_index


class Command(OfficeCommand):
    help = "重建查找索引：按现有登记内容重新生成，期间可以照常登记和办理"

    def answer(self, **_: Any) -> Answer:
        with tqdm(desc="重建", unit="件", disable=None, leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            count = rebuild_index(progress=show)
        return Answer({"claims": count}, [f"查找索引已重建：诉求 {count} 件。"])
