"""A map of the comments to look at in JupyterLab."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from IPython.display import HTML

ACROSS = 60
"""Letters in a line of a comment shown beside the pointer."""


def interactive(responses: pd.DataFrame, themes: pd.DataFrame) -> HTML:
    """One dot a themed comment, coloured and marked by theme; the comment appears beside the pointer. Works without a network.

    ``responses`` and ``themes`` are what :func:`engagement_lib.theme.responses` returns.
    """
    import plotly.express as px
    from IPython.display import HTML

    shown = responses[responses["theme_id"].isin(themes.index)]
    dots = pd.DataFrame({
        "across": shown["map_x"], "down": shown["map_y"], "theme": shown["theme_id"].map(themes["title"].map(escape)),
        "comment": ["<br>".join(wrap(escape(text), ACROSS)[:8]) for text in shown["text"]],
    })  # fmt: skip
    figure = px.scatter(
        dots,
        x="across",
        y="down",
        color="theme",
        symbol="theme",
        hover_data={"comment": True, "across": False, "down": False},
    )
    figure.update_yaxes(autorange="reversed", visible=False)
    figure.update_xaxes(visible=False)
    figure.update_layout(height=560, legend_title_text="", template="plotly_white")
    return HTML(figure.to_html(include_plotlyjs=True, full_html=False))
