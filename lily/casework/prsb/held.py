"""What LILY puts into each element of the standard, and what it leaves out, and why.

docs/prsb.md is written from this, and the tests hold the file to it.
"""

_WHO = "Person demographics"
_REACH = f"{_WHO} / Person's contact details"
_PRACTICE = "GP practice / GP practice record entry"
_ABOUT = "About me"
_REFERRAL = "Referral details / Referral details record entry"
_REFERRER = f"{_REFERRAL} / Referrer details"
_CONTACT = "Contacts with professionals / Contacts with professionals record entry"
_SIGNPOST = "Signpost details / Signpost details record entry"
_READING = "Assessments / Assessments record entry"
_MEASURE = f"{_READING} / Structured assessment"
_PLAN = "Care and support plan"
_NEED = f"{_PLAN} / Needs, concerns or problems"
_GOAL = f"{_NEED} / Goals and hopes"
_ACTION = f"{_GOAL} / Actions and activities"
_MATTERS = "What is most important to me"
_COMMUNICATE = "How I communicate and how to communicate with me"

HELD = {
    f"{_WHO} / Person name / Person first name": "first names",
    f"{_WHO} / Person name / Person family name": "family name",
    f"{_WHO} / Date of birth": "date of birth",
    f"{_WHO} / NHS number": "NHS number, figures alone",
    **{
        f"{_WHO} / Person's address / Address line {at}": f"line {at} of the address"
        for at in range(1, 6)
    },
    f"{_WHO} / Person's address / Postcode": "postcode",
    f"{_REACH} / Person's telephone number details / Person's telephone number": "number to ring",
    f"{_REACH} / Person's email address details / Person's email address": "e-mail address",
    f"{_PRACTICE} / GP practice details": "name and address of their surgery",
    f"{_ABOUT} / {_MATTERS} / {_MATTERS}": "what matters, from the guided conversation",
    f"{_ABOUT} / {_COMMUNICATE} / {_COMMUNICATE}": "how it is safe to reach them, in sentences",
    "Individual requirements / Other individual requirements / Other individual requirement": (
        "what a place must have; the language they would be helped in"
    ),
    "Consent / Consent for information sharing": (
        "that they agree that the surgery is told, since when, until when, how they said so"
    ),
    f"{_REFERRAL} / Date": "when the referral came",
    f"{_REFERRER} / Name": "who referred, where it was a professional",
    f"{_REFERRER} / Organisation / Free text": "where a professional works, as a list said it",
    f"{_REFERRER} / Contact details": "a professional's e-mail address",
    f"{_REFERRAL} / Referral method": "“Self referral” or “Phone”; others came by a web page",
    f"{_REFERRAL} / Reason for referral / Free text": "the reason",
    f"{_REFERRAL} / Referral to / Team": "the team",
    f"{_CONTACT} / Date and time of contact": "the day on which it was written down",
    f"{_CONTACT} / Seen by / Name": "who was in touch",
    f"{_CONTACT} / Contact type": "“Contact”, “Three-week check”, “Six-week follow-up”",
    f"{_CONTACT} / Consultation method": "how, in words and not the national code",
    f"{_CONTACT} / Outcome of contact": "what came of it, in words and not the national code",
    "Presenting complaints or issues / Person reported complaints or issues": (
        "what gets in their way, from the guided conversation"
    ),
    "Clinical Summary / Clinical summary": "the latest letter at the end, where one was given",
    f"{_SIGNPOST} / Date": "when they were told where help is",
    f"{_SIGNPOST} / Signpost to / Service / Free text": "the service",
    f"{_SIGNPOST} / Signpost to / Organisation": "who runs it",
    f"{_SIGNPOST} / Reason for signpost / Free text": "why",
    f"{_READING} / Assessment type": "“Outcome measure”",
    f"{_MEASURE} / Structured assessment name / Free text": "the measure",
    f"{_MEASURE} / Assessment result / Assessment score / Free text": "“Total”, where it has one",
    f"{_MEASURE} / Assessment result / Value": "the total",
    f"{_MEASURE} / Subscale result / Subscale score / Free text": "each question, by its name",
    f"{_MEASURE} / Subscale result / Value": "the answer",
    f"{_MEASURE} / Subscale result / Ordinal / Free text": (
        "what the answer is called by whoever made the measure"
    ),
    f"{_READING} / Comment": "the day, and how it was asked",
    f"{_PLAN} / Strengths / Free text": "what is going well, from the guided conversation",
    f"{_NEED} / Free text": "what a goal is about, from the list of needs",
    f"{_GOAL} / Free text": "a goal, or an I statement",
    f"{_GOAL} / Goal importance score": "how much it matters, 1 to 10",
    f"{_ACTION} / What / Free text": "a step, or where they were sent and how",
    f"{_ACTION} / Who / Name": "who does it, or who runs the service",
    f"{_ACTION} / When": "by when, or when they were sent",
    f"{_ACTION} / Status / Free text": "whether it is done, or where it stands",
    f"{_ACTION} / Confidence": "how sure they are, 1 to 10: asked of the goal, said at its steps",
    f"{_ACTION} / Date last updated": "when the service was last heard of",
    f"{_GOAL} / Outcomes / Free text": "what the person says came of it, and when",
    f"{_PLAN} / Date this plan was last updated": "when the conversation was last kept",
    f"{_PLAN} / Planned review date/interval": "when the next check is due, while the case is open",
    f"{_PLAN} / Responsibility for review / Name": "who helps",
}
"""What stands in each element that LILY fills."""

MANDATORY_LEFT_OUT = {
    "GP practice": "Nobody may have written down which surgery is theirs.",
    f"{_PRACTICE} / GP practice identifier": "LILY holds name and address, and not the code.",
    f"{_REFERRER}": "Whoever refers and does so as a daughter or a neighbour is not named.",
    f"{_REFERRER} / Service": "LILY asks where a professional works, and not for which service.",
    f"{_REFERRER} / Organisation": "A referral made on the page says it within the name.",
    "Risks": (
        "A flag warns the team and may name others. A surgery is told of danger at once and by "
        "voice, not by a file. LILY does not ask for “no known risks”, so it does not say so."
    ),
}
"""What the standard makes mandatory and the file may be without, and why."""

SECTIONS_LEFT_OUT = {
    "Safeguarding": "It is kept apart for named people and told by voice.",
    "Problem list": "LILY holds no diagnoses.",
    "Social context": "LILY asks no list of these questions; what matters is in the conversation.",
    "Services and care": "LILY does not ask what care somebody has from the council.",
    "Pregnancy status": "LILY does not ask.",
    "Risks": MANDATORY_LEFT_OUT["Risks"],
    "Plan and requested actions": "What is asked of the surgery is in the letter, in words.",
}
"""The sections that the file never has, and why."""
