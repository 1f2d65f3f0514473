"""A form books once, however often it is sent, and comes back with what is wrong."""

import gzip
import re
import threading

from flask import Flask

from loans.store.unit_of_work import Store
from tests.web.visitor import visitor


def booked(store: Store, name: str) -> int:
    with store.reading() as uow:
        return int(uow.entries.find("probe", name) is not None)


def test_a_repeated_submit_books_once_and_answers_the_same(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    browser = visitor(app.test_client(), store, "planner")
    sent = browser.hidden("/probe/") | {"name": "một", "amount": "1.000", "on": "01/11/2026"}
    answers = [browser.send("/probe/", sent) for _ in range(3)]
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [(303, "/probe/?said=recorded")] * 3
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert "Đã ghi sổ." in browser.get("/probe/?said=recorded").text
    assert booked(store, "một") == 1


def test_a_double_click_books_once_and_both_are_answered(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    first = visitor(app.test_client(), store, "planner")
    sent = first.hidden("/probe/") | {"name": "hai lần", "amount": "1.000", "on": "01/11/2026"}
    cookie = first.client.get_cookie("loans_session", domain="localhost")
    assert cookie is not None
    statuses = []

    def click() -> None:
        client = app.test_client()
        client.set_cookie("loans_session", cookie.value, domain="localhost", secure=True)
        statuses.append(visitor(client, store).send("/probe/", sent).status_code)

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert statuses == [303] * 4
    assert booked(store, "hai lần") == 1


def test_a_form_with_faults_comes_back_filled_in_with_its_key_and_links_to_each_field(
    probe: tuple[Flask, Store],
) -> None:
    app, store = probe
    browser = visitor(app.test_client(), store, "planner")
    sent = browser.hidden("/probe/") | {"name": "ba", "amount": "mười <b>", "on": "32/11/2026"}
    answer = browser.send("/probe/", sent)
    page = gzip.decompress(answer.data).decode()
    assert answer.status_code == 422
    assert re.findall(r'<a href="#(f-[a-z]+)">', page) == ["f-amount", "f-on"]
    assert 'value="mười &lt;b&gt;"' in page
    assert f'value="{sent["idempotency_key"]}"' in page
    assert booked(store, "ba") == 0
    mended = browser.send("/probe/", sent | {"amount": "10", "on": "01/11/2026"})
    assert mended.status_code == 303
    assert booked(store, "ba") == 1


def test_a_form_without_its_token_or_key_is_refused_and_books_nothing(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    browser = visitor(app.test_client(), store, "planner")
    marks = browser.hidden("/probe/") | {"name": "bốn", "amount": "10", "on": "01/11/2026"}
    assert browser.send("/probe/", marks | {"csrf_token": "0" * 64}).status_code == 403
    assert browser.send("/probe/", marks | {"idempotency_key": ""}).status_code in (400, 422)
    assert browser.send("/probe/", marks | {"csrf_token": "ấ"}).status_code == 403
    assert booked(store, "bốn") == 0


def test_a_refusal_of_the_use_case_is_said_at_the_head_of_the_same_form(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    browser = visitor(app.test_client(), store, "planner")
    given = {"name": "năm", "amount": "10", "on": "01/11/2026"}
    assert browser.send("/probe/", browser.hidden("/probe/") | given).status_code == 303
    again = browser.send("/probe/", browser.hidden("/probe/") | given)
    assert again.status_code == 409
    assert 'class="alert alert-danger summary"' in gzip.decompress(again.data).decode()


def test_who_may_look_but_not_write_is_refused(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    browser = visitor(app.test_client(), store, "auditor")
    sent = browser.hidden("/probe/") | {"name": "sáu", "amount": "10", "on": "01/11/2026"}
    assert browser.send("/probe/", sent).status_code == 403
    assert booked(store, "sáu") == 0
