"""Figures and job results by the pages: pasted rows are recorded once, a bad one is told, and each sees its own."""

from tests.api.service import Service
from tests.web.conftest import Visit
from tests.web.planner.conftest import text

FIGURES = "/plan/figures?year=2027&name=job_target"
JOBS = "/plan/job-results?since=2026-01-01&through=2026-10-31"


def test_a_figure_is_pasted_and_shown(service: Service, visit: Visit) -> None:
    browser = visit("planner")
    sent = browser.hidden(FIGURES) | {"name": "job_target", "values": "00004\t1.200\n8;900\n"}
    assert [browser.send("/plan/figures", sent).status_code for _ in range(2)] == [303, 303]
    with service.store.reading() as uow:
        found = {row["commune"]: row["amount"] for row in uow.figures.of_year("job_target", 2027)}
    assert found == {"00004": 1_200, "00008": 900}
    assert "2.100" in browser.get(FIGURES).text
    assert "2.100" not in visit("commune").get(FIGURES).text
    wrong = browser.send("/plan/figures", browser.hidden(FIGURES) | {"name": "job_target", "values": "00004\tnhiều"})
    assert (wrong.status_code, "Hàng 1" in text(wrong)) == (422, True)


def test_a_commune_reports_its_own_jobs_and_no_other(service: Service, visit: Visit) -> None:
    browser = visit("commune")
    window = {"since": "01/01/2026", "through": "31/10/2026"}
    other = browser.send("/plan/job-results", browser.hidden(JOBS) | window | {"rows": "00008;5;3;1"})
    assert other.status_code == 422
    assert (
        browser.send("/plan/job-results", browser.hidden(JOBS) | window | {"rows": "00004;50;30;1"}).status_code == 303
    )
    page = browser.get(JOBS).text
    assert '<td class="number">50</td><td class="number">30</td>' in page
