"""The measurements are run by hand, and rarely: at least they start as the README says."""

import subprocess
import sys

import pytest

from tests.environment import clean_environment
from tests.paths import TOP


@pytest.mark.parametrize("name", ["search", "site", "wire"])
def test_a_measurement_starts_in_a_shell_that_knows_no_settings(name):
    done = subprocess.run(
        [sys.executable, "-c", f"import tests.bench.{name}"],
        env=clean_environment(),
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
