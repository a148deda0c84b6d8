"""Made-up people, companies and projects: names of two and three characters, numbers nobody has."""

from datetime import date, timedelta
from random import Random

from reception.identity import check_digit

_SURNAMES = "赵钱孙李周吴郑王冯陈杨朱秦何吕张孔曹严金魏陶姜谢邹章云苏潘葛范彭鲁韦马苗方俞任袁柳鲍史唐岩罗"
_GIVEN = "安本昌达恩发光海嘉开力明宁平庆荣顺泰万祥元志忠春东国建军俊林勤仁胜松文兴学毅永勇正芳桂红兰莲梅琴秀英珍"
_PLACES = ("云岭", "苍山", "南屏", "玉龙", "碧江", "青华", "旗山", "玉带", "西河", "东旺", "锦绣", "龙泉")
_KINDS = ("佳苑", "小区", "广场", "安置房", "产业园", "学校", "医院", "水库")
_TRADES = ("劳务有限公司", "建筑工程有限公司", "装饰工程有限公司", "置业有限公司", "建设集团有限公司")
_NEW_FROM = date(1900, 1, 1)
_BORN_DAYS = 5 * 365

NAMES = [s + g for s in _SURNAMES for g in _GIVEN] + [
    s + a + b for s in _SURNAMES for a in _GIVEN[::3] for b in _GIVEN[1::3]
]


# Of a surname that nobody else has.
PLANTED = [f"柏{given}" for given in _GIVEN[:20]]


# The name that one in fifty bears: in a large ledger, by thousands.
COMMON = "张伟"


def made_up_id(random: Random, *, is_new: bool = False) -> str:
    """An ID number with a right check digit and a birth year nobody alive has; `is_new`: one no stored person has."""
    days = random.randrange(365) if is_new else random.randrange(365, 365 + _BORN_DAYS)
    born = _NEW_FROM + timedelta(days=days)
    first_17 = f"530902{born:%Y%m%d}{random.randrange(1, 1000):03d}"
    return first_17 + check_digit(first_17)


def made_up_phone(random: Random, *, is_new: bool = False) -> str:
    return f"{190 if is_new else 199}{random.randrange(10**8):08d}"


def project_name(number: int) -> str:
    """The same number gives the same name."""
    return f"{_PLACES[number % len(_PLACES)]}{_KINDS[number % len(_KINDS)]}{number}号工程"


def company_name(number: int) -> str:
    return f"{_PLACES[number % len(_PLACES)]}{_KINDS[number % len(_KINDS)]}{number}号{_TRADES[number % len(_TRADES)]}"
