"""A missing system program: skipped and named at the end, or a failure where it was promised."""

import pytest

from tests.needs import needs, not_tested

MISSING = "no-such-program"


def test_a_program_that_is_there_is_found() -> None:
    assert needs("sh", "dash").name == "sh"


def test_a_missing_program_skips_and_the_closing_line_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOANS_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        needs(MISSING, "some-package")
    line = not_tested([str(skipped.value), str(skipped.value), "another reason"])
    assert line.count("sudo apt-get install some-package") == 2  # in Vietnamese and in English
    assert MISSING in line


@pytest.mark.parametrize("required", ["all", f"chromium,{MISSING}"])
def test_a_missing_program_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setenv("LOANS_REQUIRE", required)
    with pytest.raises(pytest.fail.Exception, match=MISSING):
        needs(MISSING, "some-package")


def test_nothing_is_said_where_nothing_was_missing() -> None:
    assert not_tested(["only on PostgreSQL"]) == ""
