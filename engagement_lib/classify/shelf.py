"""The shelf: models learned from the organisation's own labels, the one in use, and who decided that, when and why.

``demand.skops`` is the one in use. Beside it lie candidates, ``demand-<model>.skops``; a model card for each that was tried, as JSON and as
Markdown; and ``history.jsonl``, one line a step, to which lines are only added. A model's name is the hash of its file. The history lies
beside the models and not in the register, which a team may share: which model is used belongs to one workspace. Whoever deletes the
folder deletes both.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from engagement_lib import storing, whole
from engagement_lib.classify import card, reading
from engagement_lib.classify.model import PACKAGED, Model, packaged
from engagement_lib.problems import Fault, InputError, nameless

if TYPE_CHECKING:
    from engagement_lib.classify.train import Trained

SHIPPED = "packaged"
"""What the model that comes with the package is called here."""

TRIED, ACCEPTED, REFUSED, ROLLED_BACK = STEPS = ("tried", "accepted", "refused", "rolled back")

_NAME = re.compile(r"[0-9a-f]{12}")
_COLUMNS = ["at", "who", "what", "model", "in_use", "why"]


class Shelf:
    """Where an organisation's own models lie. The caller holds the workspace's lock where it changes something."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder / "demand.skops"
        self._history = folder / "history.jsonl"

    def model(self) -> Model:
        """The organisation's model if it has one in use that fits this version of the package, else the packaged one."""
        return self._own() or packaged()

    def fingerprint(self) -> str:
        """A hash of the model in use."""
        return storing.fingerprint((self.path if self._own() else PACKAGED).read_bytes())

    def in_use(self) -> str:
        """The name of the model in use, or ``packaged``."""
        return self.fingerprint() if self._own() else SHIPPED

    def keep(self, trained: Trained, who: str) -> str:
        """Put a candidate and its model card on the shelf, not in use. Returns its name. The very model in use keeps the card it has.

        The card says how many models the same labels have judged: whoever picks the best of many by the same labels fools himself.
        """
        _check_who(who)
        stored = trained.model.stored()
        name, mine, in_use = storing.fingerprint(stored), set(trained.judged_by), self.in_use()
        if name == in_use and self._card(name).is_file():
            return name
        others = [step for step in self.history() if step["what"] == TRIED and step["model"] != name]
        used = {step["model"]: mine & set(step["judged_by"]) for step in others}
        told = {
            "model": name, "tried_at": _now(), "compared_with": in_use, **trained.card,
            "models_judged_before": sum(map(bool, used.values())), "labels_that_judged_before": len(set().union(*used.values())),
        }  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        whole.write(self._file(name), stored)
        whole.write(self._card(name), (json.dumps(told, indent=1) + "\n").encode())
        self._add(TRIED, name, in_use, who, "", judged_by=sorted(mine))
        return name

    def accept(self, model: str, who: str, why: str = "") -> str:
        """Put a candidate in use; the latest tried and undecided without a name. Returns its name.

        Raises:
            InputError: where there is no such candidate, it was altered, or this version of the package cannot use it.
        """
        _check_who(who)
        before = self.in_use()
        name = model or self._waiting(before)
        stored = self._read(name)
        if name == before:
            raise InputError(Fault("the shelf", f"model {name} in use already", "another one", "nothing is left to do"))
        if before != SHIPPED and not self._file(before).exists():
            whole.write(self._file(before), self.path.read_bytes())  # so that one can go back to it
        self._add(ACCEPTED, name, name, who, why, before=before)
        whole.write(self.path, stored)
        return name

    def refuse(self, model: str, who: str, why: str = "") -> str:
        """Take a candidate off the shelf, the latest undecided without a name; its card and its history stay. Returns its name."""
        _check_who(who)
        in_use = self.in_use()
        name = model or self._waiting(in_use)
        if name == in_use:
            todo = "take another into use first: engagement train roll-back"
            raise InputError(Fault("the shelf", f"model {name} in use", "a model that is not in use", todo))
        if not self._file(name).is_file():
            raise self._absent(name)
        self._add(REFUSED, name, in_use, who, why)
        self._file(name).unlink()
        return name

    def roll_back(self, who: str, why: str = "", to_packaged: bool = False) -> str:
        """Take the model that was in use before into use again, or the packaged one. Returns its name."""
        _check_who(who)
        now = self.in_use()
        if now == SHIPPED:
            raise InputError(
                Fault("the shelf", "the packaged model in use", "a model of your own in use", "nothing is left to do")
            )
        name = SHIPPED if to_packaged else self._before(now)
        stored = b"" if name == SHIPPED else self._read(name)
        self._add(ROLLED_BACK, now, name, who, why)
        if name == SHIPPED:
            self.path.unlink()
        else:
            whole.write(self.path, stored)
        return name

    def history(self) -> list[dict[str, Any]]:
        """Every step, oldest first: ``at``, ``who``, ``what``, ``model``, ``in_use`` (after it), ``why``."""
        if not self._history.is_file():
            return []
        try:
            return [json.loads(line) for line in self._history.read_text(encoding="utf-8").splitlines()]
        except ValueError:
            todo = "mend or move the file; models and cards stay as they are"
            raise InputError(Fault(str(self._history), "a line that is no JSON", "one step a line", todo)) from None

    def steps(self) -> pd.DataFrame:
        """The history as a table: one row a step, oldest first."""
        return pd.DataFrame(self.history(), columns=_COLUMNS)

    def tried(self) -> pd.DataFrame:
        """One row a model that was tried, by its name, the latest first: when and by whom, macro-F1, and how it stands."""
        history, used = self.history(), self.in_use()
        latest = {step["model"]: step for step in history if step["what"] == TRIED}
        rows = [
            {"model": name, "tried": step["at"], "who": step["who"], **self._scores(name), "stands": self._stands(name, history, used)}
            for name, step in reversed(latest.items())
        ]  # fmt: skip
        columns = ["model", "tried", "who", "judged_by", "before", "after", "gain", "stands"]
        return pd.DataFrame(rows, columns=columns).set_index("model")

    def card(self, model: str) -> Path:
        """The model card to read, as Markdown."""
        return self._card(model).with_suffix(".md")

    def facts(self, model: str) -> dict[str, Any]:
        """What the model card says, as data."""
        told: dict[str, Any] = json.loads(self._card(model).read_text(encoding="utf-8"))
        return told

    def _own(self) -> Model | None:
        if not self.path.is_file():
            return None
        own = Model(storing.load(self.path))
        return own if _fits(own) else None

    def _file(self, name: str) -> Path:
        return self.folder / f"demand-{_checked(name)}.skops"

    def _card(self, name: str) -> Path:
        return self.folder / f"model-card-{_checked(name)}.json"

    def _read(self, name: str) -> bytes:
        """A candidate's file. Raises ``InputError`` where it cannot be used."""
        path = self._file(name)
        if not path.is_file():
            raise self._absent(name)
        stored = path.read_bytes()
        if storing.fingerprint(stored) != name:
            raise InputError(Fault(path.name, "a file that was altered", "the file as it was written", "try again"))
        if not _fits(Model(storing.load(path))):
            found = f"model {name}, made for another encoder"
            raise InputError(Fault("the shelf", found, "one learned with this version of the package", "try again"))
        return stored

    def _absent(self, name: str) -> InputError:
        todo = "see 'engagement train list', or try again: the same labels give the same model"
        return InputError(Fault("the shelf", f"no model {name}", "a model that was tried and not refused", todo))

    def _waiting(self, in_use: str) -> str:
        """The latest model tried and not decided about."""
        stand: dict[str, str] = {}
        for step in self.history():
            if step["what"] != ROLLED_BACK:
                stand.pop(step["model"], None)
                stand[step["model"]] = step["what"]
        waiting = [name for name, what in stand.items() if what == TRIED and name != in_use]
        if not waiting:
            todo = "run 'engagement train try', or name a model of 'engagement train list'"
            raise InputError(Fault("the shelf", "no model waits for a decision", "one that was tried", todo))
        return waiting[-1]

    def _before(self, in_use: str) -> str:
        """What was in use before the model in use: what was accepted and not rolled back, one upon the other."""
        pile: list[str] = []
        for step in self.history():
            if step["what"] == ACCEPTED:
                if step["before"] != SHIPPED and pile[-1:] != [step["before"]]:
                    pile.append(step["before"])
                pile.append(step["model"])
            elif step["what"] == ROLLED_BACK:
                while pile and pile[-1] != step["in_use"]:
                    pile.pop()
        while pile and pile[-1] != in_use:
            pile.pop()
        return pile[-2] if len(pile) > 1 else SHIPPED

    def _stands(self, name: str, history: list[dict[str, Any]], used: str) -> str:
        if name == used:
            return "in use"
        last = [step for step in history if step["model"] == name][-1]["what"]
        return {TRIED: "waits for a decision", ACCEPTED: "was in use"}.get(last, last)

    def _scores(self, name: str) -> dict[str, Any]:
        if not self._card(name).is_file():
            return {}
        facts = self.facts(name)
        (overall,) = [row for row in facts["figures"] if row["measure"] == "macro-F1"]
        return {"judged_by": facts["compared_on"], **{side: overall[side] for side in ("before", "after", "gain")}}

    def _add(self, what: str, model: str, in_use: str, who: str, why: str, **more: Any) -> None:
        """Add a step to the history, on the disk before anything changes, and write the card anew with it."""
        step = {
            "at": _now(),
            "who": who.strip(),
            "what": what,
            "model": model,
            "in_use": in_use,
            "why": why.strip(),
            **more,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._history.open("a", encoding="utf-8") as file:
            file.write(json.dumps(step, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._history.chmod(0o600)
        if self._card(model).is_file():
            mine = [one for one in self.history() if one["model"] == model]
            whole.write(self.card(model), card.markdown(self.facts(model), mine).encode())


def _fits(model: Model) -> bool:
    return bool(model.card.get("encoder_hash") == reading.version())


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        todo = "copy a name from 'engagement train list'"
        raise InputError(Fault("the model", "a name that is none", "12 letters and digits, as 0123456789ab", todo))
    return name


def _check_who(who: str) -> None:
    if faults := nameless(who, "--who"):
        raise InputError(faults)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
