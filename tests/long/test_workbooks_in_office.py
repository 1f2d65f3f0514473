"""Every workbook opened by LibreOffice and recomputed: its formulas give the figures that we wrote beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from loans.app import create_app
from loans.service.account import new_token, open_account
from loans.service.demo import TODAY, build
from loans.settings import Settings
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.long.conftest import Tell
from tests.long.office import cells, formulas, recomputed
from tests.programme import Clock

pytestmark = pytest.mark.long

V1 = "/api/v1"
DAY = TODAY.isoformat()
KEY = "khoa-ky-gia-dinh-cua-cac-phep-thu-khong-dung-that"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demonstration, asked by the planner and the auditor."""
    folder = tmp_path_factory.mktemp("office")
    store = Store.at(f"sqlite:///{folder / 'loans.db'}", Clock())
    upgrade(store.engine)
    with store.writing("demo") as uow:
        build(uow)
    tokens = {}
    with store.writing("admin") as uow:
        for role in ("planner", "auditor"):
            user = open_account(uow, today=TODAY, username=role, role=role, communes=[], password=KEY)
            tokens[role] = new_token(uow, user, kind="bearer")
    chosen = Settings(f"sqlite:///{folder / 'loans.db'}", KEY, demo=True, cookie_secure=False, instance=folder)
    client: FlaskClient = create_app(chosen, store=store, clock=store.clock).test_client()

    def ask(role: str, path: str) -> Any:
        answer = client.get(V1 + path, headers={"Authorization": f"Bearer {tokens[role]}"})
        assert answer.status_code == 200, (path, answer.text[:500])
        return answer

    yield ask
    store.engine.dispose()


@pytest.fixture(scope="module")
def workbooks(answers: Any) -> dict[str, bytes]:
    """Every workbook that somebody can fetch from the demonstration."""
    plan = answers("planner", "/rounds").get_json()["items"][0]["id"]
    paths = {
        "to-trinh": f"/rounds/{plan}/proposal?format=xlsx",
        "phu-luc": f"/rounds/{plan}/annex?format=xlsx",
        "mau-nhu-cau": "/demand-template?year=2027",
        "mau-so-lieu": "/figure-template?name=job_target&year=2027",
        "sao-ke": f"/reports/overdue/export?as_of={DAY}&format=xlsx",
    }
    made = {name: answers("planner", path).data for name, path in paths.items() if name != "sao-ke"}
    made["sao-ke"] = answers("auditor", paths["sao-ke"]).data
    for form in answers("auditor", "/forms").get_json()["items"]:
        if f"/forms/{form['code']}" in form["address"]:
            made[f"form-{form['code']}"] = answers("auditor", f"/forms/{form['code']}?as_of={DAY}&format=xlsx").data
    for listed in answers("auditor", f"/audit-lists?as_of={DAY}").get_json()["lists"]:
        code = listed["list"]
        made[f"list-{code}"] = answers("auditor", f"/audit-lists/{code}?as_of={DAY}&format=xlsx").data
    return {name: content for name, content in made.items() if content}


def test_every_formula_recomputes_to_the_figure_beside_it(
    workbooks: dict[str, bytes], tmp_path: Path, tell: Tell
) -> None:
    held = {name: formulas(content) for name, content in workbooks.items()}
    found = recomputed(workbooks, tmp_path)
    apart = [
        (name, sheet, row, column, ours, theirs)
        for name, content in workbooks.items()
        for sheet, rows in cells(content).items()
        for row, (mine, office) in enumerate(zip(rows, _padded(found[name][sheet], rows), strict=True))
        for column, (ours, theirs) in enumerate(zip(mine, office, strict=True))
        if not _same(ours, theirs)
    ]
    assert not apart, apart[:10]
    tell(f"{len(workbooks)} workbooks, {sum(held.values())} formulas recomputed")
    assert held["phu-luc"] > 0
    assert held["sao-ke"] > 0
    assert sum(held.values()) > 50


def _padded(rows: list[list[Any]], like: list[list[Any]]) -> list[list[Any]]:
    """As many rows and columns as ours: LibreOffice leaves out what is empty at the end."""
    width = max((len(row) for row in like), default=0)
    whole = [[*row, *[""] * (width - len(row))][:width] for row in rows]
    return (whole + [[""] * width for _ in range(len(like) - len(whole))])[: len(like)]


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= abs(ours) / 10**12
    return str(ours).strip() == str(theirs).strip()
