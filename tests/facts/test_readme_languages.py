"""READMEs in many languages: what they are written in, and what is found in them."""

import re
from pathlib import Path

import pytest
from readme_text import present, read

from portfolio_audit.facts.readme.patterns import any_of
from portfolio_audit.knowledge import load, names
from portfolio_audit.model.facts import CONTENTS

READMES = {file.stem: file.read_text("utf-8") for file in (Path(__file__).parent / "languages").glob("*.md")}
"""One README for each language; its first line lists the contents that are there, all others are not."""


def labelled(text: str) -> set[str]:
    """The contents that an example says it has."""
    return set(text.partition("-->")[0].removeprefix("<!--").split())


@pytest.mark.parametrize("code", sorted(READMES))
def test_the_language_is_told(code: str) -> None:
    assert read(READMES[code]).language == code


@pytest.mark.parametrize("code", sorted(READMES))
def test_contents_are_found_in_each_language_and_no_others(code: str) -> None:
    assert present(READMES[code]) == labelled(READMES[code])


@pytest.mark.parametrize("code", sorted(READMES))
def test_labels_are_names_of_contents(code: str) -> None:
    assert labelled(READMES[code]) <= set(CONTENTS)
    assert len(labelled(READMES[code])) > 10


def test_every_language_file_has_a_labelled_example() -> None:
    assert {load(name)["code"] for name in names("languages")} == set(READMES)


def test_all_language_files_have_the_same_topics_and_cues() -> None:
    english = load("languages/en")
    for name in names("languages"):
        assert set(load(name)["headings"]) == set(english["headings"]), name
        assert set(load(name)["cues"]) <= set(english["cues"]), name


def test_pieces_of_expressions_are_known_by_the_same_names_in_all_languages() -> None:
    known = {*load("languages/en")["patterns"], "data_of"}
    for name in names("languages"):
        assert set(load(name).get("patterns", {})) <= known, name
    for key in known:
        assert re.compile(any_of(key)).search("") is None, key


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("problem", "# M\n\n## Objetivo\n\nAvisar a los puertos antes de que el agua baje demasiado.\n"),
        ("results", "# M\n\n## Résultats\n\nLe meilleur modèle est la forêt aléatoire, avec une erreur de 0,12.\n"),
        ("metrics", "# M\n\nDas Modell erreichte eine Genauigkeit von 91,5 % auf den Testdaten.\n"),
        ("metrics", "# M\n\n## 结果\n\n准确率达到 91.5%，优于基线。\n"),
        ("metrics", "# M\n\nEste modelo avisa a los puertos antes de que baje el agua.\n\n- Exactitud: 0,92\n"),
        ("metrics", "# M\n\n이 모델은 항구의 조수를 예측합니다.\n\n- 인식률 98%\n"),
        ("results", "# M\n\nLe modèle prévoit la marée des petits ports.\n\nLe plus performant est XGBoost.\n"),
        (
            "results",
            "# M\n\nModel ini memprediksi pasang surut untuk pelabuhan kecil.\n\nPerforma terbaik adalah XGBoost.\n",
        ),
        ("data", "# M\n\n## Данные\n\nПочасовые наблюдения двенадцати портов за пять лет.\n"),
        ("usage", "# M\n\n## Çalıştırma\n\n```\nstreamlit run app.py\n```\n"),
        ("tech_stack", "# M\n\n## 使用技術\n\n- Python\n- pandas\n- FastAPI\n"),
        ("contributing", "# M\n\n## Kontribusi\n\nSilakan fork dan buat pull request untuk perubahan.\n"),
        ("roadmap", "# M\n\n## Próximos passos\n\n- Treinar de novo toda semana\n"),
        ("structure", "# M\n\n## 프로젝트 구조\n\n- `app.py`: 화면\n- `train.py`: 학습\n"),
        ("contact", "# M\n\n## Autori\n\nAda Esempio\n"),
    ],
)
def test_headings_of_other_languages_count(content: str, text: str) -> None:
    assert content in present(text)


@pytest.mark.parametrize(
    "filler", ["Por hacer", "À compléter", "Em breve", "待补充", "準備中", "추후 작성", "Segera hadir"]
)
def test_placeholders_of_other_languages_are_absence(filler: str) -> None:
    assert present(f"# X\n\n## Results\n\n{filler}\n\n## Data\n\n{filler}\n") == set()


def test_an_unknown_language_is_none_and_structure_still_speaks() -> None:
    facts = read("# Vloed\n\nVoorspelt hoogwater.\n\n```\npip install -r requirements.txt\n```\n")
    assert facts.language is None
    assert facts.content("installation").certainty >= 90
    assert facts.content("data").certainty < 100
