"""A file of a spreadsheet program as sheets: .xlsx, or CSV in the encodings and with the separators that Excel and WPS write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from trainer.course.encoding import decode
from trainer.course.sheet import CELL_MOST, COLUMNS_MOST, ROWS_MOST, Cell, Row, Sheet, make_cell
from trainer.course.workbook import read_workbook
from trainer.errors import TrainerError
from trainer.i18n import N_

DELIMITERS = (",", ";", "\t")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name under which a password-protected .xlsx keeps itself."""
_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|meta|body|!--|style)", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_RESAVE = N_("用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（.xlsx）”，再导入一次。")


def read_table(content: bytes) -> list[Sheet]:
    """Return the sheets of a file; a CSV file is one without a name. Raises `TrainerError` for what is no table."""
    if refusal := _refuse(content):
        raise refusal
    return read_workbook(content) if content.startswith(_ZIP) else [_read_csv(content)]


def _refuse(content: bytes) -> TrainerError | None:
    """Return why a file is not read at all, by how it begins: the ending of its name says nothing."""
    if not content.strip():
        return TrainerError(N_("文件是空的。"), N_("先写一份模板：trainer course import --template 课程模板.xlsx，填好再导入。"))
    if content.startswith(_OLE) and _LOCKED in content:
        return TrainerError(N_("这个文件有密码，打不开。"), N_("在 Excel 里打开，去掉密码，保存以后再导入。"))
    if content.startswith(_OLE):
        return TrainerError(N_("这是老式的 .xls 文件，不管名字怎么写。"), _RESAVE)
    if _PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        return TrainerError(N_("这其实是一个网页，不是表格。"), _RESAVE)
    if content.startswith(b"%PDF"):
        message = N_("这是 PDF，不是表格。")
        return TrainerError(message, N_("把内容抄进模板再导入。先写模板：trainer course import --template 课程模板.xlsx"))
    return None


def _read_csv(content: bytes) -> Sheet:
    decoded = decode(content)
    if decoded is None:
        message = N_("认不出文件里的文字：不是 UTF-8，也不是 GBK，或者几种混在一起。")
        raise TrainerError(message, N_("在 Excel 里“另存为”选“CSV UTF-8”，或者直接存成 .xlsx，再导入一次。"))
    text = decoded.text
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else _sniff_delimiter(text)
    reader = csv.reader(io.StringIO(text[told.end() :] if told else text, newline=""), delimiter=delimiter, strict=True)
    try:
        return Sheet("", _read_rows(reader))
    except csv.Error as failure:
        message = N_("第 {line} 行附近的引号没有成对，后面的内容分不清哪格是哪格。", line=reader.line_num)
        raise TrainerError(message, N_("把那里的英文双引号补成一对；内容里要用引号，就用中文的“”。")) from failure


def _sniff_delimiter(text: str) -> str:
    """Return what stands between the names in the first line that says anything; none of the names holds one."""
    head = text.lstrip("\r\n").partition("\n")[0][: COLUMNS_MOST * CELL_MOST]
    delimiter = max(DELIMITERS, key=head.count)
    if delimiter not in head and "，" in head:
        message = N_("列和列之间用了中文逗号，分不开。")
        raise TrainerError(message, N_("用英文逗号隔开；最省事的是在 Excel 里填好，直接存成 .xlsx。"))
    return delimiter


def _read_rows(reader: Iterable[list[str]]) -> list[Row]:
    rows: list[Row] = []
    for number, fields in enumerate(reader, 1):
        cells = {column: make_cell(field) for column, field in enumerate(fields, 1) if field.strip()}
        cells = {column: cell for column, cell in cells.items() if not cell.is_blank}
        if cells:
            _check_size(number, cells, rows)
            rows.append(Row(number, cells))
    return rows


def _check_size(number: int, cells: dict[int, Cell], rows: list[Row]) -> None:
    if max(cells) > COLUMNS_MOST:
        message = N_("第 {row} 行太宽，超过 {most} 列。", row=number, most=COLUMNS_MOST)
        raise TrainerError(message, N_("把右边用不着的内容删掉，再导入一次。"))
    if len(rows) >= ROWS_MOST:
        raise TrainerError(N_("一张工作表超过 {most} 行。", most=ROWS_MOST), N_("拆成几个文件，分几次导入。"))
