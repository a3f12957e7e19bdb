"""Whatever the encoding, the same words come out."""

from __future__ import annotations

import gzip

import pytest

from engagement_lib.intake import characters
from engagement_lib.problems import InputError

TEXTS = ["Café is £5 – “lovely”, it’s ok", "naïve résumé, Zoë’s flat costs €40", "plain words only", "half a ½ lift"]


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_words_are_equal_in_every_encoding(given, words, encoding):
    if encoding == "latin-1":
        words = words.encode("latin-1", "ignore").decode("latin-1")
    text = f'Id,Date,Comment\n1,3/10/2026,"{words}"\n'
    read = given.responses({"a.csv": text.encode(encoding)})
    assert list(read.kept["raw_text"]) == [words]
    told = [str(warning) for warning in read.warnings if "not UTF-8" in str(warning)]
    plain = text.isascii() or encoding in ("utf-8", "utf-8-sig")
    assert bool(told) != plain or encoding.startswith(("utf-16", "utf-32"))


def test_other_scripts_and_emoji_pass_through(given):
    words = "لا توجد تدفئة 😀 Не працює ліфт বাংলা"
    read = given.responses({"a.csv": f"Id,Date,Comment\n1,3/10/2026,{words}\n"})
    assert list(read.kept["raw_text"]) == [words]


def test_gzip_is_read(given):
    read = given.responses({"a.csv.gz": gzip.compress(b"Id,Date,Comment\n1,3/10/2026,hello\n")})
    assert list(read.kept["raw_text"]) == ["hello"]


def test_declared_encoding_wins(given, layout):
    data = "Id,Date,Comment\n1,3/10/2026,Łódź\n".encode("cp1250")
    read = given.responses({"a.csv": data}, 'encoding = "cp1250"\n' + layout)
    assert list(read.kept["raw_text"]) == ["Łódź"]
    assert read.warnings == []


def test_wrong_declared_encoding_is_a_fault(given, layout):
    with pytest.raises(InputError, match="bytes that are not utf-8"):
        given.responses(
            {"a.csv": "Id,Date,Comment\n1,3/10/2026,café\n".encode("cp1252")}, 'encoding = "utf-8"\n' + layout
        )


def test_double_encoded_text_is_told_and_unchanged(given):
    words = "I donâ€™t know the cafÃ©"
    read = given.responses({"a.csv": f"Id,Date,Comment\n1,3/10/2026,{words}\n"})
    assert list(read.kept["raw_text"]) == [words]
    assert "line 2" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\x00b\x07c", "abc"),
        ("tab\tstays", "tab\tstays"),
        ("line\r\nends\rare\none", "line\nends\nare\none"),
        ("half \ud83d of a pair", "half \N{REPLACEMENT CHARACTER} of a pair"),
    ],
)
def test_characters_that_cannot_go_on(before, after):
    assert characters.tidy(before) == after
    assert characters.tidy(after) == after


def test_lone_surrogate_in_utf_16(given):
    data = "Id,Date,Comment\n1,3/10/2026,odd \ud83d end\n".encode("utf-16", "surrogatepass")
    assert list(given.responses({"a.csv": data}).kept["raw_text"]) == ["odd \N{REPLACEMENT CHARACTER} end"]
