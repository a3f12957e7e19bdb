"""Words that make or unmake a street: how streets and blocks end, and what never stands in their names."""

from __future__ import annotations

import re

_LONG = (
    "street|road|lane|avenue|close|drive|way|walk|court|crescent|place|gardens?|grove|terrace|square|hill|park|rise|row|mews|green|estate|"
    "house|lodge|towers?|point|heights|mansions|buildings?|villas?|view|parade|path|wharf|quay|yard|gate|vale|mount|broadway|embankment|"
    "bank|common|fields?|meadows?|end|bungalows?|cottages?|maltings|brewery|quarter|circus|fold|brow|approach|quayside|market|"
    "steps|side|waterside|ditch|croft|mead|hollow|dene|dell|chase|garth|nook|passage|alley|arcade|promenade|ridge|spinney|orchards?|"
    "paddocks?|copse|glade|shambles|drove"
)
_GLUED = "[a-z]{3,}(?:gate|croft|garth|wick|thorpe)"
_SHORT = (
    "st|rd|ln|la|ave|av|cl|dr|wk|ct|crt|cres|pl|gdns?|gds|gr|terr?|sq|hse|twrs?|hts|bldgs?|mdws?|est|pk|mws|pde|cotts?"
)
STANDING = f"{_LONG}|{_SHORT}"
"""Endings that are words of their own, as one pattern: "Applegarth" may be a person."""

ENDINGS = f"{_LONG}|{_GLUED}|{_SHORT}"
"""Those and endings that are part of a word ("Saddlergate"), as one pattern."""

BEFORE_A_HOME = {"at", "outside", "from", "opposite", "off", "behind", "near"}
PLACE_ENDINGS = ("gate", "side", "mead", "croft", "thorpe", "dale", "garth", "hurst", "holme", "wick")
VERBS = {"is", "has", "have", "had", "was", "and", "are", "says", "keeps", "who", "they", "he", "she", "with", "for"}

NOT_IN_A_STREET = frozenset(
    """
    a about above after again all also am an and another any are as at away back be because bed bedroom bedrooms bedroomed been before
    behind below bin bins but by came can car cars cars children closed come council could day days did different do does down each every
    few flat flats floor floors for from full get go goes got had half has have he her him his home homes hour hours hundred i if in into
    is it its just kids last later left like lots main man many men mile miles min mins minute minutes mins month months more most my
    near need needs never new next night no nobody not now of off on once one only or other our out outside over own parked past people
    per person pm am pounds quid same she since so some still than that their them then there these they this those thousand through till
    time times to today together too two up us very via want was we week weeks well went were what when where which while who why will
    with without year years yet you your yr yrs yards metres meters feet foot story storey stop stops bags bottles vans lorries houses
    children's adults pages letters calls emails visits parking spaces stars out-of-ten points pence percent percentage metre
    """.split()
)
UNITS = NOT_IN_A_STREET | frozenset(
    "january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "o'clock oclock degrees mph plus thing things complaints questions reasons steps stairs items trees lights lamps windows doors "
    "rooms".split()
)
"""Words after a number that make it a quantity, a time or a date."""

MEASURES = frozenset(
    "minute minutes min mins hour hours hrs day days week weeks wks month months year years yrs degrees times people metres meters feet "
    "miles inches percent pounds quid".split()
)
"""What a number counts: "a flat 15 minutes" is no flat."""

NOT_A_DOOR = re.compile(
    r"(?:section|band|form|class|level|item|question|bus|route|grade|year|stage|part|para(?:graph)?|schedule|type|size|article|rule|page|zone|tier|"
    r"phase|category|ward|option|version|channel|junction|line|point|step|priority|radio|press|score|scored|top|under|over|aged?|age|turned|clause)\s*$",
    re.I,
)
"""Words before a number that is no door: "section 21b", "bus 9"."""

IN_WORDS = (
    r"(?:(?:one|a)\s+hundred(?:\s+and)?\s+)?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen)(?:[\s-][a-d]\b)?"
)
"""Numbers of homes in words."""
