"""The form of an official paper (Decree 30/2020/NĐ-CP): who issues it, its number and day, who signs."""

import unicodedata
from dataclasses import dataclass

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
"""Quốc hiệu and tiêu ngữ, the upper right of every paper."""

DRAFT = "DỰ THẢO"
DEMO = "Dữ liệu trình diễn – không có giá trị"
NOT_ADDITIVE = "không cộng dồn"
DIGEST_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Sign:
    """Who signs: the lines of the office from the top, and a name, blank where it is signed by hand."""

    title: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a paper: the bodies above the issuing body, the issuing body, number, place and day."""

    above: tuple[str, ...]
    issuer: str
    number: str
    place_day: str


DIRECTOR = Sign(("GIÁM ĐỐC",))
"""The director of Sở Nội vụ, on what the department sends."""

CITY = Sign(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"))
"""A vice chair for the chair, on behalf of UBND Thành phố."""

PEOPLES_COMMITTEE = "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"
HOME_AFFAIRS = "SỞ NỘI VỤ"


def imprint(*, known_at: str, digest: str, provisional: bool, demo: bool) -> tuple[str, ...]:
    """What stands in small type at the bottom: what the figures rest on, so that a paper can be checked later."""
    known = f"Số liệu ghi nhận đến {known_at}" if known_at else ""
    proof = f"Mã kiểm chứng {digest[:DIGEST_SHOWN]}" if digest else ""
    rest = "Số liệu tạm tính" if provisional else ""
    return tuple(part for part in (DEMO if demo else "", known, proof, rest) if part)


def clean(text: str) -> str:
    """Text fit for print: composed accents (NFC), and no control characters but line ends; tabs become spaces."""
    composed = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in composed if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
