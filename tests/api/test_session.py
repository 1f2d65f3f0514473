"""Sign-in, cookies and their CSRF token, bearer tokens, and how each of them ends."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loans.service.account import LASTS
from tests.api.service import PASSWORD, V1, Service, made, refused
from tests.api.story import number, source_body


def sign_in(client: FlaskClient, who: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    return client.post(f"{V1}/sign-in", json={"username": who, "password": password, **more}, base_url="https://loans")


def write(client: FlaskClient, **headers: str) -> TestResponse:
    headers["Idempotency-Key"] = number(8)
    return client.post(f"{V1}/sources", json=source_body(), headers=headers, base_url="https://loans")


def me(client: FlaskClient) -> TestResponse:
    return client.get(f"{V1}/me", base_url="https://loans")


def bearer(service: Service, token: str) -> TestResponse:
    return service.client().get(f"{V1}/me", headers={"Authorization": f"Bearer {token}"})


def test_a_browser_gets_a_cookie_that_no_script_can_read(service: Service) -> None:
    answer = sign_in(service.client(), "finance")
    assert made(answer)["token"] is None
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("loans_session=")
    for flag in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/"):
        assert flag in cookie


def test_a_write_by_cookie_needs_its_csrf_token(service: Service) -> None:
    client = service.client()
    token = made(sign_in(client, "finance"))["csrf_token"]
    refused(write(client), 403, "csrf_token_wrong")
    refused(write(client, **{"X-CSRF-Token": "0" * len(token)}), 403, "csrf_token_wrong")
    made(write(client, **{"X-CSRF-Token": token}))


def test_another_session_s_csrf_token_is_of_no_use(service: Service) -> None:
    one, other = service.client(), service.client()
    sign_in(one, "finance")
    token = made(sign_in(other, "finance"))["csrf_token"]
    refused(write(one, **{"X-CSRF-Token": token}), 403, "csrf_token_wrong")


def test_who_one_is_tells_the_csrf_token_again(service: Service) -> None:
    client = service.client()
    token = made(sign_in(client, "finance"))["csrf_token"]
    assert made(me(client))["csrf_token"] == token


def test_signing_out_by_cookie_needs_the_csrf_token_too(service: Service) -> None:
    client = service.client()
    token = made(sign_in(client, "finance"))["csrf_token"]
    refused(client.delete(f"{V1}/session", base_url="https://loans"), 403, "csrf_token_wrong")
    gone = client.delete(f"{V1}/session", headers={"X-CSRF-Token": token}, base_url="https://loans")
    assert gone.status_code == 204
    refused(me(client), 401, "sign_in_needed")


def test_a_bearer_token_needs_no_csrf_token_and_sets_no_cookie(service: Service) -> None:
    answer = sign_in(service.client(), "finance", carry="bearer")
    assert "Set-Cookie" not in answer.headers
    body = made(answer)
    assert body["csrf_token"] is None
    made(write(service.client(), Authorization=f"Bearer {body['token']}"))


def test_a_cookie_s_session_is_no_bearer_token_and_the_other_way_round(service: Service) -> None:
    session = sign_in(service.client(), "finance").headers["Set-Cookie"].split(";")[0].partition("=")[2]
    refused(bearer(service, session), 401, "sign_in_needed")
    client = service.client()
    client.set_cookie("loans_session", service.tokens["finance"], domain="loans")
    refused(me(client), 401, "sign_in_needed")


@pytest.mark.parametrize("carry", ["cookie", "bearer"])
def test_a_session_ends_when_its_time_is_over(service: Service, carry: str) -> None:
    client = service.client()
    token = made(sign_in(client, "finance", carry=carry))["token"]
    lasts = LASTS["session" if carry == "cookie" else "bearer"]
    hours = int(lasts.total_seconds()) // 3600

    def asked() -> TestResponse:
        return bearer(service, token) if token else me(client)

    service.clock.advance(hours=hours, seconds=-1)
    assert asked().status_code == 200
    service.clock.advance(seconds=1)
    refused(asked(), 401, "sign_in_needed")


def test_a_token_signed_out_is_gone_and_another_of_the_same_person_stays(service: Service) -> None:
    token = made(sign_in(service.client(), "auditor", carry="bearer"))["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert service.client().delete(f"{V1}/session", headers=headers).status_code == 204
    refused(bearer(service, token), 401, "sign_in_needed")
    assert service.get("auditor", "/me").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "Bearer", "'", "é", "0" * 5_000])
def test_what_is_no_token_is_nobody(service: Service, token: str) -> None:
    refused(bearer(service, token), 401, "sign_in_needed")


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(service: Service) -> None:
    client = service.client()
    wrong = refused(sign_in(client, "finance", "sai-mat-khau-gia"), 401, "sign_in_failed")
    unknown = refused(sign_in(client, "khong-co-ai", "sai-mat-khau-gia"), 401, "sign_in_failed")
    assert wrong | {"request_id": ""} == unknown | {"request_id": ""}


def change(service: Service, who: str, **rights: Any) -> TestResponse:
    present = service.get("admin", f"/accounts/{who}")
    body = {name: made(present)[name] for name in ("role", "communes", "active")} | rights
    return service.send("admin", f"/accounts/{who}", body, etag=present.headers["ETag"], method="PUT")


def test_a_closed_account_is_out_with_every_token_and_its_password(service: Service) -> None:
    client = service.client()
    sign_in(client, "officer")
    assert made(change(service, "officer", active=False))["active"] is False
    refused(me(client), 401, "sign_in_needed")
    refused(service.get("officer", "/me"), 401, "sign_in_needed")
    refused(sign_in(client, "officer"), 401, "sign_in_failed")


def test_an_account_opened_again_needs_a_new_sign_in(service: Service) -> None:
    change(service, "officer", active=False)
    change(service, "officer", active=True)
    refused(service.get("officer", "/me"), 401, "sign_in_needed")
    made(sign_in(service.client(), "officer"))


def test_changed_rights_end_the_old_sessions(service: Service) -> None:
    assert made(change(service, "officer", role="auditor", communes=[]))["role"] == "auditor"
    refused(service.get("officer", "/loans"), 401, "sign_in_needed")
    token = made(sign_in(service.client(), "officer", carry="bearer"))["token"]
    answer = bearer(service, token)
    assert (made(answer)["role"], made(answer)["communes"]) == ("auditor", None)


@pytest.mark.parametrize("role", ["officer", "commune"])
def test_a_bound_role_without_a_commune_is_refused(service: Service, role: str) -> None:
    body = {"username": "nguoi.moi", "role": role, "communes": [], "password": PASSWORD}
    refused(service.send("admin", "/accounts", body), 422, "communes_missing")


def test_a_short_password_is_refused_and_never_said_again(service: Service) -> None:
    answer = service.send("admin", "/accounts", {"username": "nguoi.moi", "role": "auditor", "password": "ngan-qua"})
    refused(answer, 422, "password_too_short")
    assert "ngan-qua" not in answer.text


def test_no_answer_about_an_account_holds_a_secret(service: Service) -> None:
    body = {"username": "nguoi.moi", "role": "auditor", "password": PASSWORD}
    assert PASSWORD not in service.send("admin", "/accounts", body).text
    assert "argon2" not in service.get("admin", "/accounts").text


def test_the_eleventh_try_of_a_name_within_a_minute_waits(service: Service) -> None:
    client = service.client()
    for _ in range(10):
        refused(sign_in(client, "khong-co-ai", "sai-mat-khau-gia"), 401, "sign_in_failed")
    body = refused(sign_in(client, "khong-co-ai", "sai-mat-khau-gia"), 429, "too_many_tries")
    assert "phút" in body["detail"]
    assert "minute" in body["detail_en"]
    made(sign_in(client, "auditor"))


def test_another_address_is_not_kept_waiting(service: Service) -> None:
    for _ in range(11):
        sign_in(service.client(), "auditor", "sai-mat-khau-gia")
    refused(sign_in(service.client(), "auditor"), 429, "too_many_tries")
    made(
        service.client().post(
            f"{V1}/sign-in",
            json={"username": "auditor", "password": PASSWORD},
            environ_base={"REMOTE_ADDR": "192.0.2.7"},
        )
    )
