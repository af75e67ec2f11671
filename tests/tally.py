"""Counts the tests by database at the end, and refuses a run that left some out unseen.

What a test measured, told by ``record_property("measured", …)``, is printed there, too.
"""

import os
from collections import Counter
from typing import Any

import pytest


class Tally:
    """A pytest plugin of the first process: counts what ran where and what was skipped."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.ran: Counter[str] = Counter()
        self.skipped: list[str] = []
        self.reasons: Counter[str] = Counter()
        self.faults: list[str] = []
        self.measured: list[str] = []

    @property
    def skips_are_faults(self) -> bool:
        return os.environ.get("CI") == "true" or os.environ.get("NEWSROOM_NO_SKIPS") == "1"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not report.skipped:
            database = str(dict(report.user_properties).get("database", ""))
            self.ran[database] += 1
            said = [str(value) for name, value in report.user_properties if name == "measured"]
            self.measured += [f"{each} ({database})" if database else each for each in said]
        if report.skipped:
            self.reasons[_reason(report)] += 1
        if report.skipped and "needs_samples" not in report.keywords:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.ran["sqlite"] != self.ran["postgresql"] and self._ran_whole(session):
            self.faults.append("The databases did not run the same number of tests.")
        if self.skipped and self.skips_are_faults:
            names = "\n  ".join(sorted(set(self.skipped)))
            self.faults.append(f"Skipped, though nothing may be skipped here:\n  {names}")
        if self.faults and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _ran_whole(self, session: pytest.Session) -> bool:
        """Not picked by name, not stopped: then the numbers must agree."""
        option: Any = self.config.option
        picked = option.keyword or any("::" in arg for arg in self.config.args)
        return not (picked or option.collectonly or session.shouldstop or session.shouldfail)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("databases")
        terminalreporter.line(
            f"on SQLite: {self.ran['sqlite']}, on PostgreSQL: {self.ran['postgresql']},"
            f" without a database: {self.ran['']}"
        )
        for line in self.measured:
            terminalreporter.line(line)
        for reason, count in self.reasons.items():
            terminalreporter.line(f"Skipped: {count}, {reason}", yellow=True)
        for fault in self.faults:
            terminalreporter.line(fault, red=True)


def _reason(report: pytest.TestReport) -> str:
    """What the mark says; pytest gives file, line and reason."""
    told = report.longrepr
    said = str(told[2]) if isinstance(told, tuple) else ""
    return said.removeprefix("Skipped: ") or "without a reason"
