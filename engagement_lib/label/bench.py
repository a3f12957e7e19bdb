"""The bench in a notebook's cell: one comment at a time, keys for every label, and each answer kept before the next comment comes.

The page never holds more than the comment in hand, and nothing of what the machine said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from engagement_lib.label.pile import Pile
from engagement_lib.label.sheet import MEANS, judge
from engagement_lib.problems import EngagementError
from engagement_lib.services import Codebook, Service

HERE = Path(__file__).parent

ACTIONS = {"answer": "Saved.", "skip": "Put at the end.", "undo": "Taken back."}
KEYS = "abcdefghijklmoqrtvwxyz"
"""Keys for kinds; ``n``, ``p``, ``s`` and ``u`` are those of the bench itself."""

FLAG_KEYS = "56789"


class Bench(anywidget.AnyWidget):
    """Shows a pile. ``guide`` is the codebook and the service's purpose, ``screen`` all that changes from comment to comment."""

    _esm = HERE / "bench.js"
    _css = HERE / "bench.css"
    guide = traitlets.Dict().tag(sync=True)
    screen = traitlets.Dict().tag(sync=True)

    def __init__(self, pile: Pile, service: Service, book: Codebook, who: str, about: str = ""):
        """``about`` says what was drawn: it stands below each comment."""
        self._pile = pile
        self._count = 0
        super().__init__(guide={**guide(service, book, who), "about": about}, screen=self._screen(""))
        self.on_msg(self._heard)

    def _heard(self, _: Any, content: Mapping[str, Any], __: Any = None) -> None:
        """What came from the page. An answer to another comment than the one in hand is not taken."""
        action, said = content.get("do"), content.get("said") or {}
        if content.get("id") != (self._pile.current or "") or action not in ACTIONS:
            self.screen = self._screen("")
            return
        try:
            done = {"answer": lambda: self._pile.answer(said), "skip": self._pile.skip, "undo": self._pile.undo}[
                action
            ]()
        except EngagementError as error:
            self.screen = self._screen(f"Not saved. {error}", wrong=True)
            return
        except Exception as error:  # the words of another's error may hold a comment
            self.screen = self._screen(f"Not saved: an unexpected {type(error).__name__}. Try again.", wrong=True)
            return
        self.screen = self._screen("There is nothing to take back." if done is False else ACTIONS[action])

    def _screen(self, told: str, wrong: bool = False) -> dict[str, Any]:
        self._count += 1  # so that the page hears of every answer, also of one that changed nothing
        pile, minutes = self._pile, self._pile.minutes_left
        return {
            "count": self._count, "told": told, "wrong": wrong, "comment": pile.comment(), "earlier": pile.earlier,
            "done": len(pile.said), "of": len(pile.comments), "minutes": None if minutes is None else max(1, round(minutes)),
            "tally": {} if pile.current else pile.tally(),
        }  # fmt: skip


def guide(service: Service, book: Codebook, who: str) -> dict[str, Any]:
    """What stands beside every comment: what the service is for, and each label with its key and its meaning."""
    kinds = {
        "failure": _choices((name, type_.title, f"“{type_.says}” {type_.means}") for name, type_ in book.failure_types.items()),
        "value": _choices((name, title, "") for name, title in book.value_types.items()),
        "none": _choices((name, title, "") for name, title in book.none_types.items()),
    }  # fmt: skip
    titles = {**book.demand, **book.flags}
    means = MEANS | {"wrong_door": f"{MEANS['wrong_door']} {'; '.join(service.out_of_scope)}".strip()}
    return {
        "who": who, "service": service.title, "purpose": service.purpose, "in_scope": service.in_scope,
        "out_of_scope": service.out_of_scope, "judge": judge(lambda name: f"“{titles[name]}”"),
        "demand": _choices(((name, title, MEANS.get(name, "")) for name, title in book.demand.items()), "12345"),
        "kinds": kinds,
        "flags": _choices(((name, title, means.get(name, "")) for name, title in book.flags.items()), FLAG_KEYS),
    }  # fmt: skip


def _choices(labels: Iterable[tuple[str, str, str]], keys: str = KEYS) -> list[dict[str, str]]:
    return [
        {"name": name, "title": title, "means": means, "key": keys[place] if place < len(keys) else ""}
        for place, (name, title, means) in enumerate(labels)
    ]
