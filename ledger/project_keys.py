"""When two names are one project beyond doubt: the same contractor, and the same name but for the way of writing. Pure.

What is only likely is a proposal for the head (`ledger.same_project`); what is said here is added up without being asked.
"""

from collections.abc import Iterable

from ledger.project_names import Tokens, place_names, read_company, read_project

LONGEST_KEY = 160


def project_key(name: str, *, places: Iterable[str] = ()) -> str:
    """What is left of a name without its ways of writing: 南屏小区（三期）建设项目 → `南屏小区|期3`.

    Empty for a name that says too little to be anybody's alone, such as 工地, and for one that is too long to be kept.
    """
    read = read_project(name, places=place_names(places))
    if not read.core or read.is_generic:
        return ""
    key = "|".join(["".join(read.core), *(f"{unit}{value}" for unit, value in read.marks)])
    return key if len(key) <= LONGEST_KEY else ""


def contractor_keys(names: Iterable[str | None], *, places: Iterable[str] = ()) -> set[Tokens]:
    """General contractors without legal form and trade; what is left empty by that is left out."""
    known = place_names(places)
    return {core for name in names if name and (core := read_company(name, places=known).core)}
