"""The care and support plan: needs, goals, who does what, and what came of it."""

from collections.abc import Iterable
from uuid import UUID

from lily.casework.choices import CaseState, FollowUpState, OnwardKind, Route
from lily.casework.models import Judgement, OnwardReferral
from lily.casework.prsb.file import CaseFile, Group, day, free, words
from lily.casework.prsb.work import organisation_of, sent
from lily.casework.queries.onward import ListedOnward
from lily.casework.sharing import ROUTES
from lily.casework.talk import Action, Goal

_KINDS = {
    OnwardKind.SIGNPOSTED: "Told of",
    OnwardKind.REFERRED: "Referred to",
    OnwardKind.ACCOMPANIED: "Taken by somebody of the team to",
    OnwardKind.BUDDY: "Taken by a volunteer to",
    OnwardKind.STATUTORY: "Passed on to",
}


def care_plan(file: CaseFile) -> Group:
    """What helps them, what they need and want, and when it is looked at again."""
    is_open = file.case.state is CaseState.OPEN
    written_at = file.conversation.made_at if file.conversation else None
    due = [each.due_on for each in file.checks if each.state is FollowUpState.DUE and is_open]
    return {
        "Strengths": [free(file.talk.going_well)],
        "Needs, concerns or problems": [*_needs(file), _without_need(file)],
        "Date this plan was last updated": day(written_at),
        "Planned review date/interval": day(min(due, default=None)),
        "Responsibility for review": {"Name": file.worker},
    }


def _needs(file: CaseFile) -> Iterable[Group]:
    """Yield each need once, with the goals that are about it."""
    for need in file.talk.needs:
        goals = [_goal(goal, file) for goal in file.talk.goals if goal.need == need]
        yield {**free(file.needs.get(need, "")), "Goals and hopes": goals}


def _without_need(file: CaseFile) -> Group:
    """Return goals and I statements that are about no need, and help that is for no goal."""
    goals = [_goal(goal, file) for goal in file.talk.goals if not goal.need]
    said = [
        {**free(each.words), "Outcomes": [_outcome(file.judged.get(each.id))]}
        for each in file.talk.statements
    ]
    known = {goal.id for goal in file.talk.goals}
    other = [_help(each, file) for each in sent(file) if each.onward.goal_id not in known]
    return {"Goals and hopes": [*goals, *said, {"Actions and activities": other}]}


def _goal(goal: Goal, file: CaseFile) -> Group:
    return {
        **free(goal.words),
        "Goal importance score": goal.importance,
        "Actions and activities": [
            *(_action(each, goal.confidence) for each in goal.actions),
            *_help_for(goal.id, file),
        ],
        "Outcomes": [_outcome(file.judged.get(goal.id))],
    }


def _action(action: Action, confidence: int | None) -> Group:
    return {
        "What": [free(action.what)],
        "Who": {"Name": action.who},
        "When": day(action.by_on),
        "Status": free("Done" if action.is_done else "Not done yet"),
        "Confidence": confidence,
    }


def _outcome(judged: Judgement | None) -> Group:
    return free(f"{words(judged.result)}, said on {day(judged.judged_on)}" if judged else "")


def _help_for(goal_id: UUID, file: CaseFile) -> list[Group]:
    return [_help(each, file) for each in sent(file) if each.onward.goal_id == goal_id]


def _help(each: ListedOnward, file: CaseFile) -> Group:
    onward = each.onward
    where = each.service.name if each.service else ROUTES[onward.route or Route.GP]
    return {
        "What": [free(f"{_KINDS[onward.kind]} {where}")],
        "Who": {"Name": organisation_of(each, file)},
        "When": day(onward.sent_at),
        "Status": free(_stands(onward)),
        "Date last updated": day(onward.changed_at),
    }


def _stands(onward: OnwardReferral) -> str:
    return ": ".join(filter(None, (words(onward.state), words(onward.not_taken).lower())))
