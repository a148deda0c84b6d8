"""Every way by which a number or an address of a person comes into the program, gone by canaries in their tens."""

import re
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

from config.demo.papers import scan_png
from tests.access.at_rest import ACCOUNT, ADDRESS, ID, KINDS, PHONE, Flock
from tests.access.visitor import Answer, File, Visitor, form_in, number_in
from tests.imports import book_of
from tests.workbooks import a_claim, history_workbook

NEW, DRAFTS, ROLL_READ = "/reception/claims/new/", "/reception/drafts/", "/reception/roll/"
# More rows than are checked while the browser waits: the background does it.
MANY_ROWS, NAMED_ROWS = 2_050, 150
WAIT_SECONDS = 180
ROLL_HEADINGS = ("姓名", "身份证号", "手机", "工种", "欠发（元）", "银行账号")
CLUE_HEADINGS = (
    "线索编号",
    "线索来源",
    "线索登记时间",
    "反映人姓名",
    "反映人电话",
    "身份证号码",
    "欠薪金额（元）",
    "欠薪基本情况摘要",
)


@dataclass
class Ways:
    """`breaks` makes every intake fail in the database as long as it is entered."""

    desk: Visitor
    outside: Visitor
    breaks: Callable[[], AbstractContextManager[None]]
    flock: Flock = field(default_factory=Flock)
    # What happened on each way, so that none of them is closed without being noticed.
    seen: dict[str, list[int]] = field(default_factory=dict)

    @cached_property
    def channel(self) -> str:
        return self._link(NEW, r'<option value="(\d+)"[^>]*>日常来访')

    def go(self) -> None:
        """All of them; at the end there are claims, waiting imports, drafts, papers and refusals of every sort."""
        claims = [number_in(self._note("intake", self._intake(rows=2)).url) for _ in range(25)]
        for way in (
            self._drafts, self._refused_forms, self._pasted_rolls, self._searches, self._receipts, self._sign_ins,
            self._broken, self._history, self._waiting_and_cancelled, self._refused_files,
        ):  # fmt: skip
            way()
        for claim in claims[:12]:
            self._correct(claim)
        for claim in claims[12:14]:
            self._roll_book(claim)
        for claim in claims[14:20]:
            self._papers_of(claim)
        self._work_on(claims[20])
        self._whole_ledger()

    def _note(self, way: str, answer: Answer) -> Answer:
        self.seen.setdefault(way, []).append(answer.status)
        return answer

    # ── the counter

    def _typed(self, *, rows: int = 0, **values: Any) -> dict[str, Any]:
        """A complaint as it is typed: a person of canaries, and so many workers."""
        person = {
            "id_number": self.flock.next(ID),
            "phone": self.flock.next(PHONE),
            "address": self.flock.next(ADDRESS),
        }
        typed = {
            "submission": str(uuid4()), "session": "", "received_on": "2021-04-20", "channel": self.channel,
            "name": f"岩{chr(0x4E00 + self.flock.count())}", "project_name": f"南屏小区{uuid4().hex[:6]}", "employer_name": "云南甲乙劳务有限公司", "workers_count": rows or 1,
            "amount_yuan": str(100 * max(rows, 1)), "owed_from": "2020年11月", "demand": "支付拖欠的工资", "roll-TOTAL_FORMS": rows,
            "roll-INITIAL_FORMS": 0, "is_group": "on", "group-people_present": "2", "group-name_2": "岩丁", "group-phone_2": self.flock.next(PHONE),
        }  # fmt: skip
        for number in range(rows):
            row = {
                "name": f"岩{number}",
                "owed_yuan": "100",
                "id_number": self.flock.next(ID),
                "phone": self.flock.next(PHONE),
            }
            typed |= {f"roll-{number}-{name}": value for name, value in row.items()}
            typed[f"roll-{number}-account"] = self.flock.next(ACCOUNT)
        return typed | person | values

    def _intake(self, **values: Any) -> Answer:
        return self.desk.post(NEW, self._typed(**values))

    def _drafts(self) -> None:
        for _ in range(30):
            self._note("draft", self.desk.post(DRAFTS, self._typed(rows=1, revision=1)))

    def _refused_forms(self) -> None:
        for _ in range(20):
            self._note("refused form", self._intake(rows=1, name=""))

    def _pasted_rolls(self) -> None:
        rows = [
            f"岩{number}\t{self.flock.next(ID)}\t{self.flock.next(PHONE)}\t木工\t100\t{self.flock.next(ACCOUNT)}"
            for number in range(20)
        ]
        fields = {"roll-TOTAL_FORMS": 0, "roll-INITIAL_FORMS": 0, "roll-pasted": "\n".join(rows)}
        self._note("pasted roll", self.desk.post(ROLL_READ, fields))
        self._note("refused form", self._intake(**fields))

    def _searches(self) -> None:
        for number in range(20):
            kind = KINDS[number % 4]
            for path in ("/ledger/search/", "/ledger/search/suggest/", "/reception/claims/known/people/"):
                self._note("search", self.desk.post(path, {"text": self.flock.next(kind)}))
            asked = {
                "name": "岩甲",
                "id_number": self.flock.next(ID),
                "phone": self.flock.next(PHONE),
                "submission": str(uuid4()),
            }
            self._note("search", self.desk.post("/ledger/claims/similar/", asked))
        for kind in (ID, PHONE):
            # Somebody who is known: the look-up is on record.
            known = self.flock.handed_out[kind][0]
            self._note("search", self.desk.post("/ledger/search/", {"text": known}))
            self._note(
                "search", self.desk.post("/reception/claims/known/people/", {"text": known, "submission": str(uuid4())})
            )

    def _receipts(self) -> None:
        for kind in (ID, PHONE, ACCOUNT, ADDRESS) * 2:
            typed = {"code": self.flock.next(kind), "last_four": self.flock.next(PHONE)}
            self._note("receipt", self.outside.post("/progress/", typed))

    def _sign_ins(self) -> None:
        for kind in KINDS:
            typed = {"username": self.flock.next(kind), "password": self.flock.next(kind)}
            self._note("sign-in", self.outside.post("/accounts/login/", typed))

    def _broken(self) -> None:
        claim = number_in(self._note("intake", self._intake(rows=1)).url)
        correction = self._correction(claim)
        with self.breaks():
            for _ in range(15):
                self._note("fault", self._intake(rows=1))
            self._note("fault", self.desk.post(f"/reception/claims/{claim}/correct/", correction))

    def _correction(self, claim: int) -> dict[str, Any]:
        fields = self.desk.form(f"/reception/claims/{claim}/correct/", holding="expected_corrections")
        return fields | {
            "id_number": self.flock.next(ID), "phone": self.flock.next(PHONE), "address": self.flock.next(ADDRESS),
            "roll-0-account": self.flock.next(ACCOUNT), "is_group": "on", "reason": "核对证件",
        }  # fmt: skip

    def _correct(self, claim: int) -> None:
        self._note("correction", self.desk.post(f"/reception/claims/{claim}/correct/", self._correction(claim)))

    # ── workbooks

    def _history(self) -> None:
        """Uploaded, checked and written by the background."""
        rows = [
            a_claim(姓名=f"杨{number}", 工程项目=f"云岭佳苑{number}期", **self._numbers(number))
            for number in range(MANY_ROWS)
        ]
        page = self._waited_for(self._upload("history", history_workbook(claims=rows)))
        digest = re.search(r'name="digest" value="(\w+)"', page.text)
        assert digest, page.text
        self._note("import", self.desk.post(f"{page.url}confirm/", {"digest": digest[1]}))
        self._note("import", self._waited_for(page))
        assert "已导入" in self.desk.get(page.url).text

    def _numbers(self, number: int) -> dict[str, str]:
        return {"身份证号": self.flock.next(ID), "手机": self.flock.next(PHONE)} if number < NAMED_ROWS else {}

    def _upload(self, kind: str, book: bytes, name: str = "台账.xlsx", query: str = "") -> Answer:
        return self._note(f"upload of {kind}", self.desk.post(f"/imports/new/{kind}/{query}", file=(name, book)))

    def _waited_for(self, page: Answer) -> Answer:
        end = time.monotonic() + WAIT_SECONDS
        while (shown := self.desk.get(page.url)).text.count("data-live=") and time.monotonic() < end:
            time.sleep(0.3)
        return shown

    def _waiting_and_cancelled(self) -> None:
        """One that is never confirmed, with its preview, and one that is given up; the rows tell what is wrong with them."""
        clues = [
            [
                f"X{number}",
                "平台",
                "2021-04-20",
                f"岩{number}",
                self.flock.next(PHONE),
                self.flock.next(ID)[:-1],
                "不是数",
                self.flock.next(ADDRESS),
            ]
            for number in range(10)
        ]
        book = book_of(CLUE_HEADINGS, *clues)
        waiting = self._upload("national", book, name=f"{self.flock.next(PHONE)}.xlsx")
        self._note("refused rows", self.desk.post(f"{waiting.url}refused/"))
        given_up = self._upload("history", history_workbook(claims=[a_claim(**self._numbers(0)) for _ in range(5)]))
        self._note("cancelled", self.desk.post(f"{given_up.url}cancel/"))

    def _roll_book(self, claim: int) -> None:
        rows = [
            [f"岩{number}", self.flock.next(ID), self.flock.next(PHONE), "木工", "100", self.flock.next(ACCOUNT)]
            for number in range(2)
        ]
        page = self._upload("roll", book_of(ROLL_HEADINGS, *rows), query=f"?for={claim}")
        digest = re.search(r'name="digest" value="(\w+)"', page.text)
        self._note("roll import", self.desk.post(f"{page.url}confirm/", {"digest": digest[1] if digest else ""}))

    def _refused_files(self) -> None:
        """Not what was asked for, but full of numbers all the same."""
        lines = "\n".join(
            f"{self.flock.next(ID)},{self.flock.next(PHONE)},{self.flock.next(ADDRESS)}" for _ in range(10)
        )
        for name, data in (("名单.csv", lines.encode("gbk")), ("名单.xlsx", b"PK\x03\x04" + lines.encode())):
            self._upload("history", data, name=name)

    # ── papers, prints, exports

    def _papers_of(self, claim: int) -> None:
        for path in ("", "form/", "receipt/"):
            self._note("print", self.desk.get(f"/reception/claims/{claim}/{path}"))
        for path in ("reveal/", "form/"):
            self._note("print", self.desk.post(f"/reception/claims/{claim}/{path}"))

    def _work_on(self, claim: int) -> None:
        """Papers and a payment list on one case, then its own exports."""
        case = number_in(self._link(f"/reception/claims/{claim}/", r"/ledger/cases/\d+/"))
        page = f"/ledger/cases/{case}"
        unit = self._link(f"{page}/assign/", r'<option value="(\d+)"[^>]*>[^<]*住')
        self._act(page, "assign", unit=unit, officer_name="李经办", note="先行核实")
        self._act(page, "sign_for")
        self._act(page, "note_progress", text="到工地核实", file=("凭证.png", self._picture()))
        self._act(page, "note_progress", text="到工地核实", file=("名单.txt", self.flock.next(ID).encode()))
        self._payment_list(page)
        for what in ("roll", "payments"):
            self._note(
                "export", self.desk.post(f"{page}/export/{what}/", {"purpose": "报分管领导", "with_identity": "on"})
            )
        self._note("print", self.desk.get(f"{page}/print/"))

    def _act(self, page: str, act: str, file: File | None = None, **fields: str) -> None:
        form = self.desk.form(f"{page}/{act}/", holding="version") | fields
        self._note(act, self.desk.post(f"{page}/{act}/", form, **({"file": file} if file else {})))

    def _payment_list(self, page: str) -> None:
        known = self.flock.handed_out[ACCOUNT]
        lines = [
            f"岩{number}\t{account}\t100\t2021-04-28\tS{number}"
            for number, account in enumerate([*known[40:42], *(self.flock.next(ACCOUNT) for _ in range(30))])
        ]
        lines += [f"岩丁\t{self.flock.next(ID)}\t100\t2021-04-28\tS" for _ in range(10)]
        form = self.desk.form(f"{page}/record_payment_list/", holding="version")
        looked = self.desk.post(f"{page}/record_payment_list/", form | {"text": "\n".join(lines), "look": "1"})
        self._note("payment list", looked)
        shown = form_in(looked.text, holding="sealed")
        source = re.search(r'<option value="(\d+)"[^>]*>用人单位', looked.text)
        slip = {"source": source and source[1], "proof_kind": "transfer", "text": "\n".join(lines)}
        self._note(
            "payment list",
            self.desk.post(f"{page}/record_payment_list/", shown | slip, proof=("单.png", self._picture())),
        )

    def _picture(self) -> bytes:
        """A scan that says in itself whose it is."""
        said = " ".join(self.flock.next(kind) for kind in KINDS * 10).encode()
        body = b"tEXtComment\0" + said
        whole = scan_png(shade=200)
        cut = whole.index(b"IDAT") - 4
        return whole[:cut] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + whole[cut:]

    def _whole_ledger(self) -> None:
        chosen = {"sheet": "list", "columns": ["number"], "personal": self._personal_columns(), "purpose": "报分管领导"}
        self._note("export", self.desk.post("/ledger/export/", chosen))

    def _personal_columns(self) -> list[str]:
        return re.findall(r'name="personal" value="([^"]+)"', self.desk.get("/ledger/export/").text)

    def _link(self, page: str, pattern: str) -> str:
        found = re.search(pattern, self.desk.get(page).text)
        assert found, page
        return found[found.lastindex or 0]
