"""Which responses a person reads at random, without knowing what the machine said, so that its error can be measured and put right.

``draw`` chooses them, ``strata`` says in which groups; :mod:`.sample` holds how.
"""

from engagement_lib.audit.sample import draw, strata

__all__ = ["draw", "strata"]
