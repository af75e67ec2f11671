"""The count at the end: what ran where, and what makes the run fail."""

from types import SimpleNamespace

import pytest

from tests.tally import Tally


@pytest.fixture
def finish(monkeypatch):
    """Ends a run with these reports; gives back the lines printed and the exit status."""

    def finish(*reports, ci=False, keyword="", args=("tests",)):
        monkeypatch.setenv("CI", "true" if ci else "")
        monkeypatch.delenv("NEWSROOM_NO_SKIPS", raising=False)
        option = SimpleNamespace(keyword=keyword, collectonly=False)
        tally = Tally(SimpleNamespace(option=option, args=list(args)))
        for report in reports:
            tally.pytest_runtest_logreport(report)
        session = SimpleNamespace(exitstatus=pytest.ExitCode.OK, shouldstop=False, shouldfail=False)
        tally.pytest_sessionfinish(session)
        lines = []
        tally.pytest_terminal_summary(
            SimpleNamespace(section=lambda name: None, line=lambda text, **how: lines.append(text))
        )
        return "\n".join(lines), session.exitstatus

    return finish


def ran(database=""):
    return SimpleNamespace(
        when="call",
        skipped=False,
        nodeid="a",
        keywords={},
        user_properties=[("database", database)],
    )


def skipped(*marks):
    return SimpleNamespace(
        when="setup", skipped=True, nodeid="tests/test_x.py::test_y", user_properties=[],
        longrepr=("tests/test_x.py", 7, "Skipped: needs nginx"),
        keywords=dict.fromkeys(marks, 1),
    )  # fmt: skip


def test_the_numbers_are_printed(finish):
    text, status = finish(ran("sqlite"), ran("postgresql"), ran(), ran())
    assert text == "on SQLite: 1, on PostgreSQL: 1, without a database: 2"
    assert status == pytest.ExitCode.OK


def test_what_tests_measured_is_printed_with_the_database_that_they_had(finish):
    measured = ran("sqlite")
    measured.user_properties.append(("measured", "a page in 2 ms"))
    text, _ = finish(measured, ran("postgresql"))
    assert text.endswith("\na page in 2 ms (sqlite)")


def test_a_run_with_unequal_numbers_fails(finish):
    text, status = finish(ran("sqlite"), ran())
    assert "did not run the same number" in text
    assert status == pytest.ExitCode.TESTS_FAILED


def test_tests_picked_by_hand_may_run_on_one_database(finish):
    assert finish(ran("sqlite"), keyword="sqlite")[1] == pytest.ExitCode.OK
    assert finish(ran("sqlite"), args=["tests/test_x.py::test_y[sqlite]"])[1] == pytest.ExitCode.OK


def test_a_developer_is_told_what_was_skipped_and_why(finish):
    text, _ = finish(ran(), skipped(), skipped(), skipped("needs_samples"))
    assert "Skipped: 3, needs nginx" in text


def test_a_skip_is_allowed_to_a_developer_alone(finish):
    assert finish(skipped())[1] == pytest.ExitCode.OK
    text, status = finish(skipped(), ci=True)
    assert "tests/test_x.py::test_y" in text
    assert status == pytest.ExitCode.TESTS_FAILED


def test_only_the_agencies_samples_may_be_missing_everywhere(finish):
    assert finish(skipped("needs_samples"), ci=True)[1] == pytest.ExitCode.OK
