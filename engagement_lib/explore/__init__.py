"""What an analyst does with a month by hand: find comments, follow a number, try a thought, read demand without the machine.

:mod:`.search` finds by word and by meaning, :mod:`.pick` filters, :mod:`.trace` goes from a number of a ``Summary`` to its rows.
:mod:`.compare` puts two groups beside each other, and :mod:`.tally` counts what a person read. Everything here reads processed tables,
which are redacted, and writes nothing.
"""
