"""What closed lists are called on pages. Needs, audiences and languages name themselves."""

from lily.casework.choices import KeyKind, ReferrerKind

KINDS = {
    "service": "Service",
    "activity": "Activity",
    "advice": "Advice",
    "guidance": "Guidance",
}
ASSETS = {
    "people": "People",
    "community": "Groups and clubs",
    "environment": "Outdoors and nature",
    "physical": "Buildings and places",
}
DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
TIMES = {
    "morning": "Morning, before 12 noon",
    "afternoon": "Afternoon, 12 noon to 5pm",
    "evening": "Evening, from 5pm",
}
REFERRERS = {
    ReferrerKind.PROFESSIONAL: "a professional",
    ReferrerKind.SELF: "the person",
    ReferrerKind.FAMILY: "somebody who knows them",
    ReferrerKind.CHAMPION: "a champion",
    ReferrerKind.PHONE_LINE: "our phone line",
}
SAME_BY = {
    KeyKind.NAME_AND_BIRTH: "name and date of birth",
    KeyKind.PHONE: "number",
    KeyKind.NHS_NUMBER: "NHS number",
}
COSTS = {"free": "Free", "donation": "Give what you can", "paid": "Costs money"}
DELIVERIES = {
    "in_person": "You go to them",
    "home": "They come to you",
    "phone": "By phone",
    "online": "Online",
}
REFERRALS = {"self": "I can go myself", "needed": "Someone must refer me"}
CAPACITIES = {"open": "There is room, or a short wait"}
CHECKED = {"3": "In the last 3 months", "6": "In the last 6 months", "12": "In the last year"}
SORTS = {
    "best": "Best match",
    "distance": "Nearest",
    "soonest": "Soonest",
    "name": "A to Z",
    "checked": "Checked lately",
}
ACCESS = {
    "step-free": "Step-free way in",
    "wheelchair": "Room for a wheelchair",
    "accessible-toilet": "Accessible toilet",
    "changing-place": "Changing Places toilet",
    "hearing-loop": "Hearing loop",
    "parking": "Blue Badge parking",
    "quiet-space": "Quiet space",
    "seating": "Chairs with arms, places to rest",
    "assistance-dogs": "Assistance dogs welcome",
    "lift": "Lift",
    "bus": "Bus stop close by",
    "bsl": "British Sign Language",
}
ACCESS_QUESTIONS = {
    "step_free": "Can you get in without steps?",
    "wheelchair": "Is there room for a wheelchair inside?",
    "accessible_toilet": "Is there an accessible toilet?",
    "changing_place": "Is there a Changing Places toilet?",
    "hearing_loop": "Is there a hearing loop?",
    "parking": "Is there Blue Badge parking?",
    "quiet_space": "Is there a quiet space?",
    "seating": "Are there chairs with arms, or places to rest?",
    "assistance_dogs": "Are assistance dogs welcome?",
    "lift": "Is there a lift?",
    "bus": "Is a bus stop within a 5-minute walk?",
    "bsl": "Does somebody use British Sign Language?",
}
ANSWERS = {"yes": "Yes.", "no": "No.", "not_known": "We do not know. Ask when you ring."}
MILES = ("1", "2", "3", "5", "10", "15", "20", "30", "50")
LANGUAGES = {
    "ar": "Arabic",
    "bfi": "British Sign Language",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cy": "Welsh",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Farsi",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "so": "Somali",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
OF_FACET = {
    "kind": KINDS,
    "asset": ASSETS,
    "day": DAYS,
    "time": TIMES,
    "cost": COSTS,
    "access": ACCESS,
    "delivery": DELIVERIES,
    "language": LANGUAGES,
    "referral": REFERRALS,
    "capacity": CAPACITIES,
    "checked": CHECKED,
}
"""Words for a filter's values, by the filter's name in the address."""
