import pytest

from office.sheets.delimited import separator
from office.sheets.guard import BadWorkbook
from office.sheets.reader import read_file

TABLE = [["姓名", "金额"], ["张三", "1,234.50"], ["李㐂", None]]


def text(between, end="\r\n"):
    rows = [[f'"{cell}"' if cell and between in cell else cell or "" for cell in row] for row in TABLE]
    return "".join(between.join(row) + end for row in rows)


@pytest.mark.parametrize("between", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_and_separator(between, encoding):
    rare = "李㐂" if encoding != "gbk" else "李喆"
    data = text(between).replace("李㐂", rare).encode(encoding)
    assert read_file(data).sheets == {"数据": [*TABLE[:2], [rare, None]]}


def test_line_ends_quotes_and_empty_lines():
    data = '姓名,诉求\n张三,"第一行\n第二行，""引号"""\n\n李四,\n\n'.encode()
    assert read_file(data).sheets["数据"] == [
        ["姓名", "诉求"], ["张三", '第一行\n第二行，"引号"'], [], ["李四", None],
    ]  # fmt: skip


def test_a_number_kept_as_text_loses_its_wrapping():
    data = '身份证号,备注\n="530902190101010012","=""0012"""\n'.encode()
    assert read_file(data).sheets["数据"][1] == ["530902190101010012", "0012"]


def test_separator_by_the_width_of_most_lines():
    assert separator("说明；逗号,在这里\n姓名\t金额\n张三\t1,000\n") == "\t"
    assert separator("只有一列\n张三\n") == "\t"


REFUSED = {
    "unclosed quote": ('姓名,诉求\n张三,"没有完\n李四,a\n'.encode(), "第 2 行的引号不成对"),
    "text behind a quote": ('姓名,诉求\n"张三"x,a\n'.encode(), "第 2 行的引号不成对"),
    "neither encoding": ("姓名\n".encode() + b"ok\n\xff\xff\n", "第 3 行的文字编码不能识别"),
    "odd utf-16": (b"\xff\xfea\x00b", "文字编码不能识别"),
    "zero in utf-16": ("a\0b".encode("utf-16"), "不是 .xlsx、.xls 或 .csv 表格"),
    "too many rows": (b"a\n" * 20_002, "文件超过 20000 行"),
    "too many columns": (b"a\n" + b"," * 60, "第 2 行超过 60 列"),
    "too long a cell": (b"a," + b"x" * 40_000, "文字过长"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_line(case):
    data, reason = REFUSED[case]
    with pytest.raises(BadWorkbook, match=reason) as caught:
        read_file(data)
    assert "请" in str(caught.value)
