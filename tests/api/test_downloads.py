"""Names of files given back: safe in a header, right in Vietnamese (RFC 6266, RFC 5987), built in one place."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

import loans
from loans.http.attachment import attachment, disposition
from tests.api.service import V1, Service, made
from tests.api.story import number

CODE = Path(loans.__file__).parent
PDF = b"%PDF-1.7\n%%EOF\n"


def names(header: str) -> tuple[str, str]:
    """The plain name, and the whole one."""
    found = re.fullmatch(r'(?:attachment|inline); filename="([\x20-\x7e]*)"(?:; filename\*=UTF-8\'\'(\S+))?', header)
    assert found, header
    return found[1], unquote(found[2]) if found[2] else found[1]


@pytest.mark.parametrize(
    ("given", "plain", "whole"),
    [
        ("bao-cao-2026-10-31.csv", "bao-cao-2026-10-31.csv", "bao-cao-2026-10-31.csv"),
        ("Tờ trình số 1 Đống Đa.pdf", "To trinh so 1 Dong Da.pdf", "Tờ trình số 1 Đống Đa.pdf"),
        ('a"; filename=x.exe', "a'; filename=x.exe", "a'; filename=x.exe"),
        ("../..\\quét.pdf", "_.._quet.pdf", "_.._quét.pdf"),
        ("q\r\nSet-Cookie: x=1\u202e.pdf", "qSet-Cookie: x=1.pdf", "qSet-Cookie: x=1.pdf"),
        ("100%41.pdf", "100_41.pdf", "100%41.pdf"),
        ("báo 報告.pdf", "bao __.pdf", "báo 報告.pdf"),
        (" .. ", "tep", "tep"),
        ("ô" * 500 + ".xlsx", "o" * 145 + ".xlsx", "ô" * 145 + ".xlsx"),
    ],
)
def test_a_name_is_plain_for_everybody_and_whole_beside_it(given: str, plain: str, whole: str) -> None:
    header = attachment(b"x", media_type="application/pdf", name=given).headers["Content-Disposition"]
    assert names(header) == (plain, whole)
    assert header.encode("latin-1").isascii()
    assert disposition(given, kind="inline") == header.replace("attachment", "inline", 1)


def test_a_kept_paper_comes_back_under_its_own_name(service: Service) -> None:
    name = "Tờ trình 01 (giả định).pdf"
    headers = {**service.by("planner"), "Idempotency-Key": number(8)}
    kept = made(
        service.client().post(
            f"{V1}/papers", query_string={"name": name}, data=PDF, content_type="application/pdf", headers=headers
        )
    )
    answer = service.get("planner", f"/papers/{kept['id']}/content")
    assert answer.data == PDF
    assert names(answer.headers["Content-Disposition"])[1] == name


def test_the_header_is_written_in_one_place() -> None:
    """A server sends headers as Latin-1: what does not go through ``disposition`` breaks on a Vietnamese name."""
    written = [file for file in CODE.rglob("*.py") if "Content-Disposition" in file.read_text("utf-8")]
    unsafe = [file for file in written if "disposition(" not in file.read_text("utf-8")]
    assert unsafe == []
    assert len(written) >= 2
