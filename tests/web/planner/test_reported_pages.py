"""Figures and job results by the pages: pasted rows are recorded once, a bad one is told, and each sees its own."""

import html
import re
from datetime import date

import pytest

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


def marked(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_a_figure_recorded_meanwhile_is_shown_before_it_is_replaced(service: Service, visit: Visit) -> None:
    one, other = visit("planner"), visit("planner")
    sent = [browser.hidden(FIGURES) | {"name": "job_target", "values": "00004;7"} for browser in (one, other)]
    assert one.send("/plan/figures", sent[0]).status_code == 303
    late = other.send("/plan/figures", sent[1] | {"values": "00004;9"})
    page = text(late)
    assert (late.status_code, '<td class="number">7</td>' in page, "00004;9" in page) == (409, True, True)
    again = sent[1] | {"values": "00004;9", "sequence": marked(page, "sequence"), "shown": marked(page, "shown")}
    assert other.send("/plan/figures", again).status_code == 303
    unshown = one.hidden("/plan/figures?year=2027&name=poor") | {"name": "job_target", "values": "00004;1"}
    assert one.send("/plan/figures", unshown).status_code == 409
    with service.store.reading() as uow:
        assert [row["amount"] for row in uow.figures.of_year("job_target", 2027)] == [9]


def test_job_results_recorded_meanwhile_are_shown_before_they_are_replaced(service: Service, visit: Visit) -> None:
    one, other = visit("commune"), visit("planner")
    window = {"since": "01/01/2026", "through": "30/09/2026"}
    sent = [browser.hidden(JOBS) | window for browser in (one, other)]
    assert one.send("/plan/job-results", sent[0] | {"rows": "00004;50;30;1"}).status_code == 303
    late = other.send("/plan/job-results", sent[1] | {"rows": "00004;60;30;1"})
    page = text(late)
    assert (late.status_code, '<td class="number">50</td>' in page, "00004;60;30;1" in page) == (409, True, True)
    again = sent[1] | {"rows": "00004;60;30;1", "seen": marked(page, "seen")}
    assert other.send("/plan/job-results", again).status_code == 303
    with service.store.reading() as uow:
        assert [each.jobs for each in uow.job_reports.touching(date(2026, 1, 1), date(2026, 9, 30))] == [60]


@pytest.mark.parametrize(
    ("path", "fields", "row"),
    [
        ("/plan/figures", {"name": "job_target", "field": "values"}, "00004;5"),
        ("/plan/job-results", {"since": "01/01/2026", "through": "30/09/2026", "field": "rows"}, "00004;5;3;1"),
    ],
)
def test_no_pasted_row_is_left_out_in_silence(
    service: Service, visit: Visit, path: str, fields: dict[str, str], row: str
) -> None:
    browser, field = visit("planner"), fields["field"]
    sent = browser.hidden(path) | fields
    refused = browser.send(path, sent | {field: "\n".join([row] * 501)})
    assert (refused.status_code, "501 hàng" in text(refused)) == (422, True)
    assert browser.send(path, sent | {field: "\n" * 600 + row}).status_code == 303
