"""The organisation's own lists: matched exactly, whatever the rules think."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement_lib.problems import InputError
from engagement_lib.redact import known, texts

HOMES = "street,postcode,address\nMinories,EC3N 1AA,1 Poultry Walk\nThe Quillets,,\n"
STAFF = "name\nJo Bell\nAmina\n"


@pytest.fixture
def mine(tmp_path: Path) -> known.Known:
    (tmp_path / known.HOMES).write_text(HOMES, encoding="utf-8")
    (tmp_path / known.STAFF).write_text(STAFF, encoding="utf-8")
    return known.read(tmp_path)


@pytest.mark.parametrize(
    ("words", "redacted"),
    [
        ("minories 14 has rats", "[address] has rats"),
        ("14 the quillets has rats", "[address] has rats"),
        ("rats all over the quillets", "rats all over the quillets"),
        ("1 poultry walk", "[address]"),
        ("jo bell was kind", "[name] was kind"),
        ("no bell on the door", "no bell on the door"),
    ],
)
def test_what_is_on_the_lists_is_taken_out(mine: known.Known, words: str, redacted: str):
    assert texts([words], known=mine)[0][0] == redacted


def test_without_lists_nothing_is_known(tmp_path: Path):
    assert not any(known.read(tmp_path))


def test_a_list_that_is_no_csv_is_told(tmp_path: Path):
    (tmp_path / known.STAFF).write_bytes(b"name\n\xff\xfe\n")
    with pytest.raises(InputError, match=r"staff\.csv"):
        known.read(tmp_path)
