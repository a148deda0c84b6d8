"""常用查询: a query of the ledger kept under a name, by each account for itself. What was typed as text is never in it."""

from django.db import transaction

from ledger.models import SavedView
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require
from reception.identity import personal_number_in

MOST_VIEWS = 20
LONGEST_NAME = 20
LONGEST_QUERY = 300


@transaction.atomic
def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Keeps the query (`CaseQuery.link()` without its sealed words) under the name; what had the name before is replaced.

    Raises:
        PermissionDenied: the account has no ledger.
        Refused: name or query cannot be kept, or the account has `MOST_VIEWS` others.
    """
    require(by, "save_view")
    name = " ".join(name.split())
    faults = _faults(name, query)
    if faults:
        raise Refused(faults)
    # One at a time for each account: neither a name twice nor one view too many.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    view = SavedView.objects.filter(user=by, name=name).first() or SavedView(user=by, name=name)
    if view.pk is None and SavedView.objects.filter(user=by).count() >= MOST_VIEWS:
        raise Refused(f"每人最多保存 {MOST_VIEWS} 个常用查询：请先删除不用的。")
    view.query = query
    view.save()
    trail.record("save_view", by=by, obj=view)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """Removes one of the account's own views.

    Raises:
        PermissionDenied: the account has no ledger.
        Refused: it is gone, or never was the account's own.
    """
    require(by, "delete_view")
    own = SavedView.objects.select_for_update().filter(pk=view.pk, user=by).first()
    if own is None:
        raise Refused("这个常用查询已不在，可能刚被删除：请刷新台账后再看。")
    trail.record("delete_view", by=by, obj=own)
    own.delete()


def _faults(name: str, query: str) -> list[str]:
    faults = []
    if not name:
        faults.append("常用查询没有名称：请填写名称，例如“住建未办结”。")
    if len(name) > LONGEST_NAME:
        faults.append(f"常用查询的名称最多 {LONGEST_NAME} 个字，现有 {len(name)} 个字：请缩短。")
    if not name.isprintable():
        faults.append("常用查询的名称里有看不见的字符：请删去后重新输入。")
    if personal_number_in(name):
        faults.append("常用查询的名称里有身份证号或手机号：请换一个名称。")
    if not query:
        faults.append("没有可保存的条件：请先在查询栏选择条件并查询（“查找”栏输入的文字不保存）。")
    if len(query) > LONGEST_QUERY:
        faults.append("这次查询的条件过多，不能保存：请减少条件。")
    return faults
