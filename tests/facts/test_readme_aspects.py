"""What a reviewer looks for within the contents of a README."""

import pytest
from readme_text import read

from portfolio_audit.model.facts import ASPECTS


def aspects(text: str) -> set[str]:
    """Names of the aspects that are there."""
    return {aspect.name for aspect in read(text).aspects if aspect.present}


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("# T\n\n## Steps\n\n- Apply data augmentation\n- Train the network\n", "preparation"),
        ("# T\n\nLos valores nulos se imputan con la mediana de cada barrio.\n", "preparation"),
        ("# T\n\n我们对数据进行了预处理，并填补了缺失值，然后训练模型。\n", "preparation"),
        ("# T\n\nA random forest forecasts the demand of each station.\n", "models"),
        ("# T\n\n## Logistic regression\n\nWe fit it on all rows of last year.\n", "models"),
        ("# T\n\n| model | MAE |\n|---|---|\n| ridge | 4.1 |\n| random forest | 3.8 |\n", "comparison"),
        ("# T\n\n- Ridge: 4.1\n- Random forest: 3.8\n", "comparison"),
        ("# T\n\n| modelo | MAE |\n|---|---|\n| mediana del barrio | 171 |\n| el nuestro | 94 |\n", "comparison"),
        ("# T\n\nUn bosque aleatorio estima el alquiler de cada piso de la ciudad.\n", "models"),
        ("# T\n\nEl modelo falla más en los áticos del centro.\n", "limits"),
        ("# T\n\nSeveral classification algorithms were tested on the data of June.\n", "comparison"),
        ("# T\n\nThe error is half of the baseline that repeats last week.\n", "comparison"),
        ("# T\n\n## Results\n\nROC AUC 0.84 on the last month, against 0.71 for logistic regression.\n", "comparison"),
        ("# T\n\n## Results\n\nThe forest has an MAE of 2.1 bikes; always guessing the mean has 4.8.\n", "comparison"),
        ("# T\n\n- Linear regression (baseline model)\n- Random forest\n", "comparison"),
        ("# T\n\n## Baseline\n\nLast week's value: 9.1 bikes.\n\n## Model\n\n4.3 bikes.\n", "comparison"),
        ("# T\n\n## Results\n\nThe error fell to 4.3 bikes, which means that one van less is needed.\n", "meaning"),
        ("# T\n\n## Ergebnisse\n\nDer Fehler sinkt auf 4,3 Räder, das bedeutet eine Fahrt weniger.\n", "meaning"),
        ("# T\n\n## Limitations\n\nThe data holds no events, so festivals surprise it.\n", "limits"),
        ("# T\n\nPerformance drops when plates are rotated or of low quality.\n", "limits"),
        ("# T\n\n## 課題\n\n雨の日の予測は誤差が大きく、データが足りないため改善が必要です。\n", "limits"),
        ("# T\n\nThe page is deployed on Render from the main branch.\n", "host"),
        ("# T\n\nPour déployer l'application, il y a deux possibilités :\n\n- Avec Pythonanywhere\n", "host"),
    ],
)  # fmt: skip
def test_an_aspect_is_found_in_any_words(text: str, aspect: str) -> None:
    assert aspect in aspects(text)


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("# T\n\nThis project is about bikes in the city and their riders.\n", "preparation"),
        ("# T\n\nThis project uses artificial intelligence to forecast demand.\n", "models"),
        ("# T\n\n| model | MAE |\n|---|---|\n| ridge | 4.1 |\n", "comparison"),
        ("# T\n\n## Model\n\n- Linear Regression (baseline model)\n", "comparison"),
        ("# T\n\n## Results\n\nAccuracy 0.91, F1 0.84 for the random forest on the test set.\n", "comparison"),
        ("# T\n\n| step | tool |\n|---|---|\n| grid search | 5 folds |\n| SMOTE | 0.5 |\n", "comparison"),
        ("# T\n\n## Tools\n\nThe insights page is written in Python with pandas and plotly.\n", "meaning"),
        ("# T\n\n## Limitations\n\nTODO\n", "limits"),
        ("# T\n\nIt will be deployed on Render soon.\n", "host"),
        ("# T\n\nThe charts render in the browser of every reader.\n", "host"),
    ],
)
def test_an_aspect_is_not_made_up(text: str, aspect: str) -> None:
    assert aspect not in aspects(text)


def test_every_aspect_has_its_place_and_its_evidence() -> None:
    found = read("# T\n\nMissing values are imputed before a random forest is trained.\n").aspects
    assert tuple(aspect.name for aspect in found) == ASPECTS
    assert [(place.line, place.path) for place in found[0].evidence] == [(3, "README.md")]


def test_a_template_has_no_aspects() -> None:
    assert read("# Project title\n\n## Limitations\n\nTODO\n\n## Results\n\nComing soon\n").aspects == ()


def test_a_second_readme_tells_in_which_other_language() -> None:
    spanish = (
        "# T\n\nEste proyecto predice cuántas bicicletas necesita cada estación de la ciudad en la próxima hora.\n"
    )
    assert read(spanish, **{"README.en.md": "# T\n\nIn English.\n"}).other_languages == ("en",)
    assert read(spanish).other_languages == ()


def test_sentences_name_what_is_to_be_started() -> None:
    text = "# T\n\nOpen the notebook eda.ipynb first.\n\n## Structure\n\nThe script helper.py is a helper.\n"
    found = read(text, **{"EDA.ipynb": "{}", "helper.py": ""}).starts
    assert [place.line for place in found] == [3]
