"""What a cue is, and the pieces of English that several cues share."""

from __future__ import annotations

import re
from typing import NamedTuple

NOBODY = r"(?:no\s?-?(?:body|one)|none of (?:you|them)|not (?:one|a single) (?:person|of you|soul)|noone)"
NOT = r"(?:not|never|\w*n['’]t|dont|didnt|hasnt|havent|hadnt|wasnt|werent|isnt|arent|doesnt|wont|cant|couldnt|wouldnt|cannot|no longer|yet to)"
SPAN = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?|fortnight|ages)"
NUMBER = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+|several|few|couple of|many|over (?:a|an|\w+)|half an|almost (?:a|\w+)|nearly (?:a|\w+)|more than (?:a|\w+)|about (?:a|\w+))"
MANY = r"(?:twice|two|three|four|five|six|seven|eight|nine|ten|\d+|several|numerous|many|multiple|countless|so many|a few|couple of|various|repeated)"
TOLD = r"(?:reported|rang|rung|phoned|called|e-?mailed|wrote|written|told|asked|complained|contacted|raised|logged|informed|notified|alerted|messaged|texted|mentioned|requested|spoke|spoken|submitted|flagged|posted|chased|applied|begged|pleaded)"
TELLING = r"(?:reporting|ringing|phoning|calling|e-?mailing|writing|telling|asking|complaining|contacting|raising|logging|chasing|messaging|texting|requesting|begging)"
WE = r"(?:i|we|ive|weve|i['’]ve|we['’]ve|i have|we have|i['’]d|we['’]d|had|neighbou?rs|residents|tenants|(?:my|our) (?:wife|husband|mum|mother|dad|father|partner|daughter|son|sister|neighbou?rs?|carer))"
TEAM = r"(?:(?:the |your |our |my |their )?(?:\w+ )?(?:council|housing(?: officer| association| team| office)?|landlord|caretakers?|cleaners?|contractors?|crews?|bin ?men|wardens?|officers?|staff|office|managers?|team|departments?|service|surgery|hospital|doctors?|nurses?|company|engineers?|workmen|operatives?)|they|you|he|she)"
DONE = r"(?:fix(?:ed)?|mend(?:ed)?|repair(?:ed)?|sort(?:ed)?|done|working|work|resolved?|replaced?|finish(?:ed)?|completed?|put right|dealt with|addressed|actioned|tackled|rectified)"
REMOVED = r"(?:removed?|cleared?|collect(?:ed)?|picked up|taken(?: away)?|moved|gone|shifted|cleaned|emptied)"
ROUND = r"(?:collect(?:ed)?|empt(?:y|ied)|clean(?:ed)?|swept|sweep|cut|mown|mow(?:ed)?|strimmed|litter[- ]?picked|hoovered|mopped|picked up|cleared?|gritted|weeded|trimmed|sprayed|maintained|pruned)"
_ROUND_THING = r"(?:bins?|rubbish|recycling|refuse|waste|food (?:waste|caddy)|collections?|banks?|grass|weeds?|hedges?|stairs?|stairwells?|landings?|lobby|hallways?|corridors?|communal\w*|streets?|roads?|pavements?|gutters?|gull(?:y|ies)|leaves|snow|ice|bin (?:store|room|area|shed)s?|chutes?|windows?|gardens?|lawns?|paths?|playground)"
BAD = r"(?:poor|terrible|awful|appalling|dreadful|rubbish|useless|disgrace(?:ful)?|disgusting|shocking|diabolical|a shambles|shambolic|a joke|pathetic|hopeless|abysmal|atrocious|unacceptable|unsatisfactory|inadequate|bad|horrible|horrendous|crap|worst|chaotic|disorgani[sz]ed|unreliable|inconsistent|incompetent|inefficient|below standard|a mess|ridiculous)"
GOOD = r"(?:good|great|nice|helpful|happy|satisfied|impressed|friendly|clear|clean|easy|pleasant|professional|satisfactory|acceptable|right|well|kind|comfortable|useful|pleased|the best|up to (?:scratch|standard))"


class Cue(NamedTuple):
    """What one kind of evidence looks like.

    ``name`` is the feature; ``label`` what it speaks for (a failure type, ``value``, ``none`` or a flag); ``means`` says it to a reader.
    ``shows`` is a sentence it must find, ``spares`` a near miss it must not.
    """

    name: str
    label: str
    means: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    shows: str
    spares: str


def cue(name: str, label: str, means: str, pattern: str, shows: str, spares: str, unless: str = "") -> Cue:
    """``pattern`` and ``unless`` are written in small letters and looked for in small letters, three times as fast as without case."""
    return Cue(name, label, means, re.compile(pattern), re.compile(unless) if unless else None, shows, spares)
