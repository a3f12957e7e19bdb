"""Find comments, and follow a printed number back to the words behind it.

:mod:`.search` finds by word and by meaning, :mod:`.pick` filters, :mod:`.trace` goes from a number of a ``Summary`` to its rows.
Everything here reads processed tables, which are redacted, and writes nothing.
"""
