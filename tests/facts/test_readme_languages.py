"""READMEs in many languages: what they are written in, and what is found in them."""

import pytest
from readme_text import present, read

from portfolio_audit.knowledge import load, names

EXAMPLES = {
    "en": (
        "Tides",
        "This project forecasts the height of tides.",
        "Getting started",
        "License",
        "This is released under the MIT license, so you can use it for your own work.",
    ),
    "es": (
        "Mareas",
        "Este proyecto predice la altura de las mareas en los puertos.",
        "Instalación",
        "Licencia",
        "Este proyecto está bajo la licencia MIT.",
    ),
    "pt": (
        "Marés",
        "Este projeto prevê a altura das marés nos portos do país.",
        "Instalação",
        "Licença",
        "Este projeto está sob a licença MIT e não tem custos.",
    ),
    "fr": (
        "Marées",
        "Ce projet prévoit la hauteur des marées dans les ports.",
        "Installation",
        "Licence",
        "Ce projet est sous licence MIT.",
    ),
    "de": (
        "Gezeiten",
        "Dieses Projekt sagt die Höhe der Gezeiten für die Häfen voraus.",
        "Einrichtung",
        "Lizenz",
        "Das Projekt steht unter der MIT-Lizenz.",
    ),
    "it": (
        "Maree",
        "Questo progetto prevede l'altezza delle maree nei porti della costa.",
        "Installazione",
        "Licenza",
        "Il progetto è rilasciato con licenza MIT.",
    ),
    "ru": (
        "Приливы",
        "Этот проект предсказывает высоту приливов для портов.",
        "Установка",
        "Лицензия",
        "Проект распространяется под лицензией MIT.",
    ),
    "tr": (
        "Gelgit",
        "Bu proje limanlar için gelgit yüksekliğini tahmin eden bir uygulamadır.",
        "Kurulum",
        "Lisans",
        "Bu proje MIT lisansı ile ve açık olarak sunulur.",
    ),
    "id": (
        "Pasang surut",
        "Proyek ini memprediksi tinggi pasang surut untuk pelabuhan kecil dan besar.",
        "Instalasi",
        "Lisensi",
        "Proyek ini dirilis dengan lisensi MIT.",
    ),
    "zh": (
        "潮汐",
        "本项目用于预测港口潮汐的高度。",
        "安装",
        "许可证",
        "本项目采用 MIT 许可证。",
    ),
    "ja": (
        "潮汐",
        "このプロジェクトは港の潮の高さを予測します。",
        "インストール",
        "ライセンス",
        "MITライセンスです。",
    ),
    "ko": (
        "조석",
        "이 프로젝트는 항구의 조석 높이를 예측합니다.",
        "설치",
        "라이선스",
        "MIT 라이선스를 따릅니다.",
    ),
    "hi": (
        "ज्वार",
        "यह प्रोजेक्ट बंदरगाहों के लिए ज्वार की ऊंचाई बताता है।",
        "स्थापना",
        "लाइसेंस",
        "यह MIT लाइसेंस के अंतर्गत है।",
    ),
    "ar": (
        "المد",
        "هذا المشروع يتوقع ارتفاع المد في الموانئ الصغيرة.",
        "التثبيت",
        "الترخيص",
        "هذا المشروع متاح تحت رخصة MIT.",
    ),
}
"""Title, what it is, the headings of installation and license, and the license itself."""
COMMAND = "```\npip install -r requirements.txt\n```"
READMES = {
    code: f"# {title}\n\n{what}\n\n## {setup}\n\n{COMMAND}\n\n## {license}\n\n{terms}\n"
    for code, (title, what, setup, license, terms) in EXAMPLES.items()
}


@pytest.mark.parametrize("code", sorted(READMES))
def test_the_language_is_told(code: str) -> None:
    assert read(READMES[code]).language == code


@pytest.mark.parametrize("code", sorted(READMES))
def test_contents_are_found_in_each_language(code: str) -> None:
    assert {"overview", "installation", "license"} <= present(READMES[code])


def test_every_language_file_has_a_labelled_example() -> None:
    assert {load(name)["code"] for name in names("languages")} == set(READMES)


def test_all_language_files_have_the_same_topics_and_cues() -> None:
    english = load("languages/en")
    for name in names("languages"):
        assert set(load(name)["headings"]) == set(english["headings"]), name
        assert set(load(name)["cues"]) <= set(english["cues"]), name


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("problem", "# M\n\n## Objetivo\n\nAvisar a los puertos antes de que el agua baje demasiado.\n"),
        ("results", "# M\n\n## Résultats\n\nLe meilleur modèle est la forêt aléatoire, avec une erreur de 0,12.\n"),
        ("metrics", "# M\n\nDas Modell erreichte eine Genauigkeit von 91,5 % auf den Testdaten.\n"),
        ("metrics", "# M\n\n## 结果\n\n准确率达到 91.5%，优于基线。\n"),
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
