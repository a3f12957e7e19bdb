"""Turn one ``Summary`` into one page.

This room knows :class:`~engagement_lib.summary.Summary` and nothing behind it.

* ``read``    fetch the summary of one service and period; ``read_all`` those of every service
* ``show``    one function a part of the page; each gives a fragment of HTML that a notebook displays
* ``batch``   every service's page, the overview and the index, in one go
* ``exports`` the same figures beside the page: workbook, CSV, JSON, Markdown, PDF

``words`` says numbers in plain English, ``tables`` and ``charts`` set them out, and ``template/`` holds what the page
looks like. ``run`` executes one notebook, ``export`` makes one page of it.
"""

from engagement_lib.report.parcels import read, read_all

__all__ = ["read", "read_all"]
