"""Every kind of record by its noun, in the order of the tiles: forms, history, paper and tests read it."""

from dashboard.records import bodies, decisions, loop, work
from dashboard.records.kinds import Kind

KINDS: dict[str, Kind] = {
    kind.noun: kind
    for kind in (
        loop.REQUEST,
        loop.HAZARD,
        loop.INSPECTION,
        loop.MEETING,
        decisions.RESOLUTION,
        decisions.TASK,
        work.MEDIATION,
        work.INCIDENT,
        work.ACTIVITY,
        work.STATION_VISIT,
        work.RENOVATION,
        work.FACILITY,
        work.DISCLOSURE,
        bodies.SEAL,
        bodies.TERM,
        bodies.PLEDGE,
        bodies.CHECK_IN,
    )
}
