"""Hear what residents are really saying.

The walk, one room a stage::

    raw -> intake -> clean -> redact -> classify -> theme -> summarise -> report

* ``intake``     reads files as they arrive and gives one row a response
* ``clean``      tidies the words; sets aside what says nothing, with the reason
* ``redact``     takes the person out; only after this may anything be saved
* ``classify``   tells value demand from failure demand, and says why
* ``theme``      groups what people talk about
* ``summarise``  counts, with intervals, and hides small numbers
* ``report``     turns one ``Summary`` into one page

Start reading at :mod:`engagement_lib.flow`: it calls the rooms in this order, one line a room.

Importing this package loads none of the heavy libraries; each room loads what it needs.
"""

__version__ = "0.1.0"
