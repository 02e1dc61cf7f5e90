"""The words that organisations use about times: phrase by phrase, with its kind and its value.

A phrase is one or more words in small letters without apostrophes; hyphens count as spaces. Words
that stand in none of these tables are not understood, unless they name a place.
"""

from lily.directory.words import DAYS

Meaning = tuple[str, object]
ALL_DAYS = tuple(DAYS)
_WORKING, _WEEKEND = ALL_DAYS[:5], ALL_DAYS[5:]

_DAYS = {
    "MO": "monday mondays mon mons mondy",
    "TU": "tuesday tuesdays tue tues tus",
    "WE": "wednesday wednesdays wed weds wednes",
    "TH": "thursday thursdays thu thur thurs",
    "FR": "friday fridays fri fris",
    "SA": "saturday saturdays sat sats",
    "SU": "sunday sundays sun suns",
}
DAY_NAMES = {f"{name.lower()}{s}": code for code, name in DAYS.items() for s in ("", "s")}
_MONTHS = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
MONTH_NAMES = {words.split()[0]: number for number, words in enumerate(_MONTHS, 1)}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_ORDINALS = "first second third fourth fifth"

_KINDS: dict[Meaning, str] = {
    ("days", _WORKING): "weekday|weekdays|week days|working days|monday to friday|m f|mo fr",
    ("days", _WEEKEND): "weekend|weekends|saturday and sunday|week ends",
    ("days", ALL_DAYS): (
        "daily|every day|everyday|each day|7 days|7 days a week|seven days a week|seven days"
        "|all days|7 days per week|every single day|all 7 days|any day|365 days a year"
    ),
    ("ordinal", -1): "last|final",
    ("ordinal", -2): "last but one|penultimate|second to last|second last|second from last",
    ("noon", 0): "noon|midday|mid day|12 noon|12 midday|noontime|twelve noon",
    ("midnight", 0): "midnight|12 midnight|mid night|twelve midnight",
    ("half", "am"): "am|a m",
    ("half", "pm"): "pm|p m",
    ("oclock", 0): "oclock|o clock",
    ("hrs", 0): "hrs|hours|hr|hour|h",
    ("age", 0): "aged|ages|age|over|under|for ages|for over|from age|age group",
    ("years", 0): "years|yrs|year olds|years old|yr|yr olds|s",
    (
        "vague",
        0,
    ): "all day|half term|half terms|halfterm|one off|school half term|you may|we may|they may"
    "|it may"
    "|may be|may vary|may change|which may|times may|dates may|hours may",
    ("past", 30): "half past",
    ("past", 15): "quarter past|a quarter past",
    ("past", -15): "quarter to|a quarter to",
    ("half past", 30): "half",
    ("always", 0): "24 hours|24hrs|24 hrs|24 hour|24 hours a day|24hr|round the clock|day and night"
    "|twenty four hours a day|all day every day|at any time day or night|at any time"
    "|any time day or night",
    ("part", "morning"): "morning|mornings|in the morning|in the mornings|every morning"
    "|each morning|of a morning",
    ("part", "afternoon"): "afternoon|afternoons|in the afternoon|in the afternoons"
    "|every afternoon|each afternoon|of an afternoon",
    ("part", "evening"): "evening|evenings|eve|eves|in the evening|in the evenings|every evening"
    "|each evening|of an evening",
    ("part", "night"): "night|nights|at night|every night|each night|nightly",
    ("part", "lunchtime"): "lunchtime|lunchtimes|lunch time|at lunchtime",
    ("every", 0): "every|each",
    ("alternate", 2): "every other|alternate|alternating|every alternate|each alternate",
    ("fortnight", 2): "fortnightly|every fortnight|each fortnight|once a fortnight|a fortnight"
    "|per fortnight|fortnight",
    ("week", 0): "week|weeks",
    (
        "weekly",
        0,
    ): "weekly|every week|each week|once a week|a week|per week|of the week|of each week"
    "|in the week",
    ("months", 0): "months",
    ("monthly", 0): (
        "monthly|month|each month|every month|the month|per month|a month|of the month|of month"
        "|of each month|of every month|in the month|in each month|in every month|once a month"
        "|of a month|in a month|in month|of the calendar month|each calendar month|every calendar"
        " month|of any month"
    ),
    ("quarterly", 3): "quarterly|every quarter|once a quarter",
    ("term", 0): (
        "term time|termtime|term time only|termtime only|in term time|during term time|in term"
        "|school term time|in school term time|school term|school terms|term|terms|during term"
        "|school term time only|term only|term times|in school terms|during school terms"
        "|in term time only|during term time only|during school term time|school terms only"
        "|during school term|term times only|term weeks|school weeks|local school term time only"
        "|local school term time|school days in term|tto"
    ),
    ("holidays", 0): (
        "school holidays|school hols|school holiday|the school holidays|holidays of schools"
    ),
    ("bank", 0): "bank holiday|bank holidays|bank hols|bank hol|public holiday|public holidays"
    "|public hols|bhs|bh|b h|bank and public holidays|bank or public holidays|bank holiday days"
    "|national holidays|bhol|bhols",
    ("feast", (12, 24)): "christmas eve|xmas eve",
    ("feast", (12, 25)): "christmas day|xmas day",
    ("feast", (12, 26)): "boxing day",
    ("feast", (12, 31)): "new years eve|new year eve",
    ("feast", (1, 1)): "new years day|new year day",
    ("easter", -2): "good friday",
    ("easter", 0): "easter sunday|easter day",
    ("easter", 1): "easter monday",
    ("closed", 0): (
        "closed|we are closed|shut|we close|closes for|closed on|off|break in|no sessions"
        "|no session"
        "|no meetings|no meeting|no group|no class|no classes|no club|not open|closed in|closed for"
        "|no meeting in|breaks for|no lunch club|we shut|not meeting|no activities|do not meet"
        "|does not meet|we do not meet|not running|does not run|dont meet|not held|not on"
        "|no service"
    ),
    ("except", 0): "except|except for|excluding|excl|exc|ex|apart from|other than|but not|not|bar"
    "|excepting|with the exception of|not including|no",
    ("including", 0): "including|incl|inc|open on|open even on|even on|includes|also on",
    ("too", 0): "too|included|inclusive|as well|also",
    ("all year", 0): (
        "all year|all year round|all the year round|year round|throughout the year|52 weeks a year"
        "|all through the year|52 weeks of the year|term time and holidays|all year long"
        "|term time and school holidays|including school holidays|including the school holidays"
    ),
    ("from", 0): (
        "from|starting|starts|start|beginning|begins|commencing|commences|starting from|begin"
        "|starting on|starts on|beginning on|commencing on|with effect from|as from|as of"
        "|first session|first meeting|restarting|restarts|starts from|starting again|resumes"
        "|counting from|counted from|first session on|first date|resuming|wef|start date"
        "|starting at|starts at|running from|runs from"
    ),
    ("until", 0): "until|till|til|untill|up to|ending|ends|finishing|finishes|ending on|ends on"
    "|through to|up until|upto|end date|ends at|until the end of|till the end of|until end of"
    "|to the end of|up to the end of|finishing at|finish|finish at|finishes at|end"
    "|last session"
    "|through|thru|last session on",
    ("to", 0): "to",
    ("between", 0): "between|from between",
    ("and", 0): "and|plus|then|and then|and also|and on|n",
    ("or", 0): "or",
    ("at", 0): "at",
    ("late", 0): "late|until late|till late|til late|onwards|onward|on wards",
}

FILLER = (
    "on|the|a|an|of|in|is|are|we|our|its|it|this|these|all|only|for|with|be|will|you|can|your"
    "|us|being|during|held|meet|meets|meeting|meetings|runs|run|running|takes place|take place"
    "|open|opens|opening|opening hours|opening times|opening time|hours of opening|hours are|times"
    "|time|day|days|when|date|dates|session|sessions|happens|happening|doors|doors open|door opens"
    "|usual hours are|schedule|timetable|there is|there are|prompt|sharp|promptly|inside|exactly"
    "|normal hours|office hours are|regular|available|operates|operating|operate|staffed|answered"
    "|manned|serving|served|serves|where|both|we are open|the hours are|as follows|who|to be"
)

HARMLESS = (
    # what it is
    "drop in|drop ins|dropin|group|groups|club|clubs|class|classes|course|workshop|workshops|event"
    "|coffee morning|coffee mornings|coffee|tea|teas|lunch club|lunch|lunches|luncheon club"
    "|luncheon"
    "|breakfast|breakfast club|supper|dinner|meal|meals|food bank|foodbank|pantry|food|cafe|kitchen"
    "|choir|singing|sing|dance|dancing|dances|yoga|pilates|zumba|tai chi|exercise|exercises|fitness"
    "|walk|walks|parkrun|park run|gold|walking|walking group|football|bowls|bingo|quiz|craft"
    "|crafts|knit|knitting|natter"
    "|sewing|art|arts|painting|drawing|reading|book club|books|library|stay|bounce|rhyme|toddler"
    "|toddlers|baby|babies"
    "|parents|parent|carers|carer|mums|dads|families|family|children|kids|juniors|junior|seniors"
    "|senior|adults|adult|youth|youth club|young people|teens|beginners|improvers|intermediate"
    "|advanced|men|women|ladies|mens|mens shed|shed|gardening|garden|allotment|music|film|films"
    "|cinema|games|board games|chess|cards|bridge|darts|snooker|pool|table tennis|badminton|tennis"
    "|swim|swimming|aqua|gym|sports|sport|cricket|rugby|netball|running club|cycling|advice|support"
    "|support group|surgery|clinic|clinics|helpline|help line|phone line|phone lines|telephone line"
    "|phones|phone|telephone|line|lines|lines open|office|reception|shop|store|centre|desk|counter"
    "|enquiries|service|services|worship|prayer|prayers|mass|holy communion|messy church|church"
    "|stay and play|playgroup|play group|play|story time|storytime|rhyme time|rhymetime|bounce"
    "|brownies|guides|scouts|cubs|beavers|rainbows|band|drama|theatre|social|social club|friendship"
    "|friendship group|meet up|meetup|get together|chat|catch up|company|memory cafe|dementia cafe"
    "|repair cafe|warm space|warm hub|warm room|community|communal|community cafe|job club|it help"
    "|computer|computers|digital|training|lessons|lesson|practice|rehearsal|rehearsals|practise"
    "|activity|activities|sessions for|hot meal|hot meals|soup|soup kitchen|day centre|market|stall"
    "|day or night|car boot|jumble sale|fair|fayre|fete|wi|u3a|recycling|charity shop|viewing"
    "|visiting|visits|ongoing"
    "|weekly session|weekly sessions|weekly group|monthly meeting|monthly meetings|weekly meeting"
    "|fortnightly meeting|meeting monthly|morning service|evening service|junior session|mixed"
    "|cookery|cooking|language|english|conversation|bereavement|wellbeing|health|nurse|chair based"
    "|chair|seated|gentle|line dancing|ballroom|sequence|keep fit|circuits|aerobics|bell ringing"
    "|open mic|open house|open door|open day|new members|members|visitors|volunteers|volunteer"
    "|collection|collections|deliveries|delivery|bus|minibus|shuttle|pick up|walk in|walk ins"
    # to whom and how
    "|everyone|everybody|welcome|all welcome|all are welcome|everyone welcome|free|no charge"
    "|free of charge|entry|admission|cost|donation|donations|booking essential|booking required"
    "|booking needed|please book|must book|must be booked|book in advance|booking advised|book"
    "|booking|bookings|places|no need to book|phone to book|ring to book|call to book"
    "|email to book|text to book"
    "|to book|please ring to book|please call to book|advance booking|no booking"
    "|no booking needed|no booking required"
    "|no booking necessary|no appointment needed|no appointment necessary|no appointment required"
    "|just turn up|turn up|come along|join|join us|please|refreshments|provided"
    "|refreshments provided"
    "|tea and cake|cake|biscuits|bring|own|friend|friends|people|person|older|older people|local"
    "|residents|public|general|general public|to the|in person|online|via zoom|on zoom|zoom"
    "|by phone"
    "|face to face|virtual|teams|gmt|bst|uk time|per session|each"
    " session|per person|per class"
    # where
    "|hall|village hall|town hall|church hall|parish hall|memorial hall|methodist church|chapel"
    "|room"
    "|community centre|leisure centre|sports centre|centre hall|school|school hall|primary school"
    "|pub|house|park|village|town|town centre|main|main hall|small hall|committee room|upstairs"
    "|downstairs|building|street|road|green|pavilion|club house|clubhouse|hub|ward|hospital|museum"
    "|sports hall|meeting room|lounge|venue|site|here|side|annexe|vestry|foyer"
)

_VENUES = (
    "hall|church|chapel|room|centre|school|pub|house|park|library|hub|hospital|museum|pavilion"
    "|clubhouse|cafe|lounge|village|town|street|road|surgery|clinic|venue|annexe|vestry|foyer"
    "|garden|gym|building|office|shop|club"
)
VENUES = frozenset(_VENUES.split("|"))


def _table() -> dict[tuple[str, ...], Meaning]:
    table: dict[tuple[str, ...], Meaning] = {}
    for words, kind in ((HARMLESS, "harmless"), (FILLER, "filler")):
        for phrase in words.split("|"):
            table[tuple(phrase.split())] = (kind, phrase)
    for code, names in _DAYS.items():
        table |= {(name,): ("day", code) for name in names.split()}
    for number, names in enumerate(_MONTHS, 1):
        table |= {(name,): ("month", number) for name in names.split()}
    for number, name in enumerate(_NUMBERS.split(), 1):
        table[(name,)] = ("number", number)
    for number, name in enumerate(_ORDINALS.split(), 1):
        table[(name,)] = ("ordinal", number)
    for meaning, phrases in _KINDS.items():
        table |= {tuple(phrase.split()): meaning for phrase in phrases.split("|")}
    return table


PHRASES = _table()
LONGEST_PHRASE = max(map(len, PHRASES))
