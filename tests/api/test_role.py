"""Roles × routes: every endpoint names its action, and each role is let in exactly where the table says."""

import re

import pytest

from loans.api.resource import ACTIONS
from loans.http.roles import MAY, Action, Role
from tests.api.service import V1, Service, made, refused

OPEN = {"session.open_session", "api-docs.openapi_json"}
ROLES = ("planner", "finance", "commune", "officer", "approver", "auditor", "admin")


def routes(service: Service) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of every route under /api/v1."""
    return [
        (rule.endpoint, method, re.sub(r"<int[^>]*>", "1", re.sub(r"<string:\w+>", "x", rule.rule)))
        for rule in service.app.url_map.iter_rules()
        if rule.rule.startswith(V1)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_endpoint_names_its_action_or_says_that_it_has_none(service: Service) -> None:
    assert {endpoint for endpoint, _, _ in routes(service)} - OPEN == set(ACTIONS) - OPEN


def test_only_signing_in_signing_out_and_who_one_is_ask_for_no_action() -> None:
    free = {endpoint for endpoint, action in ACTIONS.items() if action is None}
    assert free == {"session.open_session", "session.close_session", "session.me"}


def test_every_action_of_the_table_is_asked_for_by_some_route() -> None:
    assert set(Action) - {action for action in ACTIONS.values() if action} == set()


def test_each_role_of_the_table_is_tried_here() -> None:
    assert set(ROLES) == set(Role) == set(MAY)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_exactly_where_the_table_says(service: Service, role: str) -> None:
    for endpoint, method, address in routes(service):
        action = ACTIONS.get(endpoint)
        if endpoint in OPEN or endpoint == "session.close_session":
            continue
        answer = service.client().open(address, method=method, json={}, headers=service.by(role))
        barred = action is not None and action not in MAY[Role(role)]
        assert (answer.status_code == 403) == barred, (endpoint, answer.text)
        if barred:
            assert refused(answer, 403, "not_your_role")["value"] == role


def test_nobody_unknown_gets_past_any_route(service: Service) -> None:
    for endpoint, method, address in routes(service):
        answer = service.client().open(address, method=method, json={})
        if endpoint in OPEN:
            assert answer.status_code != 401
        else:
            refused(answer, 401, "sign_in_needed")


def test_the_administrator_touches_no_loan_and_no_capital() -> None:
    assert not MAY[Role.ADMIN] & {Action.LOAN_READ, Action.LOAN_WRITE, Action.LOAN_DECIDE, Action.CAPITAL_WRITE}


def test_nobody_both_enters_and_decides() -> None:
    for actions in MAY.values():
        assert not {Action.LOAN_WRITE, Action.LOAN_DECIDE} <= actions
        # Sở Nội vụ drafts, checks and records the decision: there the second person is another one of its people
        assert not {Action.ROUND_DRAFT, Action.ROUND_BRANCH_OPINION} <= actions
        assert not {Action.ROUND_DRAFT, Action.ROUND_FINANCE_OPINION} <= actions


def test_one_learns_who_one_is(service: Service) -> None:
    me = made(service.get("officer", "/me"))
    assert (me["username"], me["role"], me["communes"]) == ("officer", "officer", ["00004", "00008"])
    assert made(service.get("planner", "/me"))["communes"] is None
