"""Summaries made by hand, so that these tests need no other room."""

from __future__ import annotations

from math import sqrt
from typing import Any

from engagement_lib.summary import (
    Attribute,
    Campaign,
    Corrected,
    Count,
    Estimate,
    FailureType,
    LedgerLine,
    Month,
    PeriodCard,
    Quote,
    Rule,
    SaidMore,
    ServiceCard,
    Source,
    Summary,
    Theme,
    Themes,
)

CORRECTED = Corrected(share=0.41, low=0.36, high=0.47, method="A person read 60 of 402 responses.", n_read=60, of=402)
HIDDEN = Estimate(n=None, of=None, share=None, low=None, high=None)


def estimate(n: int, of: int) -> Estimate:
    """A Wilson interval, near enough for a test."""
    if not of:
        return Estimate(n=n, of=of, share=None, low=None, high=None)
    share, z = n / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Estimate(n=n, of=of, share=share, low=max(0, middle - half), high=min(1, middle + half))


def count(key: str, title: str, n: int, of: int) -> Count:
    return Count(key=key, title=title, estimate=estimate(n, of))


def quote(text: str, language: str = "en", why: str = "") -> Quote:
    return Quote(response_id="3f9a21", text=text, received="2026-10-04", source="survey", language=language, why=why)


def full(slug: str = "maintenance", title: str = "Maintenance", failed: int = 164, **changes: Any) -> Summary:
    """A service with plenty to say."""
    of = 402
    none = 61
    value = of - failed - none - 12
    months = [
        ("07", "July", 130, 340),
        ("08", "August", 148, 371),
        ("09", "September", 171, 390),
        ("10", "October", failed, of),
    ]
    values: dict[str, Any] = {
        "organisation": "Havenport City Council (an invented example)",
        "service": ServiceCard(
            slug=slug,
            title=title,
            purpose="Right repair, right time",
            owner="Head of Repairs",
            in_scope=("Plumbing, heating, hot water and electrics", "Damp, mould and leaks"),
            out_of_scope=("Potholes and street lights on public roads", "Homes the council does not own"),
        ),
        "period": PeriodCard(key="2026-10", label="October 2026", starts="2026-10-01", ends="2026-10-31"),
        "threshold": 5,
        "comments": of,
        "residents": 371,
        "sources": (
            Source(name="survey", title="Repairs exit survey", kind="survey", comments=288),
            Source(name="calls", title="Call notes", kind="contact", comments=114),
        ),
        "demand": (
            count("failure", "Failure demand", failed, of),
            count("value", "Value demand", value, of),
            count("none", "No demand", none, of),
            count("unclear", "Cannot tell", 12, of),
        ),
        "failure": estimate(failed, of),
        "failure_without_wrong_door": estimate(failed - 14, of - 14),
        "failure_with_out_of_scope": estimate(failed + 6, of),
        "corrected": CORRECTED,
        "rule_of_95": Rule(says="below", value=CORRECTED),
        "failure_types": (
            FailureType(
                key="missed_appointment",
                title="Missed appointment",
                says="Somebody was due and did not come",
                estimate=estimate(38, of),
                quotes=(quote("Took the day off, nobody came and nobody rang. This is the third time."),),
            ),
            FailureType(
                key="no_response",
                title="No response",
                says="I told you before, and nothing happened",
                estimate=estimate(71, of),
                quotes=(
                    quote(
                        "I reported the leak above the bath in August. I have rung [phone] twice since and nobody has "
                        "come back to me.",
                        why="“reported”, “nobody has come back”",
                    ),
                    quote("Winda nie działa od tygodnia i nikt nie przyszedł.", language="pl"),
                ),
            ),
            FailureType(
                key="not_fixed",
                title="Not fixed",
                says="They came, and it is still not right",
                estimate=estimate(44, of),
                quotes=(quote("The plumber was kind but the boiler lost pressure again the same night."),),
            ),
            FailureType(key="delay", title="Delay", says="I have waited too long", estimate=estimate(29, of)),
            FailureType(key="poor_work", title="Poor work", says="The work was badly done", estimate=estimate(11, of)),
            FailureType(key="information", title="Poor information", says="Nobody told me", estimate=estimate(8, of)),
            FailureType(key="conduct", title="Staff conduct", says="I was not treated with respect", estimate=HIDDEN),
        ),
        "value_types": (
            count("repair", "Something broken or worn to mend", 121, value),
            count("question", "A question", 31, value),
            Count(key="help", title="Help wanted: support, money, care", estimate=HIDDEN),
        ),
        "none_types": (
            count("praise", "Thanks and praise", 38, none),
            count("suggestion", "A suggestion or wish", 15, none),
            count("opinion", "An opinion", 8, none),
        ),
        "value_quotes": (quote("Kitchen tap drips. Any morning next week is fine."),),
        "praise_quotes": (quote("[name] was on time, tidy and explained everything. Thank you so much!"),),
        "themes": Themes(
            grouped=True,
            explanation="Comments that use similar words were put together by machine.",
            themes=(
                Theme(
                    key="t1",
                    title="Boiler, heating and hot water",
                    words=("boiler", "heating", "hot water", "pressure", "radiator"),
                    stability=0.95,
                    estimate=estimate(96, of),
                    failure=estimate(51, 96),
                    hazards=estimate(19, 96),
                    change="grown",
                    before=estimate(40, 380),
                    said_more=(
                        SaidMore(
                            attribute="Tenure", group="Leaseholder", inside=estimate(30, 60), others=estimate(60, 300)
                        ),
                    ),
                    spots=((0.1, 0.1), (0.12, 0.2), (0.2, 0.15)),
                    quotes=(quote("No heating for nine days with a baby in the house."),),
                ),
                Theme(
                    key="t2",
                    title="Damp and mould",
                    named_by="Ann Example",
                    words=("mould", "damp", "black", "wall", "bedroom"),
                    spots=((0.8, 0.7), (0.82, 0.75), (0.9, 0.66)),
                    estimate=estimate(58, of),
                    failure=estimate(33, 58),
                    quotes=(quote("They painted over the mould and it is back."),),
                ),
                Theme(
                    key="t3", title="Doors and locks", words=("door", "lock"), estimate=estimate(41, of), failure=HIDDEN
                ),
            ),
            not_themed=estimate(53, of),
        ),
        "hazards": 23,
        "complaints": 7,
        "other_languages": (("pl", 9), ("so", None)),
        "campaigns": (Campaign(opening="We the residents of the tower ask for working lifts", copies=46),),
        "months": tuple(
            Month(period=f"2026-{key}", label=f"{name} 2026", comments=all_, failure=estimate(n, all_))
            for key, name, n, all_ in months
        ),
        "who": (
            Attribute(
                key="tenure",
                title="Tenure",
                rows=(count("tenant", "Council tenant", 240, 371), count("leaseholder", "Leaseholder", 61, 371)),
                not_given=estimate(70, 371),
            ),
            Attribute(
                key="age_band",
                title="Age",
                rows=(Count(key="u25", title="Under 25", estimate=HIDDEN), count("25", "25 to 64", 190, 371)),
                not_given=estimate(110, 371),
            ),
        ),
        "ledger": (
            LedgerLine(room="intake", title="Read from files", rows_in=1455, rows_on=1455),
            LedgerLine(
                room="clean",
                title="Tidied",
                rows_in=1455,
                rows_on=402,
                aside=(("nothing said", 981), ("the same again", 72)),
            ),
            LedgerLine(room="classify", title="Sorted by demand", rows_in=402, rows_on=402),
        ),
        "redactions": (("name", 61), ("phone", 18), ("address", None)),
        "versions": (("engagement_lib", "0.1.0"), ("codebook", "2026-11"), ("model", "starter 1")),
    }
    return Summary(**{**values, **changes})


def tiny() -> Summary:
    """Four comments: nearly everything is hidden."""
    nothing = tuple(Count(key=key, title=key.title(), estimate=HIDDEN) for key in ("failure", "value"))
    return full(
        "voids",
        "Voids",
        comments=None,
        residents=None,
        sources=(Source(name="survey", title="Survey", kind="survey", comments=None),),
        demand=nothing,
        failure=HIDDEN,
        failure_with_out_of_scope=HIDDEN,
        failure_without_wrong_door=HIDDEN,
        rule_of_95=Rule(says="cannot tell yet", more=40),
        failure_types=(FailureType(key="delay", title="Delay", says="I have waited too long", estimate=HIDDEN),),
        value_types=nothing,
        none_types=nothing,
        value_quotes=(),
        praise_quotes=(),
        themes=Themes(grouped=False, explanation="Too few comments to group: with fewer than 30 we read each one."),
        hazards=None,
        complaints=None,
        other_languages=(),
        campaigns=(),
        months=(Month(period="2026-10", label="October 2026", comments=None, failure=HIDDEN),),
        who=(Attribute(key="tenure", title="Tenure", rows=(nothing[0],), not_given=HIDDEN),),
        ledger=(LedgerLine(room="intake", title="Read from files", rows_in=4, rows_on=4),),
        redactions=(("name", None),),
    )


def empty() -> Summary:
    """Nobody wrote."""
    none = estimate(0, 0)
    return full(
        "waste",
        "Waste",
        comments=0,
        residents=0,
        sources=(),
        demand=(Count(key="failure", title="Failure demand", estimate=none),),
        failure=none,
        failure_with_out_of_scope=none,
        failure_without_wrong_door=none,
        rule_of_95=Rule(says="cannot tell yet", more=40),
        failure_types=(),
        value_types=(),
        none_types=(),
        value_quotes=(),
        praise_quotes=(),
        themes=Themes(grouped=False, explanation="There was nothing to group."),
        hazards=0,
        complaints=0,
        other_languages=(),
        campaigns=(),
        months=(),
        who=(),
        ledger=(),
        redactions=(),
        versions=(),
    )


def hostile(words: str) -> Summary:
    """The same string wherever a person's words may come in."""
    said = (quote(words, why=words), quote(words, language='x" onload="alert(1)'))
    base = full("hostile")
    return base.model_copy(
        update={
            "organisation": words,
            "service": base.service.model_copy(
                update={"title": words, "purpose": words, "owner": words, "in_scope": (words,)}
            ),
            "corrected": CORRECTED.model_copy(update={"method": words}),
            "rule_of_95": Rule(says="below", value=CORRECTED.model_copy(update={"method": words})),
            "sources": (Source(name="survey", title=words, kind="survey", comments=9),),
            "demand": (count("failure", words, 9, 20),),
            "failure_types": (
                FailureType(key="delay", title=words, says=words, estimate=estimate(9, 20), quotes=said),
            ),
            "value_types": (count("repair", words, 9, 20),),
            "none_types": (count("praise", words, 9, 20),),
            "value_quotes": said,
            "praise_quotes": said,
            "themes": Themes(
                grouped=True,
                explanation=words,
                themes=(
                    Theme(key="t", title=words, words=(words,), estimate=estimate(9, 20), failure=HIDDEN, quotes=said),
                ),
            ),
            "other_languages": ((words, 9),),
            "campaigns": (Campaign(opening=words, copies=9),),
            "who": (Attribute(key="tenure", title=words, rows=(count("t", words, 9, 20),), not_given=HIDDEN),),
            "ledger": (LedgerLine(room="clean", title=words, rows_in=1, rows_on=0, aside=((words, 1),)),),
            "redactions": ((words, 9),),
            "versions": ((words, words),),
        }
    )
