"""A person reads a random sample without knowing what the machine said, so that its error can be measured and put right.

``draw`` chooses the responses, ``write`` makes the sheet to label, ``read`` takes it back and checks it. :mod:`.sample` holds how rows
are chosen, :mod:`.sheet` how the workbook looks, :mod:`.answers` what may be wrong with it.
"""

from engagement_lib.audit.answers import Answers, read
from engagement_lib.audit.sample import draw, strata
from engagement_lib.audit.sheet import write

__all__ = ["Answers", "draw", "read", "strata", "write"]
