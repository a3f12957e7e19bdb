"""Words that are evidence for a label: each cue once, with what it means. A reason shown to a reader quotes the words it matched.

Written from the codebook's definitions. Cues are evidence for the model, which weighs them; none decides alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NOBODY = r"(?:no\s?-?(?:body|one)|none of (?:you|them)|not one (?:person|of you)|noone)"
_NOT = r"(?:not|never|n['’]?t|dont|didnt|hasnt|havent|wasnt|isnt|doesnt|wont|cant|no longer|yet to)"
_TOLD = (
    r"(?:report(?:ed)?|rang|rung|phoned|called|e-?mailed|wrote|written|told|asked|complained|contacted|raised|logged|informed|notified|"
    r"messaged|texted|mentioned|requested|spoke|spoken|submitted|flagged)"
)
_SPAN = r"(?:days?|weeks?|wks?|months?|mths?|years?|yrs?|fortnight|ages|since)"
_MANY = r"(?:twice|three|four|five|six|seven|eight|nine|ten|\d+|several|numerous|many|multiple|countless|so many|a few|couple of)"
_DONE = r"(?:fixed|mended|repaired|sorted|done|working|resolved|replaced|finished|completed|put right|dealt with)"


class Cue(NamedTuple):
    """``name`` is the feature; ``means`` says it to a reader; ``label`` is what it speaks for (a failure type, ``value``, ``none`` or a flag)."""

    name: str
    label: str
    means: str
    pattern: re.Pattern[str]


def _cue(name: str, label: str, means: str, pattern: str) -> Cue:
    return Cue(name, label, means, re.compile(pattern, re.I))


CUES = [
    # failure: asked before, and nothing
    _cue("reported_before", "no_response", "it was reported before",
         rf"\b{_TOLD}\b(?:\W+\w+){{0,7}}?\W+(?:{_SPAN} ago|{_MANY} times|twice|already|before|again|last (?:week|month|year)|back in|in (?:january|february|march|april|may|june|july|august))"),
    _cue("many_contacts", "no_response", "contact had to be made many times",
         rf"\b{_MANY} (?:times|calls|phone ?calls|e-?mails|reports|letters|complaints|messages|attempts)\b|\b(?:third|fourth|fifth|sixth|second|umpteenth|\d+(?:rd|th|nd)) (?:time|call|e-?mail|report|request|complaint|letter)\b|time and (?:time )?again|over and over|\bkeep (?:calling|ringing|reporting|asking|emailing|phoning|chasing|telling)\b"),
    _cue("nobody_acted", "no_response", "nobody acted or answered",
         rf"\b{_NOBODY}\b(?:\W+\w+){{0,3}}?\W+(?:got|gets|get|called|calls|rang|ring|replied|replies|responded|answer(?:ed|s)?|done|did|does|helped?|cares?|contacted|acted|dealt|listens?)"),
    _cue("no_reply", "no_response", "there was no reply or action",
         r"\bno (?:reply|response|answer|action|acknowledg\w+|call ?back|follow[- ]?up|result|progress|joy)\b|\b(?:heard|hear) (?:nothing|not a (?:word|thing|peep))|\bnever (?:heard|got (?:a|any|back)|hear|replied|responded|called|rang|get back)|\bnot heard\b|haven['’]?t heard|\bwithout (?:a )?(?:reply|response)\b|\bradio silence\b"),
    _cue("nothing_done", "no_response", "nothing was done about it",
         r"\bnothing (?:has |have |was |is |'s )?(?:ever |yet |been |being |gets |got )*(?:been done|done|happen(?:s|ed)?|changed?|came of it)|\bignored\b|\bfob(?:bed)? (?:me |us )?off|\bto no avail|falls? on deaf ears"),
    _cue("chasing", "no_response", "the resident is chasing",
         r"\bchas(?:ed|ing|e) (?:this|it|up|you|them|again|for)?|\bstill wait(?:ing|in)?\b|\bany (?:news|update)s? (?:on|about|yet)|\bfollowing up\b|\bwhat is happening with my\b|\bfurther to my (?:e-?mail|letter|report|call)"),
    # failure: due and did not come
    _cue("did_not_come", "missed_appointment", "somebody was due and did not come",
         rf"\b{_NOBODY}\b(?:\W+\w+){{0,2}}?\W+(?:came|come|turned up|turn up|turns up|showed|shown|arrived|attended|appeared|bothered|been (?:out|round))|\b(?:did|has|have|had)?(?:n['’]?t| not|never|nt) (?:ever )?(?:turn(?:ed)? up|show(?:n|ed)?(?: up)?|arrive[d]?|attend(?:ed)?)\b|\bno[- ]?shows?\b"),
    _cue("appointment_missed", "missed_appointment", "an appointment was missed or moved",
         r"\bmissed (?:the |my |our |an |another |\w+ )?(?:appointments?|slots?|visits?)|\bappointments? (?:\w+ )?(?:was|were|got|been|is|keeps? being)? ?(?:missed|cancelled|canceled|changed|moved|rescheduled)|\bwait(?:ed|ing) in\b|\btook (?:the |a )?(?:day|half day|morning|time) off|\bcancelled (?:on the day|last minute|without)"),
    # failure: done, and not right
    _cue("still_not", "not_fixed", "it is still not put right",
         rf"\bstill\b(?:\W+\w+){{0,3}}?\W*{_NOT}(?:\W+\w+){{0,3}}?\W+{_DONE}|\bstill (?:broken|leaking|dripping|not right|faulty|the same|no better|out of order|out of action)|\b{_NOT} (?:been |properly |actually |even )*(?:{_DONE})\b"),
    _cue("came_back", "not_fixed", "the fault came back after a visit",
         r"\b(?:broke|broken|failed|leak(?:s|ed|ing)?|stopped|gone|packed up|blocked|came off|fell off|fallen off) (?:\w+ )?again\b|\b(?:came|come|comes|is|was) back (?:again|within|after|the next|worse)|\bsame (?:problem|fault|issue|thing) (?:again|is back|came back|returned)|\bkeeps? (?:on )?(?:breaking|leaking|failing|tripping|going (?:off|wrong)|coming back)|\bback to square one"),
    _cue("many_visits", "not_fixed", "it took repeated visits",
         rf"\b(?:{_MANY}|second|third|fourth|fifth) (?:\w+ )?(?:visits?|engineers?|plumbers?|electricians?|workmen|contractors|different (?:people|men|engineers))\b|\b(?:came|been) (?:out )?(?:{_MANY} times|twice)"),
    _cue("bad_work", "poor_work", "the work was badly done",
         r"\bbodg\w+|\bbotch\w*|\bshodd\w+|\bcowboys?\b|\bpoor(?:ly)? (?:quality|work\w*|done|fitted|finished|standard|job)|\bleft (?:a |such a |all (?:the|their) |behind )?(?:mess|rubbish|hole|dust|rubble|holes)|\bdamaged? (?:my|our|the)|\bhalf[- ](?:done|finished|a job|baked)|\bunfinished\b|\bunsafe\b|\bmade (?:it |things )?worse|\bsubstandard|\bbad workmanship|\bwonky\b|\bcut corners"),
    # failure: too long
    _cue("waited_long", "delay", "the wait was too long",
         rf"\bwait(?:ed|ing|s)?\b(?:\W+\w+){{0,5}}?\W+(?:{_SPAN}|hours?|hrs|long|forever)\b|\btoo (?:long|slow)|\btak(?:es|e|en|ing|ook) (?:far |way |so |too |absolutely |for)*(?:ages|forever|{_SPAN}|long|an age|weeks on end)|\btook (?:\w+ ){{0,3}}{_SPAN}|\blong (?:wait|delay)s?|\bwait(?:ing)? times?|\bbacklog"),
    _cue("late", "delay", "it was late or slow",
         r"\b(?:very |so |really |painfully |ridiculously |far too )slow\b|\bdelay(?:s|ed)\b|\boverdue\b|\bwas late\b|\bwere late\b|\balways late\b|\brunning late\b|\bcould (?:have been|be) (?:quicker|faster)|\bhours? late"),
    # failure: regular service
    _cue("round_missed", "routine_missed", "a regular service was missed",
         rf"\b{_NOT} (?:been |being |even |yet |getting )*(?:collect(?:ed)?|emptied|clean(?:ed)?|swept|sweep|cut|mown|mowed|litter[- ]?picked|hoovered|mopped|picked up|taken)\b|\bmissed (?:\w+ )?(?:collections?|bins?|rounds?|again)|\bbins? (?:\w+ ){{0,2}}(?:missed|left|not)|\buncollected\b|\boverflow\w*|\b(?:cleaners?|caretakers?|bin ?men|crew) (?:never|don['’]?t|didn['’]?t|hasn['’]?t|haven['’]?t|skip\w*|missed)"),
    _cue("filthy", "routine_missed", "a shared place is kept below standard",
         r"\b(?:stairs?|stairwells?|landings?|lifts?|bin (?:store|room|area)|hallways?|corridors?|estate|block|toilets?|ward)\b(?:\W+\w+){0,4}?\W+(?:filthy|dirty|disgusting|stinks?|smells?|disgrace|minging|rank)|\bnever (?:gets? )?clean(?:ed|s)?\b|\bgrass (?:\w+ ){0,3}(?:knee|waist|overgrown|never|not)"),
    # failure: information
    _cue("not_told", "information", "the resident was not told",
         rf"\b{_NOBODY}\b(?:\W+\w+){{0,3}}?\W+(?:told|tells?|tell|informed?|explain(?:ed|s)?|said|let (?:me|us) know|warned|knows?|seems? to know)|\b(?:was|were|been|wasn['’]?t|weren['’]?t)(?: not| never)?n?['’]?t? (?:told (?:nothing|anything)|informed|kept (?:informed|updated|in the loop)|given (?:any )?(?:notice|warning|information))|\bno (?:notice|warning|updates?|communication|information|explanation|letter|idea what)\b|\bkept in the dark|\bleft in the dark|\bnever told\b|\bwithout (?:telling|notice|warning)"),
    _cue("wrong_information", "information", "the information was wrong or unclear",
         r"\bwrong (?:information|advice|address|date|number|form|letter|name|person|dates)|\b(?:conflicting|contradict\w+|confusing|misleading|mixed) (?:information|advice|messages?|answers?|letters?)?|\bdifferent (?:answers?|stor(?:y|ies)|information|dates?|things)|\btold (?:me|us) (?:one thing|different)|\bpoor communication|\black of (?:communication|information)|\bcommunication (?:is|was|has been) (?:\w+ )?(?:poor|bad|terrible|awful|non)"),
    _cue("rude", "conduct", "staff were rude, careless or did not listen",
         r"\brude(?:ness|ly)?\b|\bdismissive|\battitude\b|\bdisrespect\w*|\bpatroni[sz]\w+|\bcondescend\w+|\bshouted at|\bspoke(?:n)? to (?:me |us )?like|\btalk(?:ed)? (?:to me |down )?(?:down|like)|\b(?:not|never|didn['’]?t|don['’]?t|did not|do not|doesn['’]?t|won['’]?t) (?:even )?(?:listen|care|believe)(?:ed|s)?\b|\bunprofessional|\bmade (?:me|us) feel|\blaughed at|\bhung up|\bput the phone down|\bracist|\bdiscriminat\w+|\bunhelpful|\bcouldn['’]?t care less"),
    _cue("cannot_reach", "access", "the service could not be reached",
         r"\b(?:can['’]?t|cant|cannot|could(?:n['’]?t| not)|impossible to|unable to|hard to|never able to|difficult to|not able to) (?:\w+ )?(?:get through|get hold|get an? (?:appointment|answer|human|person)|reach|contact|log ?(?:in|on)|speak to|access|book)|\bon hold\b|\bcut (?:me |us |you )?off\b|\bheld in a queue|\bin a queue|\bnumber \d+ in the queue|\bphones? (?:just |never |rings?|keeps?|is never|goes)+ (?:ring\w*|answered|out|dead|unanswered)|\b(?:website|app|portal|online form|link|page|system) (?:\w+ ){0,2}(?:crash\w*|down|n['’]?t work|doesn['’]?t|does not|won['’]?t|keeps|error|freezes|froze|not working)|\bno(?:body|[- ]one) (?:answers|picks up|picked up|answered)"),
    _cue("passed_on", "passed_around", "the resident was sent from one to another",
         r"\bpassed (?:around|from|on to|back|between|about)|\bpillar to post|\bfrom one (?:department|team|person|office)|\b(?:not|isn['’]?t|wasn['’]?t) (?:their|our|his|her|them|they|theirs) (?:job|problem|responsibility|department|area|remit)|\beach other\b.{0,20}\bblam\w+|\bblam(?:e|es|ed|ing) (?:each other|the other|the council|the contractor)|\bsays? it['’]?s? (?:the|not) |\bround (?:and round )?in circles|\bwent round the houses|\bping[- ]?pong|\bno record of\b|\blost my (?:file|form|papers|application|details|documents)|\bstart (?:all over )?again from"),
    _cue("wrong_bill", "charge", "a charge was wrong or unfair",
         r"\b(?:over|double|wrongly|incorrectly|mis)[- ]?charged\b|\bcharged (?:me |us )?(?:twice|for (?:something|work|a|services?)|too much|again|the wrong)|\bwrong (?:amount|bill|rent|balance|charge|figure)|\b(?:bill|rent|service charge|charges?|account|invoice|statement) (?:\w+ ){0,4}(?:wrong|incorrect|unfair|gone up|doubled|mistake|error|extortionate)|\brefund\w*|\bpaying for (?:a service|services|something|nothing|cleaning)|\bnot (?:been )?(?:credited|refunded)|\barrears\b(?:\W+\w+){0,6}?\W+(?:n['’]?t|not|wrong|mistake|error)"),
    _cue("unfair_decision", "decision", "a decision was held to be unfair",
         r"\brefus(?:ed|al|ing)\b|\bturned (?:me |us )?down|\brejected\b|\bunfair(?:ly)?\b|\bappeal\w*|\b(?:wrong|downgraded|lower|reduced|lost my) (?:\w+ )?(?:band|banding|priority|points)|\bnot (?:a )?priority\b|\bcomplaint (?:\w+ ){0,4}(?:closed|dismissed|not upheld|ignored)|\bclosed (?:my|the) (?:case|complaint|ticket|job)|\bwithout (?:consult\w+|asking us)|\bnot eligible|\bdecided (?:to close|without)"),
    _cue("verdict", "other", "a poor verdict on the service",
         r"\b(?:poor|terrible|awful|appalling|dreadful|rubbish|useless|disgrace(?:ful)?|disgust(?:ed|ing)|shocking|diabolical|shambles|joke|pathetic|hopeless|abysmal|atrocious|unacceptable|let down|fed up|sick of|worst|not good enough|not (?:at all )?(?:happy|satisfied|good)|dissatisfied|disappoint\w+)\b"),
    _cue("promised", "no_response", "something was promised and not done",
         r"\b(?:promis(?:ed|es)|assured|said (?:they|he|she|someone|somebody)(?:['’]d| would| will)|told (?:me |us )?(?:they|someone|somebody|it)(?:['’]d| would| will| was going)|supposed to|meant to|was due|were due|should have (?:been|come|had))\b"),
    # value
    _cue("asks_politely", "value", "an ordinary request",
         r"\b(?:please|pls|plz|could (?:you|someone|i)|can (?:you|someone|i|we)|would (?:you|someone) (?:be able|mind|please)|would like (?:to (?:report|request|apply|book|ask|know|arrange|change)|a|an|someone)|i (?:need|want|wish) (?:to (?:report|request|apply|book|ask|know|arrange|change|pay)|a|an|some|help|someone|my)|needs? (?:fixing|repair\w*|looking at|replacing|clearing|removing|emptying|cutting|a repair)|requesting|wondering (?:if|whether)|is it possible)\b"),
    _cue("reports", "value", "a first report",
         r"\b(?:i['’]?(?:m| am|d like| would like| want)? ?(?:to )?report(?:ing)?|just (?:noticed|started|happened|broke)|has (?:just )?(?:stopped|broken|started|come (?:off|loose|away)|fallen|snapped|cracked|gone out|failed|packed up|died|blown)|have (?:been dumped|appeared)|been dumped|fly[- ]?tip\w*|dumped|abandoned|this morning|last night|since (?:yesterday|this morning|last night|today))\b"),
    _cue("asks", "value", "a question",
         r"\b(?:how (?:do|can|much|long|would) (?:i|we|you|does|it|will)|when (?:is|will|does|do|can)|what (?:is the|are the|day|do i|should i|time|happens|documents)|where (?:do|can|is)|who (?:do|should) i|am i (?:allowed|entitled|eligible)|do i (?:need|have to|qualify))\b"),
    # none
    _cue("thanks", "none", "thanks or praise",
         r"\b(?:thank(?:s| you| u)?|ta|cheers|grateful|brilliant|excellent|fantastic|wonderful|lovely|superb|amazing|great|good (?:job|service|work|communication|lads?|people)|very good|well done|helpful|friendly|kind|polite|efficient|professional|credit to|pleased|happy with|satisfied|can['’]?t fault|no complaints|always there|star|diamond|legend|quick(?:ly)? (?:and|to|response)|caring|spotless|on time)\b"),
    _cue("suggests", "none", "a suggestion or wish",
         r"\b(?:would be (?:nice|good|better|great|helpful|useful)|could do with|should (?:be|have|do|make|put|consider|get|provide|offer|open|bring)|i (?:suggest|think you)|maybe|perhaps|it would help|why not|more (?:\w+ ){0,2}(?:staff|bins|lighting|activities|events|seats|benches|parking|cameras|police|options|choice|information)|longer hours|open (?:later|longer|earlier)|bring back|wish (?:you|there|they|we))\b"),
    _cue("opines", "none", "an opinion",
         r"\b(?:i (?:think|feel|believe|suppose)|in my (?:opinion|view)|ok(?:ay)?|fine|alright|all right|average|not bad|adequate|reasonable|mostly|generally|on the whole|could be (?:worse|better)|taxes|government|politic\w+|growth|population)\b"),
    # flags
    _cue("hazard_home", "hazard", "a danger in the home",
         r"\b(?:damp\w*|mou?ld\w*|black (?:stuff|spots?|marks?|patch\w*|walls?|speck\w*|furry)|walls? (?:\w+ ){0,3}black|(?:no|without|lost|n['’]?t (?:have|got) (?:any )?|not (?:had|got)(?: any)?) (?:\w+ )?(?:heating|heat|hot water|water|electric\w*|power|lights?|lighting|boiler|gas)|(?:boiler|heating|hot water) (?:\w+ ){0,3}(?:broke\w*|down|off|out|gone|stopped|packed|n['’]?t|not|fail\w*|again)|freezing|coats? (?:on )?(?:indoors|inside|in bed)|gas|carbon monoxide|electrics?|sparks?|sparking|exposed wires?|bare wires?|wires? (?:hanging|showing|out)|electric shock|shock|burning smell|smell of burning|sockets?|fuse ?box|smoke alarms?|fire|flames?|asbestos|sewage|backing up)\b"),
    _cue("hazard_water", "hazard", "water or structure giving way",
         r"\b(?:leak\w*|flood\w*|water (?:is |was |keeps? )?(?:coming|pouring|dripping|running|gushing)|burst|soaked|drip\w*|ceiling|collaps\w*|crack(?:s|ed|ing)? (?:\w+ ){0,3}(?:wall|ceiling|big|wide)|subsid\w*|loose (?:tiles?|bricks?|slates?|railings?|banisters?)|fall(?:ing|en) (?:down|off|in|masonry|tiles?|bricks?|slates?)|wobbl\w+|rotten|railings?|banister)\b"),
    _cue("hazard_harm", "hazard", "harm to a person",
         r"\b(?:fell|falls?|fallen|trip(?:ped|ping)?(?: hazard)?|slip(?:ped|pery|py)?|injur\w*|hurt|hospital|ambulance|a&e|dangerous|danger|unsafe|hazard\w*|broken glass|glass|needles?|syringes?|sharps|rats?|mice|mouse|rodents?|cockroach\w*|bed ?bugs|vermin|wasps?|pigeons? (?:mess|muck)|infest\w*|knife|knives|gun|weapons?|machete|threat\w*|attack\w*|assault\w*|punch\w*|violen\w*|abus\w*|harass\w*|stab\w*|scared|frightened|terrified|afraid|fear|hate crime|racial|kill(?:ing)? (?:my|him|her|them)|suicid\w*|end (?:it all|my life)|self[- ]?harm\w*|can['’]?t go on|want to die|drugs?|dealing|dealers?|overdose|pitch black|asthma\w*|breathing|chest|wheez\w*|inhaler|oxygen|stairlift|pull ?cords?|alarm|front door (?:won['’]?t|doesn['’]?t|not)|lock(?:ed)? (?:broken|out)|(?:dog|dogs) (?:bit|bite|bites|attack\w*|off the lead)|bitten)\b"),
    _cue("hazard_lift", "hazard", "a lift out, or somebody stuck",
         r"\blifts?\b(?:\W+\w+){0,6}?\W*(?:out|broke\w*|down|stuck|not working|n['’]?t work\w*|failed|trapped|again)|\b(?:stuck|trapped) (?:in|inside|upstairs|indoors|at home)|\bhousebound\b|\bwheelchair\b"),
    _cue("says_complaint", "complaint", "a complaint, or somebody who takes complaints, is named",
         r"\b(?:(?:formal|official|stage (?:one|two|1|2)|this is a|my|make a|making a|raise a|raising a|lodge a|another) (?:\w+ )?complaint|complaints? (?:procedure|team|policy|department)|i (?:want|wish|would like|am writing) to complain|complain(?:ing)? (?:formally|about)|i complain|ombudsman|councillor|cllr|\bmp\b|member of parliament|solicitors?|legal (?:action|advice|proceedings)|lawyer|take (?:you|this|it) (?:to court|further)|sue|small claims|court action|local paper|going to the (?:press|papers|echo))\b"),
    _cue("wrong_door", "wrong_door", "the words say it may not be this service's job",
         r"\b(?:(?:not|n['’]?t) (?:sure (?:if|whether) )?(?:this is |it['’]?s |it is )?(?:your|yours|the council['’]?s|you (?:lot|guys)?|for you|council) ?(?:job|responsibility|department|problem|remit|land|property)|(?:don['’]?t|do not|not sure) (?:know )?who (?:to|is|else|deals|owns|I should)|wrong (?:department|team|place|number|people)|i know (?:this|it) (?:is not|isn['’]?t|may not be|might not be|aint)|(?:says?|said|told me) (?:it['’]?s|it is|that['’]?s) (?:not (?:theirs?|ours?|them|us)|the council|yours|you)|private (?:land|road|landlord|garage)|is it (?:you|yours|the council))\b"),
]  # fmt: skip


class Match(NamedTuple):
    """A cue that was found, and where."""

    cue: Cue
    start: int
    end: int


def found(text: str) -> list[Match]:
    """The first match of each cue, in the order of the table.

    >>> [match.cue.name for match in found("I rang twice and nobody came")]
    ['reported_before', 'did_not_come']
    """
    matches = ((cue, cue.pattern.search(text)) for cue in CUES)
    return [Match(cue, match.start(), match.end()) for cue, match in matches if match and match.group().strip()]
