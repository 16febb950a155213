"""Who killed the workers is found out by trying one suspect at a time."""

from portfolio_audit.cohort.suspects import Suspects


def test_who_was_merely_about_is_let_go() -> None:
    suspects: Suspects[str] = Suspects()
    assert suspects.died("bystander", 4) == 0
    assert suspects.next() == "bystander"
    assert suspects.died("poison", 4) == 0
    assert suspects.next() is None, "one is on trial"
    assert suspects.cleared("bystander") == "poison"
    assert suspects.died("poison", 4) == 8
    assert suspects.next() is None


def test_one_death_is_no_proof() -> None:
    suspects: Suspects[str] = Suspects()
    assert suspects.died("one", 1) == 0
    assert suspects.next() == "one"
    assert suspects.died("one", 1) == 0
    assert suspects.next() == "one"
    assert suspects.died("one", 1) == 3
