import pytest

from reception.search.pinyin import VARIANTS, initials, pinyin_tokens


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("王小明", "wangxiaoming", "wxm"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("区国强", "ouguoqiang", "ogq"),
        ("曾志伟", "zengzhiwei", "zzw"),
        ("仇文", "qiuwen", "qw"),
        ("查良", "zhaliang", "zl"),
        ("朴永", "piaoyong", "py"),
        ("乐嘉", "yuejia", "yj"),
        ("盖文", "gewen", "gw"),
        ("翟天", "zhaitian", "zt"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳峰", "ouyangfeng", "oyf"),
        ("单于雄", "chanyuxiong", "cyx"),
        ("吕布", "lvbu", "lb"),
    ],
)
def test_full_and_initials(name, full, initials):
    tokens = pinyin_tokens(name)
    assert [token in tokens for token in (full, initials)] == [True, True]


@pytest.mark.parametrize("name", ["单雄信", "解晓东", "区国强", "曾志伟", "仇文", "查良"])
def test_surname_has_the_reading_of_surnames_alone(name):
    wrong = {"单雄信": "dan", "解晓东": "jie", "区国强": "qu", "曾志伟": "ceng", "仇文": "chou", "查良": "cha"}[name]
    assert [token for token in pinyin_tokens(name) if token.startswith(wrong)] == []


def test_the_same_character_in_a_given_name_is_read_as_usual_or_otherwise():
    tokens = pinyin_tokens("王乐")
    assert [name in tokens for name in ("wangle", "wangyue", "wl", "wy")] == [True] * 4


def test_beginnings_by_syllable_given_name_and_mixed():
    assert set(pinyin_tokens("王小明")) == {"wang", "wangxiao", "wangxiaoming", "xiaoming", "wangxm", "wxm"}


@pytest.mark.parametrize("name", ["", "aye mya", "A1"])
def test_no_chinese_no_pinyin(name):
    assert pinyin_tokens(name) == ()


def test_tokens_grow_with_the_name_not_with_its_power():
    assert len(pinyin_tokens("长" * 40)) <= VARIANTS * 45


@pytest.mark.parametrize(("text", "letters"), [("南屏小区3期", "npxq3q"), ("", ""), ("abc", "abc")])
def test_initials_of_any_text(text, letters):
    assert initials(text) == letters
