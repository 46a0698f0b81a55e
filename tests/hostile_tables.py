"""Tables written to hurt, or by programs that write oddly: each is refused with a sentence, and nothing is written."""

from __future__ import annotations

import datetime
import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook

from trainer.course.columns import FACT, QUESTION, SCENARIO, Kind
from trainer.course.sheet import column_letters

TOPIC = "禁语"
MEBI = 2**20
PART = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE a [<!ENTITY x "ha">' + "".join(f'<!ENTITY x{n} "{"&x;" * 10}">' for n in range(9)) + "]>"


class Table(NamedTuple):
    """A case: its file name, how to make it there, and words of the sentence that refuses it."""

    name: str
    file: str
    make: Callable[[Path], bytes | None]
    said: str


def example(kind: Kind, **changed: str) -> dict[str, str]:
    """Return the example of the template as one row, with a topic and a source, and some cells changed."""
    filled = {"主题": TOPIC, "出处": "S15.1"} | changed if kind == FACT else changed
    row = {column.name: column.example for column in kind.columns}
    return {name: filled.get(name, text) for name, text in row.items() if text or name in filled}


def book(*sheets: tuple[str, list[dict[str, Any]]]) -> Workbook:
    """Return a workbook of sheets by name; the names of the columns come from the rows."""
    made = Workbook()
    del made[made.sheetnames[0]]
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        names = list(dict.fromkeys(name for row in rows for name in row))
        sheet.append(names)
        for row in rows:
            sheet.append([row.get(name) or None for name in names])
    return made


def save(made: Workbook) -> bytes:
    """Return a workbook as a file."""
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def whole_book() -> Workbook:
    """Return a workbook with the example of every kind."""
    return book(*((kind.name, [example(kind)]) for kind in (FACT, QUESTION, SCENARIO)))


def cell(value: Any, column: str = "该说的话", kind: str = "") -> Callable[[Path], bytes]:
    """Return a way to make a workbook in which one cell of the first row holds something else."""

    def make(path: Path) -> bytes:
        made = whole_book()
        sheet = made[FACT.name]
        place = sheet.cell(2, list(example(FACT)).index(column) + 1)
        place.value = value
        if kind:
            place.data_type = kind
        return save(made)

    return make


def xml(old: str, new: str, part: str = PART) -> Callable[[Path], bytes]:
    """Return a way to make a workbook with a passage of one of its parts replaced."""

    def make(path: Path) -> bytes:
        return repack(save(whole_book()), {part: lambda text: text.replace(old, new, 1)})

    return make


def repack(content: bytes, changes: dict[str, Callable[[str], str] | None], **options: Any) -> bytes:
    """Return a zip file with some parts changed, or left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, **options) as new:
        for info in old.infolist():
            change = changes.get(info.filename, lambda text: text)
            if change is not None:
                new.writestr(info.filename, change(old.read(info).decode()))
    return written.getvalue()


STYLES = (
    '<styleSheet xmlns="{ns}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts>'
    '<cellStyleXfs count="2"><xf numFmtId="9"/><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs>'
    '<fills count="1"><fill/></fills></styleSheet>'
)
"""With a fill that says nothing, as some programs write it; more than one reader stops at that."""
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def shared_book(rows: list[list[str]], *, end: str = "", **parts: str) -> bytes:
    """Return a workbook as Excel and WPS write it: texts apart from the cells, in runs and with hints how to say them.

    A cell that begins with `<` is written as it is; `end` stands behind the cells, `parts` (by the stem) replace whole parts.
    """
    texts = list(dict.fromkeys(text for row in rows for text in row if not text.startswith("<")))
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            text if text.startswith("<") else f'<c r="{column_letters(column)}{number}" s="1" t="s"><v>{texts.index(text)}</v></c>'
            for column, text in enumerate(row, 1)
            if text
        )
        lines.append(f'<row r="{number}" spans="1:3" x14ac:dyDescent="0.2" xmlns:x14ac="x">{cells}</row>')
    strings = "".join(_shared_text(text) for text in texts)
    made = {
        "workbook": f'<workbook xmlns="{NS}" xmlns:r="{OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId3"/></sheets></workbook>',
        "rels": f'<Relationships><Relationship Id="rId3" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "styles": STYLES.replace("{ns}", NS),
        "sharedStrings": f'<sst xmlns="{NS}" count="{len(texts)}">{strings}</sst>',
        # WPS writes this size whatever the sheet holds.
        "sheet1": f'<worksheet xmlns="{NS}"><dimension ref="A1"/><sheetData>{"".join(lines)}</sheetData>{end}</worksheet>',
    } | parts
    names = {"workbook": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels", "sheet1": "xl/worksheets/Sheet1.xml"}
    return _zip(**{names.get(stem, f"xl/{stem}.xml"): text for stem, text in made.items()})(Path())


def _shared_text(text: str) -> str:
    first, rest = escape(text[:2]), escape(text[2:])
    return f'<si><r><t xml:space="preserve">{first}</t></r><r><rPr><b/></rPr><t>{rest}</t></r><rPh sb="0" eb="1"><t>ハツ</t></rPh></si>'


def shared_rows(*rows: dict[str, str]) -> list[list[str]]:
    """Return rows with the names of their columns on top."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def csv_text(*rows: dict[str, str], delimiter: str = ",") -> str:
    """Return rows as Excel writes them."""
    import csv

    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def raw(content: str | bytes) -> Callable[[Path], bytes]:
    """Return a way to make just this."""
    return lambda path: content if isinstance(content, bytes) else content.encode()


def text_with(text: str, column: str = "该说的话") -> Callable[[Path], bytes]:
    """Return a way to make a CSV file in which one cell holds something else."""
    return lambda path: csv_text(example(FACT, **{column: text})).encode()


def _bomb(path: Path) -> bytes:
    """A part that unpacks to a hundred times the file."""
    return repack(save(whole_book()), {PART: lambda text: text.replace("</sheetData>", " " * (60 * MEBI) + "</sheetData>")})


def _lying_bomb(path: Path) -> bytes:
    """The same, with small sizes declared in the directory of the archive."""
    content = bytearray(_bomb(path))
    place = content.rindex(PART.encode()) - 46  # the central directory's header of this part
    struct.pack_into("<I", content, place + 24, 1000)
    return bytes(content)


def _rows(count: int, row: str) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        many = "".join(row.format(row=number) for number in range(10, 10 + count))
        return repack(save(whole_book()), {PART: lambda text: text.replace("</sheetData>", many + "</sheetData>")})

    return make


def _million_rows(path: Path) -> bytes:
    """Borders drawn down to the last row, and one thing wrong."""
    many = "".join(f'<row r="{number}"/>' for number in range(3, 1_048_577))
    content = cell("=1+1")(path)
    return repack(content, {PART: lambda text: text.replace("</sheetData>", many + "</sheetData>")})


def _encrypted_zip(path: Path) -> bytes:
    content = bytearray(save(whole_book()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + offset] |= 1
    return bytes(content)


def _odd_packing(path: Path) -> bytes:
    content = bytearray(save(whole_book()))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + offset] = 99
    return bytes(content)


def _broken(path: Path) -> bytes:
    content = bytearray(save(whole_book()))
    start = content.index(PART.encode()) + 60
    content[start : start + 40] = bytes(40)
    return bytes(content)


def _ole(name: str) -> Callable[[Path], bytes]:
    return raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512))


def _damaged_lzma(path: Path) -> bytes:
    part = "xl/_rels/workbook.xml.rels"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(part, "<Relationships/>" * 100)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    content = bytearray(written.getvalue())
    content[content.find(part.encode()) + len(part) + 4] = 0xFF
    return bytes(content)


def _zip(**parts: str) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return written.getvalue()

    return make


def _rewritten(change: Callable[[Workbook], None]) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        made = whole_book()
        change(made)
        return save(made)

    return make


def _hide_all(made: Workbook) -> None:
    made.create_sheet("说明")
    for sheet in made.worksheets[:3]:
        sheet.sheet_state = "hidden"


def _many_sheets(made: Workbook) -> None:
    for _number in range(30):
        made.create_sheet()


def _wide(made: Workbook) -> None:
    made[FACT.name].cell(2, 16_384).value = "x"


def _sideways(made: Workbook) -> None:
    sheet = made[FACT.name]
    sheet.merge_cells("F2:G2")


def _number(style: int) -> Callable[[Path], bytes]:
    """Return a way to make a cell whose number is shown otherwise."""

    def make(path: Path) -> bytes:
        rows = shared_rows(example(FACT))
        place = rows[0].index("该说的话")
        rows[1][place] = f'<c r="{column_letters(place + 1)}2" s="{style}"><v>46000</v></c>'
        return shared_book(rows)

    return make


def _gone(path: Path) -> None:
    path.unlink(missing_ok=True)


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


FILES = [
    Table("nothing", "a.xlsx", _gone, "找不到这个表格"),
    Table("a folder", "a.xlsx", _folder, "这里应该是一个表格文件"),
    Table("a pipe", "a.csv", _pipe, "这里应该是一个表格文件"),
    Table("empty", "a.xlsx", raw(b""), "文件是空的"),
    Table("blank lines", "a.csv", raw("\r\n" * 50), "文件是空的"),
    Table("old .xls", "a.xls", _ole("Workbook"), "老式的 .xls"),
    Table("old .xls named .xlsx", "a.xlsx", _ole("Workbook"), "老式的 .xls"),
    Table("with a password", "a.xlsx", _ole("EncryptedPackage"), "有密码"),
    Table("a page named .xls", "a.xls", raw("<html><table><tr><td>主题</td></tr></table>"), "一个网页"),
    Table("an XML table", "a.xls", raw('\ufeff<?xml version="1.0"?><Workbook/>'), "一个网页"),
    Table("PDF", "a.pdf", raw(b"%PDF-1.7\n%\xe2\xe3"), "PDF"),
    Table("a picture", "a.xlsx", raw(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000)), "认不出文件里的文字"),
    Table("noise", "a.csv", raw(random.Random(2).randbytes(100_000)), "认不出文件里的文字"),
    Table("6 MiB", "a.csv", raw(b"x" * 6 * MEBI), "太大了"),
]

PACKAGES = [
    Table("a zip bomb", "a.xlsx", _bomb, "展开以后太大"),
    Table("a zip bomb that lies", "a.xlsx", _lying_bomb, "读不了"),
    Table("billion laughs", "a.xlsx", xml("<worksheet", DOCTYPE + "<worksheet"), "读不了"),
    Table(
        "billion laughs in the texts",
        "a.xlsx",
        lambda path: shared_book([["a"]], sharedStrings=DOCTYPE + "<sst><si><t>&x9;</t></si></sst>"),
        "读不了",
    ),
    Table(
        "a file from outside",
        "a.xlsx",
        xml("<worksheet", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'),
        "读不了",
    ),
    Table("XML cut off", "a.xlsx", xml("</sheetData>", ""), "读不了"),
    Table("half a file", "a.xlsx", lambda path: save(whole_book())[:3000], "读不了"),
    Table("damaged bytes", "a.xlsx", _broken, "读不了"),
    Table("an encrypted zip", "a.xlsx", _encrypted_zip, "读不了"),
    Table("an unknown packing", "a.xlsx", _odd_packing, "读不了"),
    Table("a packing that no spreadsheet uses", "a.xlsx", _damaged_lzma, "读不了"),
    Table("a zip of something else", "a.xlsx", _zip(**{"word/document.xml": "<w/>"}), "这不是 .xlsx"),
    Table("an empty zip", "a.xlsx", raw(b"PK\x05\x06" + bytes(18)), "这不是 .xlsx"),
    Table("no relations", "a.xlsx", _zip(**{"xl/workbook.xml": "<workbook/>"}), "读不了"),
    Table("the sheet is missing", "a.xlsx", lambda path: repack(save(whole_book()), {PART: None}), "读不了"),
    Table("6,000 parts", "a.xlsx", lambda path: _zip(**{f"{n}.xml": "" for n in range(6_000)})(path), "读不了"),
    Table("200,000 levels", "a.xlsx", xml("<sheetData>", "<a>" * 200_000 + "<sheetData>"), "读不了"),
    Table("a cell nowhere", "a.xlsx", xml('<c r="A2"', '<c r="甲2"'), "读不了"),
    Table("row number of 5,000 digits", "a.xlsx", xml('<row r="2"', f'<row r="{"9" * 5000}"'), "读不了"),
    Table("all sheets hidden", "a.xlsx", _rewritten(_hide_all), "没有要导入的内容"),
    Table("30 sheets", "a.xlsx", _rewritten(_many_sheets), "超过 20 张"),
    Table("a cell in the last column", "a.xlsx", _rewritten(_wide), "超过 60 列"),
    Table("2,100 rows", "a.xlsx", _rows(2_100, '<row r="{row}"><c r="C{row}"><v>1</v></c></row>'), "超过 2000 行"),
    Table("1,048,576 rows, nearly all empty", "a.xlsx", _million_rows, "这里是公式"),
]

CELLS = [
    Table("a formula", "a.xlsx", cell("=1+1"), "第 2 行“该说的话”（J 列）：这里是公式"),
    Table("a formula that calls", "a.xlsx", cell('=WEBSERVICE("http://x")'), "这里是公式"),
    Table("a formula in CSV", "a.csv", text_with("=cmd|'/c calc'!A1"), "这里是公式"),
    Table("an error value", "a.xlsx", cell("#N/A", kind="e"), "出错的公式"),
    Table("an error value in CSV", "a.csv", text_with("#REF!"), "出错的公式"),
    Table("a truth value", "a.xlsx", cell(True), "TRUE 或 FALSE"),
    Table("a date", "a.xlsx", cell(datetime.date(2026, 3, 1)), "数字、日期或百分比"),
    Table("a number beyond all", "a.xlsx", cell(1e300), "数字、日期或百分比"),
    Table("a huge cell", "a.xlsx", cell("长" * 32_000), "这一格太长了"),
    Table("a huge cell in CSV", "a.csv", text_with("长" * 100_000), "这一格太长了"),
    Table("lines in a cell", "a.xlsx", cell("我先帮您\n问问店长"), "换行"),
    Table("lines in a CSV cell", "a.csv", text_with("我先帮您\r\n问问店长"), "换行"),
    Table("NUL", "a.csv", text_with("我先\0帮您"), "U+0000"),
    Table("a terminal code", "a.csv", text_with("我先\x1b[2J帮您"), "U+001B"),
    Table("a terminal code, escaped", "a.xlsx", cell("我先_x001B_[2J帮您"), "U+001B"),
    Table("a lone surrogate, escaped", "a.xlsx", cell("我先_xD800_帮您"), "U+D800"),
    Table("a direction mark", "a.xlsx", cell("我先\u202e帮您"), "U+202E"),
    Table("an invisible space", "a.csv", text_with("我先\u200b帮您"), "U+200B"),
    Table("markup", "a.csv", text_with("[red]我先帮您[/usd]", "主题"), "课程里没有主题"),
    Table("merged sideways", "a.xlsx", _rewritten(_sideways), "“顺口说错的话”（G 列）：这一格是空的"),
    Table("a text that is not there", "a.xlsx", lambda path: shared_book([['<c r="A1" t="s"><v>7</v></c>']]), "读不了"),
    Table("a text of number -1", "a.xlsx", lambda path: shared_book([['<c r="A1" t="s"><v>-1</v></c>']]), "读不了"),
    Table("a number that is none", "a.xlsx", lambda path: shared_book([['<c r="A1"><v>1e</v></c>']]), "读不了"),
    Table("a date by its format", "a.xlsx", _number(2), "数字、日期或百分比"),
    Table("a percentage", "a.xlsx", _number(3), "数字、日期或百分比"),
]

TEXTS = [
    Table("a quote that stays open", "a.csv", raw('主题,名字\n禁语,"没写完\n'), "引号没有成对"),
    Table("quotes in the middle", "a.csv", raw('主题,名字,为什么\n禁语,"先说"能做的,好\n'), "引号没有成对"),
    Table("Chinese commas", "a.csv", raw("主题，名字，为什么\n禁语，先说，好\n"), "中文逗号"),
    Table("two encodings", "a.csv", lambda path: csv_text(example(FACT)).encode() + "禁语,第二个\n".encode("gbk"), "认不出文件里的文字"),
    Table("UTF-32", "a.csv", lambda path: csv_text(example(FACT)).encode("utf-32"), "认不出文件里的文字"),
    Table("something else", "a.csv", raw("姓名,电话\n张三,110\n"), "看不出这张表写的是什么"),
    Table("only names", "a.csv", lambda path: csv_text(example(FACT)).splitlines()[0].encode(), "没有要导入的内容"),
    Table("an unknown column", "a.csv", lambda path: csv_text(example(FACT) | {"该说的化": "x"}).encode(), "没有叫这个名字的列"),
    Table("a column twice", "a.csv", raw("主题,名字,名字\n禁语,甲,乙\n"), "这个名字写了两列"),
    Table("100 columns", "a.csv", raw(",".join("x" * 100) + "\n"), "超过 60 列"),
    Table("3,000 rows", "a.csv", raw("主题,名字\n" + "禁语,甲\n" * 3000), "超过 2000 行"),
    Table("one line of 4 MiB", "a.csv", raw("主题,名字\n" + "甲" * MEBI + "\n"), "引号没有成对"),
    Table("4 MiB of separators", "a.csv", raw("主题,名字\n" + "," * 4 * MEBI), "少了“为什么”这一列"),
    Table("a cell beyond the names", "a.csv", lambda path: csv_text(example(FACT)).strip().encode() + b",x", "这一列没有名字"),
]

TABLES = [*FILES, *PACKAGES, *CELLS, *TEXTS]
