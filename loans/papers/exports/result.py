"""A reconciliation as a document of plain values, for JSON and for people; and as a workbook to work through."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.reconcile import CAUSES, CommuneSum, DueDifference, Explained, Figures, by_name
from loans.domain.refusal import Finding
from loans.papers.exports.layout import layouts
from loans.papers.exports.read import ExportRead
from loans.papers.workbook import SUM, Apart, Cell, Column, Kind, Sheet, Total, workbook
from loans.service.reconcile import Reconciliation
from loans.service.reports.book import commune_name

VI = {"outstanding": "Tổng dư nợ", "in_term": "Trong hạn", "overdue": "Quá hạn", "frozen": "Khoanh"}
OUTSIDE = {
    "other_programme": "Chương trình không có trong sổ ta",
    "other_funding": "Nguồn vốn không có trong sổ ta",
    "other_communes": "Xã ngoài phạm vi phụ trách",
}
UNKNOWN = "Chưa rõ xã (mã ngân hàng chưa ghi)"


def document(found: Reconciliation, read: ExportRead, others: Sequence[ExportRead], *, limit: int) -> dict[str, Any]:
    """Everything of a reconciliation; of the differing loans the first ``limit``, with their whole number."""
    measures = found.statement.measures
    return {
        "as_of": found.as_of,
        "known_at": found.known.moment,
        "position": found.known.position,
        "measures": list(measures),
        "export": export(read),
        "others": [export(other) for other in others],
        "agrees": not found.loans and not found.between and not found.instalments,
        "totals": _sum(found.total, measures),
        "per_commune": [{"name": name(each.commune), **_sum(each, measures)} for each in found.communes],
        "per_loan": [_loan(each, measures) for each in found.loans[:limit]],
        "per_loan_count": len(found.loans),
        "per_instalment": [_instalment(each) for each in found.instalments[:limit]],
        "per_instalment_count": len(found.instalments),
        "outside": [
            {
                "reason": each.reason,
                "detail": OUTSIDE[each.reason],
                "rows": each.rows,
                **by_name(each.figures, measures),
            }
            for each in found.outside
        ],
        "between_exports": [
            {"bank_commune": code, "measure": measure, "summary": first, "list": second, "difference": first - second}
            for code, measure, first, second in found.between
        ],
        "still_in_term": [
            {
                "contract_no": claim.contract_no,
                "place": claim.place,
                "in_term": by_name(claim.figures)["in_term"],
                "session_on": session,
            }
            for claim, session in found.still_in_term[:limit]
        ],
        "still_in_term_count": len(found.still_in_term),
        "findings": [*found.findings, *_read_findings(read, others)],
    }


def _read_findings(read: ExportRead, others: Sequence[ExportRead]) -> list[Finding]:
    """What was said of the tables that were compared with our books: the first, and a list of instalments."""
    lists = [each for each in others if each.layout.subject == "instalments"]
    return [finding for each in (read, *lists[:1]) for finding in each.findings]


def export(read: ExportRead) -> dict[str, Any]:
    """What was read of one table."""
    control = read.control
    return {
        "layout": read.layout.code,
        "name": read.layout.name,
        "known_layout": read.layout.code in layouts(),
        "sheet": read.sheet,
        "title": read.title,
        "day": read.day,
        "rows": len(read.rows),
        "refused": read.skipped.get("refused", 0),
        "skipped": dict(read.skipped),
        "duplicates_dropped": dict(read.dropped) | {"lines": read.counts.get("duplicate_line", 0)},
        "control_total": control
        and {
            "place": str(control.place),
            "agrees": control.agrees,
            "stated": dict(control.stated),
            "computed": {each: control.computed[each] for each in control.stated},
        },
        "repairs": [{"field": each, "code": code, "rows": rows} for (each, code), rows in sorted(read.repairs.items())],
        "finding_counts": dict(read.counts),
    }


def name(commune: str) -> str:
    """The name of a commune; of none, that it is not known."""
    return commune_name(commune) if commune else UNKNOWN


def _sum(each: CommuneSum, measures: Sequence[str]) -> dict[str, Any]:
    return {
        "commune": each.commune,
        "theirs": by_name(each.theirs, measures),
        "ours": by_name(each.ours, measures),
        "difference": by_name(each.difference, measures),
        "differing": each.differing,
        "customers": {"theirs": each.customers_theirs, "ours": each.customers_ours},
        "causes": [_cause(code, took, measures) for code, took in each.causes.items()],
    }


def _cause(code: str, took: Figures, measures: Sequence[str]) -> dict[str, Any]:
    vi, en = CAUSES[code]
    return {"code": code, "name": vi, "name_en": en, **by_name(took, measures)}


def _loan(each: Explained, measures: Sequence[str]) -> dict[str, Any]:
    pair = each.pair
    return {
        "contract_no": pair.contract_no,
        "commune": pair.commune,
        "bank_commune": pair.bank_commune,
        "loan_id": pair.held.loan_id if pair.held else None,
        "places": list(pair.places),
        "theirs": by_name(pair.theirs, measures),
        "ours": by_name(pair.ours, measures),
        "difference": by_name(pair.difference, measures),
        "causes": [
            {**_cause(cause.code, cause.figures, measures), "detail": cause.vi, "detail_en": cause.en}
            for cause in each.causes
        ],
    }


def _instalment(each: DueDifference) -> dict[str, Any]:
    return {
        "contract_no": each.contract_no,
        "commune": each.commune,
        "loan_id": each.loan_id,
        "due_on": each.due_on,
        "places": list(each.places),
        "theirs": {"due": each.theirs},
        "ours": {"due": each.ours},
        "difference": {"due": each.difference},
        "causes": [
            {
                "code": cause.code,
                "name": CAUSES[cause.code][0],
                "name_en": CAUSES[cause.code][1],
                "due": cause.figures[0],
                "detail": cause.vi,
                "detail_en": cause.en,
            }
            for cause in each.causes
        ],
    }


# --- as a workbook


def result_workbook(found: Reconciliation, read: ExportRead) -> bytes:
    """By commune, by differing loan, by differing due day of a list of instalments, and what was said of the file."""
    subtitle = (
        f"{read.layout.name}, số liệu ngân hàng {_day(found.statement.day)}; sổ ta ngày {found.as_of:%d/%m/%Y}",
        "Đơn vị: đồng. Lệch = ngân hàng − sổ ta",
    )
    parts = (
        _communes(found, subtitle),
        _loans(found, subtitle),
        *((_dues(found, subtitle),) if found.statement.dues is not None else ()),
        _findings([*found.findings, *read.findings], subtitle),
    )
    return workbook(parts, day=found.as_of)


def _money(measures: Sequence[str]) -> list[Column]:
    heads = ("NH", "Sổ ta", "Lệch")
    return [Column(f"{VI[measure]} – {head}", Kind.MONEY, 18) for measure in measures for head in heads]


def _amounts(each: Any, measures: Sequence[str]) -> list[int]:
    found = [by_name(side, measures) for side in (each.theirs, each.ours, each.difference)]
    return [side[measure] for measure in measures for side in found]


def _communes(found: Reconciliation, subtitle: tuple[str, ...]) -> Sheet:
    measures = found.statement.measures
    columns = [
        Column("Mã xã", Kind.CODE),
        Column("Xã, phường", Kind.TEXT),
        *_money(measures),
        Column("Khoản lệch", Kind.COUNT),
        Column("KH – NH", Kind.COUNT),
        Column("KH – Sổ ta", Kind.COUNT),
        Column("Nguyên nhân có thể", Kind.TEXT, 50),
    ]
    rows = tuple(
        (
            each.commune,
            name(each.commune),
            *_amounts(each, measures),
            each.differing,
            each.customers_theirs,
            each.customers_ours,
            "; ".join(CAUSES[code][0] for code in each.causes),
        )
        for each in found.communes
    )
    customers = [None if each is None else Apart(each) for each in _customers(found.total)]
    totals: tuple[Total | Apart | str | None, ...] = (
        "",
        "Tổng cộng",
        *(SUM for _ in range(3 * len(measures) + 1)),
        *customers,
        None,
    )
    return Sheet("Theo xã", "ĐỐI CHIẾU DƯ NỢ THEO XÃ, PHƯỜNG", tuple(columns), rows, subtitle, totals)


def _customers(each: CommuneSum) -> tuple[int | None, int]:
    return each.customers_theirs, each.customers_ours


def _loans(found: Reconciliation, subtitle: tuple[str, ...]) -> Sheet:
    measures = found.statement.measures
    columns = (
        Column("Số khế ước", Kind.CODE, 20),
        Column("Mã xã", Kind.CODE),
        Column("Mã xã NH", Kind.CODE),
        *_money(measures),
        Column("Nguyên nhân có thể", Kind.TEXT, 60),
        Column("Dòng trong tệp", Kind.TEXT, 20),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.pair.contract_no,
            each.pair.commune,
            each.pair.bank_commune,
            *_amounts(each.pair, measures),
            "\n".join(f"{_shown(cause.figures, measures)}: {cause.vi}" for cause in each.causes),
            ", ".join(each.pair.places),
        )
        for each in found.loans
    )
    return Sheet("Khoản lệch", "CÁC KHOẢN VAY LỆCH", columns, rows, subtitle)


def _dues(found: Reconciliation, subtitle: tuple[str, ...]) -> Sheet:
    columns = (
        Column("Số khế ước", Kind.CODE, 20),
        Column("Mã xã", Kind.CODE),
        Column("Ngày đến hạn", Kind.DAY),
        *(Column(f"Nợ đến hạn – {head}", Kind.MONEY, 18) for head in ("NH", "Sổ ta", "Lệch")),
        Column("Nguyên nhân có thể", Kind.TEXT, 60),
        Column("Dòng trong tệp", Kind.TEXT, 20),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.contract_no,
            each.commune,
            each.due_on,
            *(each.theirs, each.ours, each.difference),
            "\n".join(f"{cause.figures[0]:+d}: {cause.vi}" for cause in each.causes),
            ", ".join(each.places),
        )
        for each in found.instalments
    )
    return Sheet("Kỳ hạn lệch", "CÁC KỲ HẠN LỆCH", columns, rows, subtitle)


def _shown(took: Figures, measures: Sequence[str]) -> str:
    return ", ".join(f"{VI[each]} {amount:+d}" for each, amount in by_name(took, measures).items() if amount)


def _findings(findings: Sequence[Finding], subtitle: tuple[str, ...]) -> Sheet:
    columns = (Column("Nơi", Kind.TEXT, 24), Column("Mã", Kind.TEXT, 24), Column("Nội dung", Kind.TEXT, 90))
    rows = tuple((each.source, each.code, each.vi) for each in findings)
    return Sheet("Ghi nhận", "GHI NHẬN KHI ĐỌC TỆP", columns, rows, subtitle)


def _day(day: date | None) -> str:
    return f"ngày {day:%d/%m/%Y}" if day else "không rõ ngày"


def plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """The document without findings as records, for JSON outside the service."""
    return {
        **found,
        "findings": [{"source": f.source, "code": f.code, "vi": f.vi, "en": f.en} for f in found["findings"]],
    }
