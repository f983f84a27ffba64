"""The TypeScript of the playground's pages, by its own tests."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools.playground import PLAYGROUND, absent


@pytest.mark.once
@pytest.mark.skipif(absent() is not None, reason=f"the playground cannot be built: {absent()}")
def test_addresses_notebooks_and_places_pass_their_own_tests(tmp_path: Path) -> None:
    bundle = ["npm", "run", "--silent", "bundle-tests", "--", f"--outdir={tmp_path}"]
    subprocess.run(bundle, cwd=PLAYGROUND, check=True)
    tests = sorted(map(str, tmp_path.glob("*.js")))
    done = subprocess.run(
        ["node", "--test", *tests], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^. pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) > 35
