"""Near-duplicate projects of different students, and what must not be taken for one."""

from collections.abc import Iterator
from random import Random

import pytest

from facts_of import repo_of
from portfolio_audit.cohort.likeness import likenesses
from portfolio_audit.model.cohort import Likeness
from portfolio_audit.model.facts import CodeFacts
from portfolio_audit.model.sketches import SIZE

Sketch = tuple[int, ...]


def features(name: str, number: int) -> set[int]:
    """So many hashes that nobody else has."""
    random = Random(name)  # noqa: S311
    return {random.getrandbits(48) for _ in range(number)}


def sketch(*parts: set[int]) -> Sketch:
    """As `facts/sketch.py` makes it: the least hashes of a project."""
    return tuple(sorted(set().union(*parts))[:SIZE])


def one(login: str, *parts: set[int], name: str = "work") -> tuple[str, str, Sketch]:
    return login, name, sketch(*parts)


def others(number: int, *parts: set[int], size: int = 300) -> Iterator[tuple[str, str, Sketch]]:
    """Students who have these parts and something of their own."""
    for each in range(number):
        yield one(f"other-{each}", *parts, features(f"other {each}", size))


SHARED = features("shared", 400)
TEMPLATE = features("template", 400)


def test_two_students_with_the_same_code_are_found() -> None:
    found = likenesses([one("ada", SHARED), *others(20), one("bob", SHARED, name="mine")])
    assert found == (Likeness((("ada", "work"), ("bob", "mine")), 100),)


@pytest.mark.parametrize(("own", "least", "most"), [(50, 70, 90), (100, 55, 78)])
def test_a_copy_with_changes_is_found_with_about_its_share(own: int, least: int, most: int) -> None:
    found = likenesses([one("ada", SHARED, features("a", own)), one("bob", SHARED, features("b", own)), *others(20)])
    assert [each.projects for each in found] == [(("ada", "work"), ("bob", "work"))]
    assert least <= found[0].in_common <= most


def test_less_than_half_is_no_near_duplicate() -> None:
    assert likenesses([one("ada", SHARED, features("a", 600)), one("bob", SHARED, features("b", 600))]) == ()


def test_a_small_part_of_a_large_project_is_not_that_project() -> None:
    assert likenesses([one("ada", SHARED), one("bob", SHARED, features("b", 5000))]) == ()


def test_one_persons_own_projects_are_not_compared() -> None:
    assert likenesses([one("ada", SHARED), one("Ada", SHARED, name="again"), *others(3)]) == ()


def test_what_many_students_have_is_the_courses() -> None:
    assert likenesses([one("ada", TEMPLATE), one("bob", TEMPLATE), *others(5, TEMPLATE, size=30)]) == ()


def test_own_code_on_top_of_a_template_is_compared_without_the_template() -> None:
    copied = features("copied", 300)
    students = [one("ada", TEMPLATE, copied), one("bob", TEMPLATE, copied), *others(20, TEMPLATE)]
    assert likenesses(students) == (Likeness((("ada", "work"), ("bob", "work")), 100),)


def test_a_template_that_others_have_within_large_projects_accuses_nobody() -> None:
    small = [one("ada", features("template", 120), features("a", 30)), one("bob", features("template", 120))]
    assert likenesses([*small, *others(30, features("template", 120), size=900)]) == ()
    assert len(likenesses(small)) == 1


def test_small_copies_are_found_in_a_class_of_large_projects() -> None:
    idioms = features("idioms", 12)
    small = [one("ada", features("copied", 90), idioms), one("bob", features("copied", 90), idioms)]
    found = likenesses([*small, *others(30, idioms, size=900)])
    assert [each.projects for each in found] == [(("ada", "work"), ("bob", "work"))]


def test_course_material_is_taken_away_where_only_two_have_it() -> None:
    students = [one("ada", TEMPLATE, features("a", 40)), one("bob", TEMPLATE, features("b", 40)), *others(20)]
    assert len(likenesses(students)) == 1
    assert likenesses(students, [sketch(TEMPLATE)]) == ()


def test_too_little_of_their_own_says_nothing() -> None:
    assert likenesses([one("ada", features("few", 39)), one("bob", features("few", 39))]) == ()
    assert likenesses([one("ada", features("few", 40)), one("bob", features("few", 40))]) != ()
    assert likenesses([one("ada"), one("bob")]) == ()


def test_what_more_than_three_of_a_small_class_have_has_another_source() -> None:
    three = [one(name, SHARED) for name in ("ada", "bob", "cid")]
    assert likenesses([*three, *others(20)]) == (
        Likeness(tuple((name, "work") for name in ("ada", "bob", "cid")), 100),
    )
    assert likenesses([*three, one("dee", SHARED), *others(20)]) == ()


def test_what_all_of_three_students_have_has_another_source() -> None:
    own = [features(name, 100) for name in "abc"]
    assert likenesses([one("ada", TEMPLATE, own[0]), one("bob", TEMPLATE, own[1]), one("cid", TEMPLATE, own[2])]) == ()
    pair = likenesses([one("ada", TEMPLATE), one("bob", TEMPLATE), one("cid", own[2])])
    assert [each.projects for each in pair] == [(("ada", "work"), ("bob", "work"))]


def test_in_a_large_class_a_tenth_and_at_most_ten_may_share() -> None:
    ten = [one(f"student-{each}", SHARED) for each in range(10)]
    assert [len(each.projects) for each in likenesses([*ten, *others(90)])] == [10]
    assert likenesses([*ten, *others(60)]) == ()
    assert likenesses([*ten, one("another", SHARED), *others(300)]) == ()


def test_projects_that_are_alike_in_turn_are_one_group() -> None:
    a, b, c, d = (features(part, 100) for part in "abcd")
    students = [one("ada", a, b, c), one("bob", b, c, d), one("cid", c, d, features("e", 60)), *others(30)]
    assert [each.projects for each in likenesses(students)] == [(("ada", "work"), ("bob", "work"), ("cid", "work"))]


def test_the_order_of_the_sketches_changes_nothing_and_the_closest_come_first() -> None:
    near = [one("eve", features("e", 200)), one("fay", features("e", 200), features("f", 60))]
    students = [one("ada", SHARED), one("bob", SHARED), *near, *others(10)]
    found = likenesses(students)
    assert [each.projects[0][0] for each in found] == ["ada", "eve"]
    for seed in range(3):
        Random(seed).shuffle(students)  # noqa: S311
        assert likenesses(iter(students)) == found


def code_sketch(text: str) -> Sketch:
    code = repo_of({"work.py": text}).code
    assert isinstance(code, CodeFacts)
    return code.fingerprint


VERBS = ("cut", "scale", "join", "rank", "shift", "group", "mask", "bin")


def analysis(subject: str) -> str:
    return "\n".join(f"level = gauge.{one}_{subject}(height).{two}(zero, 'mean')" for one in VERBS for two in VERBS)


def test_a_copy_with_other_names_texts_and_order_is_found_in_real_code() -> None:
    lines = analysis("river").replace("level", "tide").replace("gauge", "buoy").replace("mean", "sum").split("\n")
    moved = "\n".join([*lines[32:], *lines[:32]])
    students = [("ada", "rivers", code_sketch(analysis("river"))), ("bob", "tides", code_sketch(moved))]
    rest = [(f"other-{name}", name, code_sketch(analysis(name))) for name in ("city", "bike", "bird", "star")]
    (found,) = likenesses([*students, *rest])
    assert found.projects == (("ada", "rivers"), ("bob", "tides"))
    assert found.in_common >= 90


GENERATED = """
def run(words):
    settings.configure(root.parent.parent, mode=words.mode)
    try:
        loader.load(words.first)
    except LoaderError as error:
        raise StartError(error.reason) from error
    server.listen(words.port, handler=routes.build(root.parent))
"""
"""What a framework's generator writes: up to ten features, as measured of those that are common among learners."""


def test_two_who_only_share_what_a_framework_generated_are_not_paired() -> None:
    short = [analysis(name).split("\n")[:36] for name in ("city", "bike")]
    ada, bob = (code_sketch(GENERATED + "\n".join(lines)) for lines in short)
    assert set(ada) & set(bob)
    assert likenesses([("ada", "shop", ada), ("bob", "blog", bob)]) == ()
