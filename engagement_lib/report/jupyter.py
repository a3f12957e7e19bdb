"""Jupyter's libraries, loaded without what no report needs.

nbformat checks notebooks with jsonschema, which builds a grammar of international web addresses as it is loaded: more than a second of
every run, for a format that no notebook's schema names. Where that grammar is not found jsonschema does without it.
"""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"

if _unasked := _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]

import nbformat  # noqa: E402
import papermill  # noqa: E402
from nbconvert.exporters import HTMLExporter  # noqa: E402
from nbformat import NotebookNode  # noqa: E402
from papermill.exceptions import PapermillExecutionError  # noqa: E402

if _unasked:
    del sys.modules[_GRAMMAR]

__all__ = ["HTMLExporter", "NotebookNode", "PapermillExecutionError", "nbformat", "papermill"]
