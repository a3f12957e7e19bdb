"""pyproject.toml, the lock files and environment.yml say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9._-]+)==([^\s;\\]+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def bare(requirement: str) -> str:
    return re.split(r"[\s<>=;\[!~]", requirement)[0].lower().replace("_", "-")


def test_every_dependency_is_locked_within_its_bounds():
    from packaging.requirements import Requirement

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, wanted in [
        ("requirements.lock", settings["project"]["dependencies"]),
        ("requirements-dev.lock", settings["dependency-groups"]["dev"]),
    ]:
        locked = pins(lock)
        for line in wanted:
            requirement = Requirement(line)
            versions = locked.get(bare(line))
            assert versions, f"{line} is not in {lock}"
            assert all(version in requirement.specifier for version in versions), f"{line}: {versions}"


def test_locks_have_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "index-url" not in text
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])


def test_the_two_locks_agree():
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    for name in set(run) & set(dev):
        assert dev[name] <= run[name], name


def test_no_torch():
    assert not {"torch", "sentence-transformers", "transformers"} & set(pins("requirements.lock"))


def test_environment_takes_the_same_lock_and_python():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    bounds = settings["project"]["requires-python"]
    assert f"python {bounds}" in text.replace("python>", "python >")
    assert "-r requirements.lock" in text
    assert "://" not in text
