"""Layouts: every fault at once, and what each setting does."""

from __future__ import annotations

import pytest

from engagement_lib import intake
from engagement_lib.contracts import AT_INTAKE
from engagement_lib.problems import InputError, SettingsError


def columns_of(layout: str, extra: str) -> str:
    return layout.replace('received_on = "Date"', f'received_on = "Date"\n{extra}')


def without_service(layout: str) -> str:
    return layout.replace('[service]\nfixed = "maintenance"\n', "")


def test_every_fault_of_every_layout_at_once(tmp_path):
    for name, text in {
        "one": 'source = "Not A Slug"\ntitel = "x"\nkind = "gossip"\n[columns]\nrecord = "Id"\n',
        "two": "source = 'unfinished",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "layout.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        intake.sources(tmp_path)
    told = str(caught.value)
    for words in [
        "'titel'",
        "'title'",
        "source = 'Not A Slug'",
        "kind = 'gossip'",
        "'questions'",
        "received_on",
        "not TOML",
    ]:
        assert words in told


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda text: without_service(text), "no service"),
        (lambda text: columns_of(text, 'service = "Service"'), "both columns.service"),
        (lambda text: text + 'otherwise = "voids"\n', "without columns.service"),
        (lambda text: text + '[channel]\nfixed = "email"\n', None),
        (lambda text: columns_of(text, 'channel = "How"') + '[channel]\nfixed = "email"\n', "both columns.channel"),
        (lambda text: text + "[asks]\nGood = 'good'\n", "without question_column"),
        (lambda text: 'question_column = "Q"\n' + text + "[[questions]]\ncolumn = 'B'\n", "several"),
        (lambda text: text + '[[questions]]\ncolumn = "Other"\nquestion = "Comment"\n', "same words"),
        (lambda text: text + '[[questions]]\ncolumn = "Other"\njoin = ["A", "B"]\n', "either 'column' or 'join'"),
        (lambda text: 'encoding = "utf-9"\n' + text, "encoding = 'utf-9'"),
        (lambda text: 'files = ["../*.csv"]\n' + text, "../"),
        (lambda text: text + '[resident]\n"Age band" = "Age"\n', "Age band"),
        (lambda text: text.replace('received_on = "Date"', 'received_on = {fixed = "soon"}'), "soon"),
    ],
)
def test_settings_that_do_not_go_together(given, layout, change, found):
    if found is None:
        given.source({}, change(layout))
        return
    with pytest.raises(SettingsError) as caught:
        given.source({}, change(layout))
    assert found in str(caught.value)


def test_two_layouts_of_one_source(given, layout):
    given.source({}, layout, folder="a")
    with pytest.raises(SettingsError, match="one layout a source"):
        given.source({}, layout, folder="b")


def test_a_service_that_is_not_there(given, services, layout):
    source = given.source({}, layout.replace("maintenance", "parks"))
    with pytest.raises(SettingsError, match="'parks'"):
        intake.responses(source, services)


def test_sources_below_and_files_in_natural_order(given, layout):
    source = given.source({"m10.csv": "", "m9.CSV": "", ".m.csv": "", "~$m.xlsx": "", "notes.md": ""}, layout)
    assert [path.name for path in source.files] == ["m9.CSV", "m10.csv"]
    given.source({}, layout.replace('"survey"', '"deep"', 1), folder="more/deeper")
    assert [source.name for source in intake.sources(given.raw)] == ["deep", "survey"]


def test_no_files_is_an_empty_table_and_a_warning(given):
    read = given.responses({})
    assert list(read.kept.columns) == AT_INTAKE
    assert read.rows_in == 0 and read.files == []
    assert "no files" in str(read.warnings[0])


def test_a_kind_of_file_that_cannot_be_read(given, layout):
    with pytest.raises(InputError, match=r"of the kind '\.docx'"):
        given.responses({"a.docx": "x"}, 'files = ["*"]\n' + layout)


def test_two_questions_are_two_responses_of_one_record(given, layout):
    two = layout.replace('column = "Comment"', 'column = "Q1"\nquestion = "What is good?"\nasks = "good"')
    two += '[[questions]]\ncolumn = "Q2"\nasks = "better"\n'
    read = given.responses({"a.csv": "Id,Date,Q1,Q2\n1,3/10/26,staff,\n2,,x,y\n"}, two)
    rows = read.kept[["question", "asks", "raw_text"]].values.tolist()
    assert sorted(rows) == [["Q2", "better", ""], ["What is good?", "good", "staff"]]
    assert read.kept["record_id"].nunique() == 1
    assert len(read.aside) == 2


def test_question_in_a_column(given, layout):
    per_row = 'question_column = "Asked"\n' + layout + "[asks]\n'what is good?' = 'good'\n"
    text = "Id,Date,Asked,Comment\n1,3/10/26,What  is good?,staff\n1,3/10/26,Else?,no\n"
    read = given.responses({"a.csv": text}, per_row)
    assert sorted(read.kept[["question", "asks", "raw_text"]].values.tolist()) == [
        ["Else?", "open", "no"],
        ["What is good?", "good", "staff"],
    ]
    assert read.kept["record_id"].nunique() == 1 and read.warnings == []


def test_joined_columns(given, layout):
    joined = layout.replace('column = "Comment"', 'join = ["Title", "Description"]')
    read = given.responses({"a.csv": "Id,Date,Title,Description\n1,3/10/26,Leak,Again\n2,3/10/26,,Only\n"}, joined)
    assert sorted(read.kept["raw_text"]) == ["Leak\nAgain", "Only"]
    assert set(read.kept["question"]) == {"Title and Description"}


def test_residents_scores_and_channels(given, layout):
    full = columns_of(layout, 'score = "Score"\nchannel = "How"')
    full += '[channel.values]\n"E-mail" = "email"\n[resident]\nage_band = ["Age", "Age band"]\ngender = "Gender"\n'
    read = given.responses(
        {"a.csv": "Id,Date,Comment,Score,How,Age band\n1,3/10/26,hi,5,e-mail, 65+ \n2,3/10/26,ho,,Fax,\n"}, full
    )
    assert list(read.kept.columns) == [*AT_INTAKE, "score", "resident_age_band", "resident_gender"]
    rows = read.kept[["channel", "score", "resident_age_band", "resident_gender"]].values.tolist()
    assert sorted(rows) == [["Fax", "", "", ""], ["email", "5", "65+", ""]]
    assert "no column 'Gender'" in str(read.warnings[0])


SERVICE_ROWS = (
    "Id,Date,Comment,Service\n1,3/10/26,a,Anti Social Behaviour\n2,3/10/26,b,VOIDS\n3,3/10/26,c,\n4,3/10/26,d,Parks\n"
)


@pytest.mark.parametrize(
    ("rule", "kept", "aside"),
    [
        ("", ["anti-social-behaviour", "voids"], ["no service given", "service not known"]),
        (
            "[service.values]\nPARKS = 'voids'\n",
            ["anti-social-behaviour", "voids", "voids"],
            ["no service given"],
        ),
        (
            "[service]\notherwise = 'maintenance'\n",
            ["anti-social-behaviour", "maintenance", "maintenance", "voids"],
            [],
        ),
    ],
)
def test_services(given, layout, rule, kept, aside):
    read = given.responses({"a.csv": SERVICE_ROWS}, without_service(columns_of(layout, 'service = "Service"')) + rule)
    assert sorted(read.kept["service"]) == kept
    assert sorted(read.aside["reason"]) == aside
    if aside and not rule:
        assert "values on line 5" in str(read.warnings[0])  # met once: it may be what a resident wrote


def test_no_known_service_at_all_is_a_fault(given, layout):
    by_name = without_service(columns_of(layout, 'service = "Service"'))
    with pytest.raises(InputError, match="no row with a known service"):
        given.responses({"a.csv": "Id,Date,Comment,Service\n1,3/10/26,a,Parks\n"}, by_name)


def test_all_faults_of_all_files(given):
    with pytest.raises(InputError) as caught:
        given.responses(
            {"a.csv": "", "b.csv": "Id,Date\n1,2\n", "c.xlsx": b"no", "d.csv": "Id,Date,Comment\n1,3/10/26,x\n"}
        )
    assert [fault.where.split(",")[0] for fault in caught.value.faults] == [
        "survey/a.csv",
        "survey/b.csv",
        "survey/c.xlsx",
    ]
