"""Many patterns at once say what each of them says by itself."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_audit.patterns import matcher

WORDS = st.text("ab.*?[]\n", max_size=6)


@given(patterns=st.lists(WORDS, max_size=5), text=WORDS)
def test_a_text_fits_when_one_pattern_fits(patterns: list[str], text: str) -> None:
    assert matcher(tuple(patterns))(text) == any(fnmatchcase(text, pattern) for pattern in patterns)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("pandas.read_csv", True),
        ("pandas.read_csvs", False),
        ("sklearn.svm.SVC.fit", True),
        ("fit", False),
        ("torch.nn.Linear", True),
        ("my.torch.nn", False),
        ("plot_residuals", True),
        ("torchvision.models.resnet18", True),
    ],
)
def test_stars_stand_where_patterns_have_them(text: str, fits: bool) -> None:
    assert matcher(("pandas.read_csv", "*.fit", "torch.*", "*residual*", "torch*.models.*"))(text) is fits
