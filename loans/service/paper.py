"""Scanned papers (bản quét): kept byte for byte, with the digest that proves them."""

from datetime import date
from hashlib import sha256

from loans.domain.refusal import Refusal
from loans.service.unit_of_work import Paper, UnitOfWork

LARGEST = 8 * 1024 * 1024
BEGINS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
"""The kinds of file that are kept, and the bytes with which each begins."""


def keep_paper(uow: UnitOfWork, *, today: date, name: str, media_type: str, content: bytes) -> Paper:
    """Keep a scanned paper; its content must be of the kind that it says it is."""
    if not content.startswith(BEGINS[media_type]):
        raise Refusal(
            "paper_not_readable",
            field="body",
            value=media_type,
            vi=f"Nội dung tệp «{name}» không phải {media_type}. Quét lại và lưu thành PDF, PNG hoặc JPEG.",
            en=f"The content of “{name}” is no {media_type}. Scan it again as PDF, PNG or JPEG.",
        )
    digest = sha256(content).hexdigest()
    body = {"name": name, "media_type": media_type, "size": len(content), "sha256": digest}
    booked = uow.entries.open("paper", None, "paper_kept", today, body)
    kept = Paper(booked.stream_id, name, media_type, len(content), digest)
    uow.papers.add(booked, kept, content)
    return kept
