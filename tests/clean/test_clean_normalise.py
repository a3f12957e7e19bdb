"""Characters and spaces: text in, text out; and twice is as once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement_lib.clean import normalise

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("Itâ€™s cold", "It’s cold"),
        ("Â£40 a month", "£40 a month"),
        ("the cafÃ© downstairs", "the café downstairs"),
        ("cafe\u0301", "café"),
        ("ring ０７７００ ９００４１７", "ring 07700 900417"),
        ("a&nbsp;leak &amp;amp; mould", "a leak & mould"),
        ("&pound;20 don&#39;t", "£20 don't"),
        ("&lt;b&gt;damp&lt;/b&gt;", "damp"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("bins<br/>again", "bins\nagain"),
        ("I <b>hate</b> it", "I hate it"),
        ("<a href='https://example.org'>the form</a>", "the form"),
        ("<style>p{color:red}</style><p>hi</p>", "hi"),
        ("  two   spaces \t and tabs ", "two spaces and tabs"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("no\x00 heat\x07ing", "no heating"),
        ("\ufeffno\u200b heat\u00ading", "no heating"),
        ("\u202eright to left\u202c", "right to left"),
        ("\ud83d\ude00 halves of one emoji", "\N{GRINNING FACE} halves of one emoji"),
        ("half an emoji \ud83d", "half an emoji \N{REPLACEMENT CHARACTER}"),
        ("", ""),
    ],
)
def test_what_a_form_broke_is_mended(words: str, mended: str):
    assert normalise.text(words) == mended


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("rent < wages", "a sign, not a tag"),
        ("i <3 my caretaker", "a heart"),
        ("2 < 3 > 1", "sums"),
        ("write to <jo@example.org>", "no tag that forms write"),
        ("R&D; ok", "no entity"),
        ("AT&T and fish &amp chips", "no entity ends without a semicolon"),
        ("“curly” quotes – and dashes…", "residents' typewriters make them"),
        (f"{FAMILY} four of us", "an emoji of several parts keeps its joiners"),
        ("Ліфт не працює", "another script"),
        ("المصعد لا يعمل", "written from right to left"),
        ("n'y a-t-il pas", "plain marks"),
    ],
)
def test_what_is_whole_stays(words: str, why: str):
    assert normalise.text(words) == words, why


PIECES = [
    "<b>", "</b>", "<p>", "<br>", "<td x", "&lt;", "&gt;", "&amp;", "amp;", "lt;", "#39;", "&", "p", "/p", "<", ">", " ", "\n", "\r",
    "word", "â€™", "Â£", "\u200b", "\x00", "\x85", "\ud83d", "\ude00", "&nbsp;", "&zwj;", "&shy;", "&#8203;", "&#0;", "'", '"', "e\u0301",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_mending_twice_changes_nothing_more(words: str):
    once = normalise.text(words)
    assert normalise.text(once) == once
    once.encode("utf-8")  # no half emoji is left


@pytest.mark.parametrize("piece", ["<b ", "&amp", "> ", "\n", "&lt;b&gt;", "Ã", "\u0301", "\u200b"])
def test_a_long_comment_of_one_thing_is_read_in_time(piece: str):
    words = piece * (100_000 // len(piece))
    started = time.thread_time()
    normalise.text(words)
    assert time.thread_time() - started < 4
