"""Service files: every fault of every file at once, in words a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement_lib import services
from engagement_lib.problems import SettingsError

GOOD = """
slug = "parks"
title = "Parks"
purpose = "Green and safe"
owner = "Head of Parks"
in_scope = ["Grass", "Play areas"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, **files: str) -> dict[str, services.Service]:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return services.read([folder])


def test_the_ten_of_the_package_are_whole():
    known = services.read([services.PACKAGED])
    assert len(known) == 10 and list(known) == sorted(known)
    assert all(service.slug == slug and service.purpose for slug, service in known.items())
    assert known["maintenance"].purpose == "Right repair, right time"


def test_a_service_needs_five_things_and_has_the_rest_by_itself(folder: Path):
    parks = read(folder, parks=GOOD)["parks"]
    assert parks.sources == ["*"] and parks.listens_to("anything")
    assert parks.out_of_scope == []


def test_a_service_may_listen_to_named_sources_only(folder: Path):
    parks = read(folder, parks=GOOD + 'sources = ["survey"]')["parks"]
    assert parks.listens_to("survey") and not parks.listens_to("complaints")


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, title in ((first, "Parks"), (second, "Our parks")):
        folder.mkdir()
        (folder / "parks.toml").write_text(GOOD.replace("Parks", title, 1), encoding="utf-8")
    assert services.read([first, second])["parks"].title == "Our parks"


def test_a_byte_order_mark_does_no_harm(folder: Path):
    assert read(folder, parks="\ufeff" + GOOD)["parks"].title == "Parks"


def test_no_folder_is_no_service(tmp_path: Path):
    assert services.read([tmp_path / "nowhere"]) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace('owner = "Head of Parks"', ""), ["no setting 'owner'"]),
        (GOOD + 'colour = "green"', ["unknown setting 'colour'"]),
        (GOOD.replace('"parks"', '"Parks & Greens"'), ["slug = 'Parks & Greens'"]),
        (GOOD.replace('"parks"', '"../parks"'), ["slug = '../parks'"]),
        (GOOD.replace('"Parks"', '""'), ["title"]),
        (GOOD.replace('["Grass", "Play areas"]', "[]"), ["in_scope"]),
        (GOOD + 'failure_types = ["delay", "lateness"]', ["failure_types names 'lateness'", "no_response"]),
        (GOOD + 'value_types = ["mending"]', ["value_types names 'mending'"]),
        ("slug = parks", ["not TOML", "line 1"]),
        (GOOD.replace("owner", "ownr") + 'colour = "green"', ["no setting 'owner'", "unknown setting 'ownr'", "unknown setting 'colour'"]),
    ],
)  # fmt: skip
def test_faults_are_told_with_the_file_and_what_to_do(folder: Path, text: str, told: list[str]):
    with pytest.raises(SettingsError) as raised:
        read(folder, parks=text)
    words = str(raised.value)
    assert "parks.toml" in words and "What to do" in words
    assert not [piece for piece in told if piece not in words]


def test_faults_of_all_files_are_told_at_once(folder: Path):
    with pytest.raises(SettingsError) as raised:
        read(folder, one="slug = one", two=GOOD.replace("owner", "ownr"), three=GOOD + "x = 1")
    where = {fault.where for fault in raised.value.faults}
    assert len(where) == 3


def test_two_files_with_one_slug_are_told(folder: Path):
    with pytest.raises(SettingsError, match=r"slug 'parks', which a\.toml has too"):
        read(folder, a=GOOD, b=GOOD)


def test_a_file_that_is_no_text_is_told(folder: Path):
    (folder / "parks.toml").write_bytes(b"\xff\xfe\x00title")
    with pytest.raises(SettingsError, match=r"parks\.toml.*not TOML"):
        services.read([folder])


def test_the_codebook_gives_every_label_a_title_and_a_residents_voice():
    book = services.codebook()
    assert set(book.demand) == {"failure", "value", "none", "unclear"}
    assert len(book.failure_types) == 13
    assert all(kind.title and kind.says and kind.means for kind in book.failure_types.values())
    assert set(book.flags) == {"hazard", "wrong_door", "complaint", "mixed"}
