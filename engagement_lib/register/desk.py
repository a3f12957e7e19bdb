"""What a person decides about the themes of one service and period, line by line in a notebook."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from engagement_lib.problems import Fault, StoreError
from engagement_lib.register import HasRegister, fingerprint
from engagement_lib.register import open as open_register


class Desk:
    """Each line is kept in the register at once, with who and when; nothing is overwritten, a later line overrules an earlier one. A line
    that was carried out may be run again: its theme goes by another id since, and nothing is kept."""

    def __init__(self, workspace: HasRegister, service: str, period: str, who: str, themes: pd.DataFrame):
        """``themes`` is the table of themes the person is looking at: index ``theme_id``, with ``title`` and ``middle``."""
        self._workspace, self._service, self._period, self._who, self._themes = workspace, service, period, who, themes

    def rename(self, theme_id: str, title: str) -> None:
        self._keep("rename", theme_id, title=title)

    def merge(self, theme_id: str, into: str) -> None:
        self._keep("merge", theme_id, into=into)

    def split(self, theme_id: str) -> None:
        self._keep("split", theme_id)

    def drop(self, theme_id: str) -> None:
        self._keep("drop", theme_id)

    def pin(self, theme_id: str, title: str) -> None:
        self._keep("pin", theme_id, title=title)

    def sign_off(self) -> None:
        """Say that a person has looked at exactly these themes."""
        with open_register(self._workspace) as register:
            register.add_theme_decision(
                self._service,
                self._period,
                "sign off",
                "",
                self._who,
                title=fingerprint(self._themes.index),
            )

    def decided(self) -> pd.DataFrame:
        """What was decided about this service's themes, oldest first."""
        with open_register(self._workspace) as register:
            made = register.theme_decisions(self._service)[["period", "action", "theme_id", "title", "who", "at"]]
        return made.assign(
            title=made["title"].mask(made["action"] == "sign off", ""), at=made["at"].dt.strftime("%d %B %Y, %H:%M")
        )

    def _keep(self, action: str, theme_id: str, title: str = "", into: str = "") -> None:
        with open_register(self._workspace) as register:
            if theme_id not in self._themes.index:
                kept = register.theme_decisions(self._service)
                if theme_id in set(kept.loc[kept["action"] == action, "theme_id"]):
                    return  # carried out before: the theme goes by another name and id since
            middle, other = self._middle(theme_id), self._middle(into) if into else []
            register.add_theme_decision(
                self._service, self._period, action, theme_id, self._who, middle=middle, other=other, title=title
            )

    def _middle(self, theme_id: Hashable) -> list[float]:
        if theme_id not in self._themes.index:
            known = "; ".join(f"{key} ({title})" for key, title in self._themes["title"].items())
            raise StoreError(
                Fault(
                    "theme", f"no theme '{theme_id}'", known or "no themes here", "copy an id from the table of themes"
                )
            )
        return [float(value) for value in self._themes["middle"].to_dict()[theme_id]]
