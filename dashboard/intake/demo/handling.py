"""What becomes of a request by the window's end: contact, steps, closings, call-backs, reopenings."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import exp, log2
from typing import Any

from numpy.random import Generator

from dashboard.clock import SHANGHAI, at, civil, day_end
from dashboard.intake.demo.chance import Even, Quota
from dashboard.intake.demo.demand import Arrival, reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.trends import Trends
from dashboard.intake.demo.world import World
from dashboard.schema.requests import Outcome, RequestStatus, RequestType, Satisfaction, StepKind

OPENS, SHUTS = time(8, 30), time(18, 0)


@dataclass
class Call:
    """A call-back."""

    on: date
    outcome: Outcome
    satisfaction: Satisfaction | None = None


@dataclass
class Close:
    """A closing and what the resident said of it."""

    at: datetime
    done: str
    cost: int | None = None
    calls: list[Call] = field(default_factory=list)
    reopened_on: date | None = None

    @property
    def on(self) -> date:
        return civil(self.at)


@dataclass
class Step:
    kind: StepKind
    at: datetime
    note: str
    promised_on: date | None = None


@dataclass
class Course:
    """All that happened to a request within the window."""

    limit_at: datetime
    first_contact_at: datetime | None = None
    turned: RequestStatus | None = None
    steps: list[Step] = field(default_factory=list)
    closings: list[Close] = field(default_factory=list)

    @property
    def promised_on(self) -> date | None:
        days = [step.promised_on for step in self.steps if step.promised_on]
        return days[-1] if days else None

    @property
    def status(self) -> RequestStatus:
        """Where it stands at the end."""
        if self.turned is not None:
            return self.turned
        if any(step.kind is StepKind.STRIKE_OFF for step in self.steps):
            return RequestStatus.STRUCK_OFF
        last = self.closings[-1] if self.closings else None
        if last is None or last.reopened_on is not None:
            return RequestStatus.IN_HAND if self.steps else RequestStatus.ACCEPTED
        solved = bool(last.calls) and last.calls[-1].outcome is Outcome.SOLVED
        return RequestStatus.CONFIRMED if solved else RequestStatus.CLOSED


class Handling:
    """Takes requests through their course, by the inputs' rates and times."""

    def __init__(self, world: World, rng: Generator) -> None:
        self.world, self.rng = world, rng
        self.given = inputs("requests")
        self.trends, self.even = Trends(world, rng), Even(rng)
        self.quota = Quota(rng)
        self.end = day_end(world.window.last)

    def follow(self, arrival: Arrival, limit_at: datetime) -> Course:
        """What becomes of a request."""
        course = Course(limit_at)
        if arrival.story is not None:
            self._told(arrival, course)
            return course
        fate = self.rng.random()
        if fate < self.given["rejected"] + self.given["transferred"]:
            self._turn_away(arrival, course, rejected=fate < self.given["rejected"])
            return course
        closed_at = None if fate > 1 - self.given["never_closed"] else self._closes(arrival)
        contact_at = self._answers(arrival, limit_at, closed_at)
        if contact_at > self.end:
            return course
        course.first_contact_at = contact_at
        self._steps(arrival, course, contact_at, closed_at)
        if closed_at is not None:
            self._close(arrival, course, max(closed_at, contact_at + timedelta(minutes=20)))
        course.steps.sort(key=lambda step: step.at)
        return course

    def _word(self, of: str) -> str:
        return str(self.rng.choice(self.given["notes"][of]))

    def _turn_away(self, arrival: Arrival, course: Course, *, rejected: bool) -> None:
        when = arrival.at + (course.limit_at - arrival.at) * float(self.rng.uniform(0.1, 0.8))
        if when > self.end:
            return
        kind = StepKind.REJECT if rejected else StepKind.TRANSFER
        course.turned = RequestStatus.REJECTED if rejected else RequestStatus.TRANSFERRED
        course.first_contact_at = when
        course.steps.append(Step(kind, when, self._word(kind)))

    def _closes(self, arrival: Arrival) -> datetime:
        """When the handler will say that it is done: lognormal days, longer for leaks in the rains."""
        median, sigma = self.given["days"][arrival.type]
        extra = self.given["extra_days"]
        days = self.even.lognormal(median, sigma, key=arrival.type)
        first, last = self.given["season"]["rains"]
        if arrival.type is RequestType.LEAK and first <= arrival.day.month <= last:
            days += extra["leak_in_rains"]
        if self.trends.is_worse(arrival.yard, arrival.day):
            days *= extra["courtyard_6_factor"]
        return self._at_work(arrival.at + timedelta(days=days), arrival.at)

    def _at_work(self, when: datetime, after: datetime) -> datetime:
        """The same day at a working hour, but never before `after`."""
        local = when.astimezone(SHANGHAI)
        if OPENS <= local.time() <= SHUTS:
            return max(when, after + timedelta(minutes=30))
        moved = at(local.date(), 9 + int(self.rng.integers(0, 8)), int(self.rng.integers(0, 60)))
        return max(moved, after + timedelta(minutes=30))

    def _answers(self, arrival: Arrival, limit_at: datetime, closed_at: datetime | None) -> datetime:
        """When somebody first gets in touch: within the limit by the courtyard's rate, or later."""
        room = limit_at - arrival.at
        share = self.trends.rate("response", arrival.yard, arrival.day)
        if not self.trends.draw("response", arrival.yard, share):
            return limit_at + max(timedelta(minutes=15), room * float(self.rng.lognormal(-1.2, 0.8)))
        share = float(self.rng.beta(1.1, 5)) if room > timedelta(days=2) else float(self.rng.beta(1.5, 2.5))
        when = arrival.at + room * share
        return min(when, closed_at - timedelta(minutes=10)) if closed_at else when

    def _steps(self, arrival: Arrival, course: Course, contact: datetime, closed: datetime | None) -> None:
        """Contact, visit, dispatch, and a new date promised where it takes long."""
        given = self.given["steps"]
        ends = min(closed or self.end, self.end)
        course.steps.append(Step(StepKind.CONTACT, contact, self._word("contact")))
        dispatched = contact + timedelta(minutes=int(self.rng.integers(5, 40)))
        if dispatched < ends:
            course.steps.append(Step(StepKind.DISPATCH, dispatched, self._word("dispatch")))
        visited = dispatched + (ends - dispatched) * float(self.rng.uniform(0.05, 0.5))
        if self.rng.random() < given["visited"] and visited > dispatched:
            course.steps.append(Step(StepKind.VISIT, visited, self._word("visit")))
        asked = course.limit_at - timedelta(days=1)
        long = ends - arrival.at > timedelta(days=given["extension_after_days"])
        if long and dispatched < asked < ends and self.rng.random() < given["extension_share"]:
            promised = civil(asked) + timedelta(days=int(self.rng.integers(10, 40)))
            course.steps.append(Step(StepKind.EXTENSION, asked, self._word("extension"), promised))

    def _close(self, arrival: Arrival, course: Course, closed_at: datetime) -> None:
        """Close, call back, reopen in part what was not solved, and close again."""
        while closed_at <= self.end:
            cost = int(self.rng.integers(50, 900)) * 100 if self.rng.random() < 0.3 else None
            closing = Close(closed_at, str(self.rng.choice(self.given["done"][arrival.type])), cost)
            course.closings.append(closing)
            self._call_back(arrival, closing)
            if not closing.calls or closing.calls[-1].outcome is Outcome.UNREACHED:
                return
            if closing.calls[-1].outcome is Outcome.SOLVED:
                self._strike_off(course, closing)
                return
            reopened = at(closing.calls[-1].on, 16, int(self.rng.integers(0, 60))) + timedelta(
                days=int(self.rng.integers(0, 4))
            )
            if self.rng.random() >= self.given["call_backs"]["reopened_when_unsolved"] or reopened > self.end:
                return
            closing.reopened_on = civil(reopened)
            course.steps.append(Step(StepKind.REOPEN, reopened, self._word("reopen")))
            median, sigma = self.given["days"][arrival.type]
            again = timedelta(days=0.5 + float(median * 0.6 * self.rng.lognormal(0, sigma)))
            closed_at = self._at_work(reopened + again, reopened)

    def _call_back(self, arrival: Arrival, closing: Close) -> None:
        """Ask the resident, twice where nobody answers; what is said goes by the rates and the delay."""
        given = self.given["call_backs"]
        if self.rng.random() >= given["made"]:
            return
        day = closing.on + timedelta(days=int(self.rng.integers(*given["days"])))
        if not self._may_call(arrival, day):
            return
        if self.quota.draw(given["reached_first"], key="first"):
            closing.calls.append(self._verdict(arrival, closing, day))
            return
        closing.calls.append(Call(day, Outcome.UNREACHED))
        day += timedelta(days=int(self.rng.integers(1, 8)))
        if self.rng.random() < given["called_again"] and self._may_call(arrival, day):
            reached = self.quota.draw(given["reached_again"], key="again")
            closing.calls.append(
                self._verdict(arrival, closing, day) if reached else Call(day, Outcome.UNREACHED)
            )

    def _may_call(self, arrival: Arrival, day: date) -> bool:
        return day <= self.world.window.last and reports(self.world, arrival.yard, day)

    def _verdict(self, arrival: Arrival, closing: Close, day: date) -> Call:
        """Solved or not by the rate of the day; satisfied likewise, sooner when it was solved and quick."""
        solved_rate = self.trends.rate("solved", arrival.yard, day)
        solved = self.trends.draw("solved", arrival.yard, solved_rate)
        if self.rng.random() < self.given["call_backs"]["says_nothing_of_satisfaction"]:
            return Call(day, Outcome.SOLVED if solved else Outcome.UNSOLVED)
        waited = (closing.at - arrival.at) / timedelta(days=1)
        usual = self.given["call_backs"]["usual_delay"] * self.given["days"][arrival.type][0]
        delay = log2(max(waited, 0.25) / usual)
        wanted = self.trends.rate("satisfied", arrival.yard, day)
        when_unsolved = self.given["call_backs"]["satisfied_when_unsolved"] * wanted
        when_solved = min(0.99, (wanted - (1 - solved_rate) * when_unsolved) / solved_rate)
        share = when_solved if solved else when_unsolved
        odds = share / (1 - share) * exp(-self.given["call_backs"]["delay_cost"] * delay)
        share = odds / (1 + odds)
        satisfied = self.trends.draw("satisfied", arrival.yard, share)
        return Call(
            day,
            Outcome.SOLVED if solved else Outcome.UNSOLVED,
            Satisfaction.SATISFIED if satisfied else Satisfaction.UNSATISFIED,
        )

    def _strike_off(self, course: Course, closing: Close) -> None:
        when = at(closing.calls[-1].on, 17) + timedelta(days=int(self.rng.integers(0, 5)))
        if self.rng.random() < self.given["steps"]["struck_off_share"] and when <= self.end:
            course.steps.append(Step(StepKind.STRIKE_OFF, when, self._word("strike_off")))

    def _told(self, arrival: Arrival, course: Course) -> None:
        """The course that a story tells."""
        story: dict[str, Any] = arrival.story or {}

        def day(key: str) -> date:
            return arrival.day + timedelta(days=story[key])

        contact = arrival.at + timedelta(hours=story["contact_hours"])
        course.first_contact_at = contact
        course.steps.append(Step(StepKind.CONTACT, contact, self._word("contact")))
        course.steps.append(Step(StepKind.DISPATCH, contact + timedelta(minutes=30), self._word("dispatch")))
        visit = at(day("contact_days") if "contact_days" in story else civil(contact) + timedelta(days=1), 10)
        course.steps.append(Step(StepKind.VISIT, visit, self._word("visit")))
        closing = Close(at(day("closed"), 15), story["closing"], story["cost"])
        closing.calls.append(Call(day("called"), Outcome.SOLVED, Satisfaction.SATISFIED))
        course.closings.append(closing)
        course.steps.append(Step(StepKind.STRIKE_OFF, at(day("called"), 17), self._word("strike_off")))
