"""Every matter of the demo has one number, through the quarterly meetings to the tasks; one came late."""

from dashboard.rules.promises import State, state
from tests.intake.demo.frames import Site


def test_numbers_are_given_once_and_nothing_decided_lacks_one(site: Site) -> None:
    assert site["thread"]["number"].is_unique
    assert site["resolution"]["thread_id"].notna().all()
    assert site["task"]["thread_id"].notna().all()


def test_a_resolution_carries_its_agenda_items_thread(site: Site) -> None:
    items = site["agenda_item"].set_index("id")["thread_id"]
    decided = site["resolution"]
    assert (decided["agenda_item_id"].map(items) == decided["thread_id"]).all()


def test_each_of_the_last_eight_joint_meetings_has_matters_under_a_number(site: Site) -> None:
    held = site["meeting"].query("kind == 'joint'").sort_values("held_on")["id"].tail(8)
    assert len(held) == 8
    assert set(held) <= set(site["resolution"]["meeting_id"])


def test_some_promises_were_kept_some_late_and_some_are_overdue(site: Site) -> None:
    names = ("due_on", "done_on", "dropped_on", "first_due_on")
    tasks = site["task"][list(names)].astype(object).where(lambda days: days.notna(), None)
    states = {state(today=site.last, **row) for row in tasks.to_dict("records")}
    assert {State.KEPT, State.LATE, State.OVERDUE, State.DROPPED} <= states
    put_off = site["task"].dropna(subset=["first_due_on"])
    assert (put_off["done_on"] > put_off["first_due_on"]).any()
