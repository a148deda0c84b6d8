"""Made-up people, firms and building sites; told apart from real ones at a glance.

Given names are the twenty-four solar terms, firms and sites begin with 示例, ID numbers name births of 1900–1905 with
area 530902 and a right check digit, phones begin with 1990000.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from reception.actions.claims import PersonData, WorkerData
from reception.identity import check_digit

AREA_OF_IDS = "530902"
FIRST_BIRTH, BIRTH_DAYS = date(1900, 1, 1), 2190
SURNAMES = "赵钱孙李周吴郑王冯陈杨朱秦许何吕张孔曹严华金魏姜罗段董尹字鲁"
GIVEN = [
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
    "秋分",
    "寒露",
    "霜降",
    "立冬",
    "小雪",
    "大雪",
    "冬至",
    "小寒",
    "大寒",
]
PLACES = [
    "青山",
    "白塔",
    "翠湖",
    "南屏",
    "凤翔",
    "忙畔",
    "西河",
    "博尚",
    "蚂蚁堆",
    "章驮",
    "圈内",
    "平村",
    "邦东",
    "南美",
]
JOBS = ("木工", "钢筋工", "泥水工", "架子工", "抹灰工", "水电工", "杂工", "电焊工")
VILLAGES = ("示例一组", "示例二组", "示例三组", "示例四组")
# what is built, sector key, the unit that answers for the industry
WORKS = (
    ("花园二期", "building", "住建"),
    ("安置房", "building", "住建"),
    ("商业广场", "building", "住建"),
    ("污水管网", "municipal", "住建"),
    ("农村公路", "transport", "交通"),
    ("水库除险加固", "water", "水务"),
    ("灌区改造", "water", "水务"),
    ("高标准农田", "agriculture", "人社"),
    ("餐饮店", "not_construction", "人社"),
    ("家具厂", "not_construction", "人社"),
)


@dataclass(frozen=True)
class Site:
    """A place of work with the firms around it, its sector and the unit that answers for it."""

    project: str
    sector: str
    unit: str
    employer: str
    general_contractor: str = ""
    developer: str = ""


class People:
    """Draws from one seeded source: the same seed gives the same people, offset continues after earlier ones."""

    def __init__(self, rng: Random, *, offset: int = 0) -> None:
        self._rng = rng
        self._count = offset

    def person(self, *, is_from_village: bool = False) -> PersonData:
        self._count += 1
        place = f"示例乡{self._rng.choice(VILLAGES)}" if is_from_village else "示例街道"
        return PersonData(
            name=self._rng.choice(SURNAMES) + self._rng.choice(GIVEN),
            gender=self._rng.choice("mmmf"),
            id_number=self._id_number(),
            phone=f"1990000{self._count % 10000:04d}",
            address=f"临翔区{place}{self._rng.randint(1, 99)}号",
        )

    def roll(self, first: PersonData, amounts: list[Decimal]) -> tuple[WorkerData, ...]:
        """A wage roll that begins with the one who came."""
        people = [first, *(self.person() for _ in amounts[1:])]
        return tuple(
            WorkerData(
                name=person.name,
                id_number=person.id_number,
                phone=person.phone,
                job_type=self._rng.choice(JOBS),
                worked_from="2020-10",
                worked_until="2021-02",
                owed_yuan=amount,
                account=f"62000000000{self._count:04d}{place:04d}",
            )
            for place, (person, amount) in enumerate(zip(people, amounts, strict=True), start=1)
        )

    def site(self) -> Site:
        works, sector, unit = self._rng.choice(WORKS)
        place = self._rng.choice(PLACES)
        project = f"示例{place}{works}"
        if sector == "not_construction":
            return Site(project, sector, unit, employer=f"示例{place}{works}经营部")
        return Site(
            project,
            sector,
            unit,
            employer=f"示例{self._rng.choice(PLACES)}建筑劳务有限公司",
            general_contractor=f"示例{self._rng.choice(PLACES)}建设工程有限公司",
            developer=f"示例{place}开发有限公司",
        )

    def wages(self, workers: int) -> list[Decimal]:
        """What each is owed, in whole tens of yuan."""
        return [Decimal(self._rng.randint(180, 1600) * 10) for _ in range(workers)]

    def _id_number(self) -> str:
        born = FIRST_BIRTH + timedelta(days=self._rng.randrange(BIRTH_DAYS))
        first_17 = f"{AREA_OF_IDS}{born:%Y%m%d}{self._rng.randrange(1, 1000):03d}"
        return first_17 + check_digit(first_17)
