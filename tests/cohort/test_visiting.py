"""Students whose demos are looked at: nobody waits for ever, and few looks are had one after the other."""

import threading
from collections.abc import Iterable
from queue import SimpleQueue
from typing import Any

import pytest

from portfolio_audit.cohort.visiting import TOGETHER, Visited, Visiting, Visits
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.waiting import next_of


class Student:
    """Who has one demo."""

    def __init__(self, url: str) -> None:
        self.url = url

    def addresses(self, which: str) -> dict[str, bool]:
        assert which == "demos"
        return {self.url: False}


class Looks:
    """A looker that notes what is asked for in one go."""

    def __init__(self, mistake: str = "") -> None:
        self.gos: list[list[str]] = []
        self.mistake = mistake

    def at(self, urls: Iterable[str], private: Iterable[str]) -> dict[str, Look]:
        assert list(private) == []
        self.gos.append(list(urls))
        if self.mistake in self.gos[-1]:
            raise ValueError("a mistake of ours")
        return {url: Look(url, "live", "it answers") for url in self.gos[-1]}


def visits(looks: Looks, events: SimpleQueue[Any]) -> Visits:
    return Visits(Visiting("demos", looks), events)  # type: ignore[arg-type]


def test_everybody_is_told_once_and_each_address_is_asked_for_once_in_a_go() -> None:
    looks, events = Looks(), SimpleQueue[Any]()
    asking = visits(looks, events)
    students = [Student(f"https://a.dev/{n % 3}") for n in range(3 * TOGETHER)]
    for student in students:
        asking.take(student)  # type: ignore[arg-type]
    told = [next_of(events) for _ in students]
    assert [one.work for one in told] == students
    assert all(one.looks[one.work.url].state == "live" for one in told)
    assert all(len(go) == len(set(go)) <= TOGETHER for go in looks.gos)
    asking.stop()


def test_after_a_mistake_of_ours_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: SimpleQueue[object] = SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", ended.put)
    looks, events = Looks("bad"), SimpleQueue[Any]()
    asking = visits(looks, events)
    for url in ("bad", "one", "two"):
        asking.take(Student(url))  # type: ignore[arg-type]
    told: list[Visited] = [next_of(events) for _ in range(3)]
    assert [dict(one.looks) for one in told] == [{}, {}, {}]
    asking.take(Student("late"))  # type: ignore[arg-type]
    assert next_of(events).looks == {}
    assert ended.get().exc_type is ValueError  # type: ignore[attr-defined]
