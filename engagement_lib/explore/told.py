"""A comparison in plain words, in a table and in a picture."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from engagement_lib.explore.compare import RAREST, SMALLEST, SURE, Comparison, Difference

if TYPE_CHECKING:
    from IPython.display import Image

DARK, QUIET = "#14344f", "#6b6b6b"

UNLIKE = 0.2
"""Groups whose ways in (source and question) differ by more than this are said to differ in them. **Source:** judgement."""

SAME_DATA = (
    "If these comments gave you the thought, they cannot confirm it too: any table has something that stands out. Try it on a month you "
    "have not looked at, and name beforehand what you expect."
)


def said(found: Comparison) -> str:
    """What may be said, what is a hint, what cannot be told yet, and what it rests on: one paragraph each."""
    return "\n\n".join(_paragraphs(found))


def table(found: Comparison) -> pd.DataFrame:
    """One row a comparison, the surest first: both shares with their counts, the difference in points with its 95 % interval,
    ``chance`` (the p value), ``guarded`` (after Holm's correction), and what it ``says``."""
    one, other = found.names
    rows = [
        {
            "what": each.measure.title,
            "kind": each.measure.kind,
            one: _share(each.one, each.of_one),
            other: _share(each.other, each.of_other),
            "difference (points)": _difference(each),
            "chance": round(each.chance, 4),
            "guarded": round(each.guarded, 4),
            "says": each.says,
        }
        for each in sorted(found.differences, key=lambda each: each.chance)
    ]
    columns = ["what", "kind", one, other, "difference (points)", "chance", "guarded", "says"]
    return pd.DataFrame(rows, columns=columns).set_index("what")


def alt(found: Comparison) -> str:
    """What the picture shows, for who does not see it."""
    if not found.differences:
        return "No picture: there is nothing to compare."
    one, other = found.names
    told = "; ".join(f"{each.measure.title} {_difference(each)}" for each in _of(found, "a difference"))
    what = f"{len(found.differences)} differences between {one} and {other}, in points; to the right, more from {one}."
    return f"Dots with ranges: {what} " + (f"May be said: {told}." if told else "None of them may be said.")


def picture(found: Comparison) -> Image:
    """One dot a comparison with its 95 % interval: full where a difference may be said, hollow where not. ``alt`` goes with it."""
    from io import BytesIO

    from IPython.display import Image
    from matplotlib.figure import Figure

    rows = list(reversed(found.differences))
    figure = Figure(figsize=(9, 1.9 + 0.32 * max(len(rows), 1)), layout="constrained")
    figure.suptitle(_plain(_heading(found), 84), x=0.01, ha="left", fontsize=12)
    axes = figure.add_subplot()
    for place, each in enumerate(rows):
        colour = QUIET if each.says == "cannot tell yet" else DARK
        sure = each.says == "a difference"
        ends = [100 * each.low, 100 * each.high]
        axes.plot(ends, [place, place], color=colour, linewidth=2.6 if sure else 1.4, zorder=1)
        axes.plot(100 * each.points, place, "o", color=colour, markersize=8, markerfacecolor=DARK if sure else "white")
    axes.axvline(0, color="black", linewidth=1, zorder=0)
    axes.set_yticks(range(len(rows)), [_plain(each.measure.title, 44) for each in rows], fontsize=10)
    for label, each in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if each.says == "a difference" else "normal")
    reach = 5 + 100 * max((max(-each.low, each.high) for each in rows), default=0.1)
    axes.set(xlim=(-reach, reach), ylim=(-0.7, max(len(rows), 1) - 0.3))
    one, other = (_plain(name, 34) for name in found.names)
    axes.set_xlabel("Difference in points, with its 95 % interval", fontsize=10)
    axes.set_title(f"← more from {other}", loc="left", fontsize=10)
    axes.set_title(f"more from {one} →", loc="right", fontsize=10)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=144)
    return Image(data=drawn.getvalue(), format="png", width=900, alt=alt(found))


def _plain(words: str, width: int) -> str:
    """In lines, and with no sign that would be taken for a formula."""
    return fill(words, width).replace("$", r"\$")


def _heading(found: Comparison) -> str:
    if not found.differences:
        return "There is nothing to compare"
    titles = [each.measure.title for each in _of(found, "a difference")]
    return f"A difference may be said: {', '.join(titles)}" if titles else "No difference can be told yet"


def _paragraphs(found: Comparison) -> Iterator[str]:
    one, other = found.names
    n, m = found.residents
    if min(n, m) < SMALLEST:
        yield (
            f"Nothing can be told: {n:,} residents ({one}) and {m:,} ({other}) are left to compare, and below {SMALLEST} "
            "a share says nothing. Join values into larger groups, or take a longer period."
        )
    elif not found.differences:
        yield f"Nothing can be told: nothing that was to be compared was said by {RAREST} residents or more."
    else:
        yield from (f"It may be said: {_sentence(each, found.names)}" for each in _of(found, "a difference"))
        yield from _untold(found)
    yield from _basis(found)


def _untold(found: Comparison) -> Iterator[str]:
    made, may, hints = len(found.differences), len(_of(found, "a difference")), _of(found, "a hint")
    if not may:
        yield "No difference may be said."
    if hints:
        named = "; ".join(f"{each.measure.title}, {_difference(each)} points" for each in hints)
        yield f"Hints, no more: {named}. Each would count had it alone been asked for; among {made} it may be chance."
    if left := made - may - len(hints):
        reach = pd.Series([(each.high - each.low) / 2 for each in found.differences]).median()
        n, m = found.residents
        yield (
            f"Cannot be told yet: {left} of {made}. That is not to say they are alike: with {n:,} and {m:,} residents "
            f"a difference is known to about {_whole(float(reach))} points either way."
        )
    yield (
        f"{made} {'comparison was' if made == 1 else 'comparisons were'} made. Were there no difference anywhere, up to "
        f"{SURE * made:.1f} of them would still be expected to look like one. So a stricter line is drawn for all of them "
        "together (Holm), which lets chance through in at most 1 of 20 such tables."
    )
    if found.rare:
        yield f"Not compared, since fewer than {RAREST} residents say it: {', '.join(found.rare)}."


def _basis(found: Comparison) -> Iterator[str]:
    one, other = found.names
    several = f"; {found.several:,} wrote more than once here, and count as saying whatever any of their comments says"
    yield f"Residents are counted, not comments, as far as one record is one resident{several if found.several else ''}."
    if found.paired:
        yield (
            f"The two are not independent: the same {found.residents[0]:,} people are in both, so they are compared with "
            f"themselves (McNemar). {found.left_out:,} who are in one only are left out."
        )
    elif found.left_out:
        yield f"{found.left_out:,} who are in both are left out, so that the two are of different people."
    if not found.differences:
        return
    if found.ways_apart > UNLIKE:
        alike = _whole(1 - found.ways_apart)
        how = f"only {alike} % of {one} and {other} are alike" if alike else f"nothing of {one} and {other} is alike"
        yield (
            f"Mind how they came in: by source and question, {how}. Complaints tell of failures by their nature, and a "
            "question asks for its answer; that alone may make a difference."
        )
    yield (
        "The labels are the machine's: where it errs more with one group's way of writing, that looks like a difference "
        "too. Read the comments behind it."
    )
    yield SAME_DATA


def _sentence(each: Difference, names: tuple[str, str]) -> str:
    """More first, whichever group that is."""
    sides = [f"{names[0]} {_share(each.one, each.of_one)}", f"{names[1]} {_share(each.other, each.of_other)}"]
    low, high = each.low, each.high
    if each.points < 0:
        sides, low, high = sides[::-1], -high, -low
    return (
        f"{each.measure.says}, more often: {sides[0]} against {sides[1]}, a difference of {_points(low, high)} points."
    )


def _of(found: Comparison, says: str) -> list[Difference]:
    return sorted((each for each in found.differences if each.says == says), key=lambda each: each.chance)


def _share(n: int, of: int) -> str:
    """
    >>> _share(12, 50)
    '24 % (12 of 50)'
    """
    return f"{_whole(n / of)} % ({n:,} of {of:,})"


def _points(low: float, high: float) -> str:
    """
    >>> _points(0.031, 0.234), _points(0.002, 0.234)
    ('3 to 23', 'under 1 to 23')
    """
    return f"{_whole(low) or 'under 1'} to {_whole(high)}"


def _difference(each: Difference) -> str:
    return f"{_signed(each.points)} ({_signed(each.low)} to {_signed(each.high)})"


def _signed(share: float) -> str:
    """
    >>> _signed(0.126), _signed(-0.04), _signed(0.001)
    ('+13', '−4', '0')
    """
    points = _whole(abs(share))
    return "0" if not points else f"{'+' if share > 0 else '−'}{points}"


def _whole(share: float) -> int:
    """Hundredths, halves up."""
    return int(100 * share + 0.5 + 1e-9)
