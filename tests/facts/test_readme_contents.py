"""What is found in a README, by structure and words; and what only looks like it."""

import pytest
from readme_text import present, read

OPENING = "# Tides\n\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("overview", "Forecasts the height of tides for twelve small harbours.\n"),
        ("overview", "## About\n\nA dashboard for harbour masters.\n"),
        ("problem", "## Why this exists\n\nHarbour masters close the lock by hand, often too late for small boats.\n"),
        ("problem", "The goal of this project is to warn harbour masters before the water gets too low for boats.\n"),
        ("problem", "**Goal:** warn boats before the water gets too low\n"),
        ("installation", "Nothing special.\n\n```\npip install -r requirements.txt\n```\n"),
        ("installation", "Create it with `conda env create -f environment.yml` first.\n"),
        ("installation", "1. Build the image: `docker build -t tides .`\n"),
        ("usage", "```\npython forecast.py --harbour north\n```\n"),
        ("usage", "Then `streamlit run app.py`.\n"),
        ("usage", "```python\nfrom tides import forecast\nforecast('north')\n```\n"),
        ("usage", "## How to use\n\n1. Choose a harbour\n2. Upload the gauge file\n3. Click forecast\n"),
        ("data", "## Data\n\nGauge readings of twelve harbours, one file per year.\n"),
        ("data", "We use [gauges](https://www.kaggle.com/datasets/someone/gauges).\n"),
        ("data", "The dataset contains 52,000 hourly readings with 14 columns.\n"),
        ("data", "- **Source:** the national gauge service\n\n## Dataset\n\n- 52,000 rows of readings\n"),
        ("methodology", "## How it works\n\nReadings are smoothed, then a seasonal model is fitted per harbour.\n"),
        ("methodology", "We trained a random forest and an LSTM on features made from the lagged readings.\n"),
        ("results", "## Findings\n\n- Wind explains most of the error, the moon only 12 % of it.\n"),
        ("results", "The best model was the LSTM, which outperformed the random forest by far.\n"),
        ("metrics", "The LSTM achieved an RMSE of 0.12 on the held-out year.\n"),
        ("metrics", "| Model | RMSE |\n|---|---|\n| LSTM | 0.12 |\n| Forest | 0.19 |\n"),
        ("metrics", "## Results\n\n- Accuracy: **91.5%**\n"),
        ("visuals", "![Forecast](docs/forecast.png)\n"),
        ("visuals", '<p align="center"><img src="docs/forecast.gif" width="600"></p>\n'),
        ("visuals", '<table><tr><td><img src="a.png"></td><td><img src="b.png"></td></tr></table>\n'),
        ("demo", "Try it: https://tides-north.streamlit.app\n"),
        ("demo", "[Live](https://huggingface.co/spaces/someone/tides)\n"),
        ("demo", "The live demo runs at [tides.example-harbour.io](https://tides.example-harbour.io).\n"),
        ("demo", '<a href="https://tides.onrender.com">Open</a>\n'),
        ("demo_video", "## Demo\n\n[Watch](https://youtu.be/abc123)\n"),
        ("tech_stack", "## Built with\n\n- Python\n- pandas\n- FastAPI\n"),
        ("tech_stack", "> Tech: Python, pandas, FastAPI, Docker\n"),
        ("tech_stack", "We built this with:\n\n- pandas\n- Flask\n- SQLite\n"),
        ("structure", "```\n├── app.py\n├── data\n│   └── gauges.csv\n```\n"),
        ("structure", "- `app.py`: the dashboard\n- `train.py`: fits the models\n- `data/`: readings\n"),
        ("testing", "Run `pytest -q` before you push.\n"),
        ("testing", "## Tests\n\nUnit tests cover the smoothing and the gauge parser.\n"),
        ("contributing", "Pull requests are welcome, please open an issue first.\n"),
        ("license", "Released under the MIT License.\n"),
        ("license", "![License: MIT](https://img.shields.io/badge/License-MIT-green.svg)\n"),
        ("contact", "## Author\n\nAda Example\n"),
        ("contact", "Made by Ada Example\n"),
        ("contact", "Questions: ada@harbour-lab.org\n"),
        ("contact", "[LinkedIn](https://www.linkedin.com/in/ada-example)\n"),
        ("roadmap", "- [ ] add the southern harbours\n- [x] add the northern ones\n"),
        ("roadmap", "## Next steps\n\n- Retrain every week\n"),
        ("references", "Thanks to the gauge service for their help with this.\n"),
        ("references", "Based on [this paper](https://arxiv.org/abs/2401.00001).\n"),
        ("references", "```\n@article{tides,\n  title={Tides}\n}\n```\n"),
        (
            "usage",
            "## How to use\n\n### 1. Pick a harbour\n\nUse the list.\n\n### 2. Forecast\n\nClick the button.\n",
        ),
        ("usage", "## Usage\n\n```bash\ntides north --days 3\n```\n"),
        ("usage", "### `npm start`\n\nOpens the page.\n"),
        ("usage", "To renew the model, run the `fit.ipynb` notebook.\n"),
        ("installation", "```\ndocker compose up\n```\n"),
        ("installation", "Create a virtual environment with what requirements.txt lists.\n"),
        ("testing", "### `npm test`\n\nStarts the runner.\n"),
        ("data", "Readings were scraped from the gauge service: 52,000 rows since 2011.\n"),
        ("data", "It learns from the North Sea Gauges dataset of last year.\n"),
        ("data", "Download the dataset from https://gauges.example-harbour.io/all first.\n"),
        ("data", "## Files\n\n- `gauges.csv`: cleaned dataset with one row an hour\n- `app.py`: the page\n"),
        ("methodology", "The forecast of the next day comes from a random forest.\n"),
        (
            "methodology",
            "Readings are fetched, parsed and stored. They are grouped by hour, joined with wind, then plotted.\n"
            "A query filters the storms, compares and sorts them in a small service with a cache.\n",
        ),
        (
            "results",
            "## Conclusion\n\nWind matters far more than the moon at the northern gauges. "
            "The lock could close an hour earlier on stormy days without loss.\n",
        ),
        ("metrics", "## Results\n\nBest accuracy: 0.858444399226778\n"),
        ("metrics", "## Results\n\nRMSE lies between 110 and 112 on the last winter.\n"),
        ("metrics", "## Findings\n\nAbout 72,458 boats passed the lock in a year.\n"),
        ("problem", "Which gauges warn a harbour master early enough?\n"),
        ("problem", "The goal is to help harbour masters to close the lock before small boats get into trouble.\n"),
        ("tech_stack", "Everything runs on flask, pandas and sqlite.\n"),
        (
            "tech_stack",
            "| Part | Made with |\n|---|---|\n| page | Streamlit |\n| store | SQLite |\n| model | XGBoost |\n",
        ),
        ("testing", "To check the gauges, run all of the scripts in `tests/` against the store.\n"),
        ("testing", "## Load testing\n\nOpen the page of the tool and start a hundred ferries.\n"),
        ("usage", "## How to use\n\n```dart\nvar tide = Tides('north');\nshow(tide);\n```\n"),
        ("usage", "```\nrosrun tides forecast\n```\n"),
        ("usage", "## Usage\n\nThe file `fill.sql` has the queries. Execute them against your own store.\n"),
        ("installation", "## Install\n\n```yaml\ndependencies:\n  tides: ^1.0\n```\n"),
        ("installation", "```\ndotnet build Tides.sln\n```\n"),
        ("visuals", "![snake map of the bay](docs/snake_map.png)\n"),
        ("demo_video", "https://github.com/user-attachments/assets/01234567-89ab-cdef-0123-456789abcdef\n"),
        ("demo_video", "| [![i](play.png)](https://youtu.be/abc123) | x |\n|---|---|\n| Demo video | Code |\n"),
        ("tech_stack", "## Requirements\n\n- gaugekit >= 0.3\n- shorelines\n"),
        ("tech_stack", "## Tech stack\n\n- Gauge Library\n- Shore Library\n- Ferry Toolkit\n"),
        ("tech_stack", "## Technologies\n\n```\n- Flask\n- the harbour service\n```\n"),
        ("tech_stack", "## Install\n\nYou need these libraries:\n\n- pandas for tables\n- xgboost for the model\n"),
        ("structure", "## Layout\n\n![tree](docs/tree.png)\n"),
        (
            "structure",
            "The folder `src/` has the code. Each notebook is in `notebooks/`. The file `app.py` is the page.\n",
        ),
        ("structure", "[a](one/) [b](two/) [c](three/x.ipynb) [d](four.py)\n"),
        ("structure", "`fit.py` trains it\\\n`page.py` shows the tides\n"),
        ("structure", "“gauges.csv”: readings of a year\n\n“page.py”: the page\n"),
        ("structure", "### 1. fit.py\n\nTrains it.\n\n### 2. page.py: the map\n\nShows it.\n"),
        ("structure", "| No. | Task |\n|---|---|\n| 1 | [Ebb](ebb) |\n| 2 | [Flow](flow) |\n"),
        ("structure", "## Structure\n\n- [Gauges](gauges)\n- [Map](map)\n"),
        ("structure", "## Structure\n\n```\n[\n  gauges  // readings\n  map  // the page\n]\n```\n"),
        ("contact", "## Author\n\n**Ada Example**\n"),
        ("contact", "## A dashboard by Ada Example\n\nShows tides.\n"),
        ("contact", "Ada Example, Bob Sample and Cy Model\n"),
        ("contact", "Ada Example © 2024\n"),
        ("references", "The smoothing follows Example et al. (2012).\n"),
        ("demo", "[Forecast](https://tides-north.onrender.com)\n"),
        ("demo", "A page for harbour masters.\n\n[tides.harbour-lab.io](https://tides.harbour-lab.io)\n"),
        ("demo", "## Deployment\n\nServed from https://a1b2c3.azurewebsites.net all year.\n"),
        ("demo_video", "## Video\n\nhttps://drive.google.com/file/d/1abc/view\n"),
        ("metrics", "Both winters were predicted with accuracies of 91\\% and 93\\%.\n"),
        ("results", "## Evaluation\n\nThe forest performed best, well ahead of the two linear models we tried.\n"),
        ("metrics", "### Forest: 92% accuracy\n\nPlanted on the readings of one winter.\n"),
        ("metrics", "Accuracy: 91.5%\n"),
        ("metrics", "![Accuracy](https://img.shields.io/badge/accuracy-91%25-green)\n"),
        (
            "metrics",
            "```\n              precision  recall\nlate              0.91    0.88\naccuracy          0.90\n```\n",
        ),
        ("metrics", "```text\nepoch 9: loss 0.231, val_accuracy 0.902\n```\n"),
        ("metrics", "## Models compared\n\n| Model | Train | Test |\n|---|---|---|\n| forest | 98.2% | 92.1% |\n"),
        (
            "metrics",
            "## Evaluation\n\n| | late | in time |\n|---|---|---|\n| late | 120 | 14 |\n| in time | 9 | 311 |\n",
        ),
        ("metrics", "We tell the target with 92% accuracy, two hours ahead.\n"),
        ("metrics", "The goal was to warn crews in time, and it achieved an F1 of 0.91.\n"),
        ("metrics", "## Usage\n\nThe saved forest has an accuracy of 91% on the last winter.\n"),
        ("metrics", "A new index cut the time of a query from 40 to 3 seconds.\n"),
        ("metrics", "As the chart shows, northern ferries wait the longest: 7.5 minutes.\n"),
        ("metrics", "The page answers with a latency of 120 ms.\n"),
        ("results", "Random forest performed better than the SVM.\n"),
        ("results", "We observed that old ferries are late twice as often as the new ones.\n"),
        (
            "results",
            "## Questions\n\n### Which line is late?\n\nAs you can see, the northern line waits the longest.\n",
        ),
        ("results", "## Season\n\nFinding: northern ferries are most often late in winter.\n"),
        ("results", "This forecast was ranked 12 of 300 in the harbour challenge.\n"),
        (
            "results",
            "## Key findings\n\n- Sundays are the busiest days of the week.\n- The northern line is late most often.\n",
        ),
        ("problem", "Ferries are often late because it is difficult to tell in time whether they can pass the bar.\n"),
        ("problem", "The aim of this work is to tell ferry crews a day ahead when the bar will be too shallow.\n"),
        (
            "problem",
            "## What is asked\n\n- When is the bar too shallow?\n- Which wind makes it worse?\n- Do moons matter?\n",
        ),
        ("data", "It was trained on hourly gauge data and on what the crews wrote down.\n"),
        ("data", "Forecasts rest on weather data from Meteolab, renewed each night.\n"),
        ("contact", "## Team (group 7)\n\n| Name | Part |\n|---|---|\n| Ada Example | models |\n"),
        ("results", "## Conclusion\n\nWe found that the moon matters less.\n"),
        ("license", "## The fine print\n\nApache 2.0\n"),
        ("license", "Terms: [MIT](LICENSE)\n"),
        ("contact", "Ada Example 20231234 & Bob Sample 20235678\n"),
        ("contact", "## Autor\n\nŁucja Żurawska-Ćwik\n"),
        ("contact", "### Data Scientist, nine years\n\n[LinkedIn](https://linkedin.com/in/ada-example)\n"),
        ("license", "## License\n\n```\nMIT License\n\nCopyright (c) 2024 Ada Example\n```\n"),
        ("contact", "🙋 Author\nAda Example\n---\n"),
        ("license", "📜 License\nFree to use under the MIT License.\n---\n"),
        ("roadmap", "## Further improvements\n\nA second buoy and a page for phones.\n"),
        ("roadmap", "As a next step, the model could also learn from the southern buoy.\n"),
        (
            "references",
            "More on this in [an article](https://medium.com/tide-lab/how-tides-work-in-narrow-bays-1a2b).\n",
        ),
        ("references", "The smoothing is adapted from [this code](https://github.com/someone/smoother).\n"),
        ("references", "## Useful resources\n\n- [Tide tables](https://tidetables.example-lab.io)\n"),
        ("contributing", "Please create a pull request with your gauge.\n"),
        ("tech_stack", "Tools: PostgreSQL\n"),
        ("roadmap", "Two of the gauges are broken at the moment, and retraining is not yet scheduled.\n"),
        ("references", "Credit: Tides for Beginners by Ada Example\n"),
        ("references", "Reference: https://smoothing.harbour-lab.io/how-it-works\n"),
        ("references", "## :books: Resources\n\n- [Tide tables](https://tidetables.example-lab.io)\n"),
        ("references", "The bar follows the curve proposed in the paper on narrow bays.\n"),
        ("references", "## Data\n\nExample, A., & Sample, B. (2014). Gauges of the north.\n"),
        ("references", "Lessons: https://www.coursera.org/learn/tides-and-harbours\n"),
        ("roadmap", "- Northern harbours\n- Southern harbours (coming up)\n"),
        ("roadmap", "| Harbour | State |\n|---|---|\n| North | ⏳ Planned |\n"),
        ("roadmap", "The limitations of the model are that it knows no storms and no ice.\n"),
        ("roadmap", "Mit mehr Daten könnten integriert werden: Wind, Eis und Schiffe der Häfen.\n"),
        ("roadmap", "## Áreas de mejora\n\nMás boyas y una página para teléfonos.\n"),
        ("contact", "**Author: Ada Example, Bob Sample**\n\n# Tides\n\nShows tides.\n"),
        ("contact", "Ada Sample\n\nShows the tides of twelve harbours.\n"),
        ("contact", "Ada Example, Bob Sample, and Cy Model\n"),
        ("contact", "- Ada Example (1234567)\n"),
        ("contact", "Part of my portfolio, see [ada-example.github.io](https://ada-example.github.io).\n"),
        ("contact", "## Studierende\n\n* Ada Example\n"),
        ("contact", "Questions: @ada-example\n"),
        ("overview", "## Goal\n\nTell every ferry a day ahead when the bar is deep enough.\n"),
        ("overview", "- a page with the tides of twelve harbours\n- renewed each hour\n"),
        ("overview", "## This project draws the tides of twelve harbours for small boats.\n"),
        ("overview", "## About\n\n### The page\n\nDraws the height of tides in twelve harbours for each hour.\n"),
        ("problem", "## Goal\n\nPredict the height of the water by reading twelve gauges each hour of the day.\n"),
        ("problem", "## Inspiration\n\nTwice last year we sat on the sand for half a day with our boat.\n"),
        ("problem", "## Why\n\n### Today\n\nThe lock is closed by hand, and small boats learn of it too late.\n"),
        ("problem", "The readings are smoothed each hour so that crews see the water and not the waves.\n"),
        ("problem", "My job is to figure out whether the lock should close an hour earlier in winter.\n"),
        ("contributing", "## Pull requests\n\n```\ngit checkout -b my-gauge\ngit push\n```\n"),
        ("data", "- **Data source:** Kaggle\n"),
        ("data", "## Ferries\n\nDataset = MNIST\n"),
        ("data", "- Data description\n  - gauges of the north\n  - gauges of the south\n"),
        ("data", "The notebook explores a northern harbour gauges dataset with plots.\n"),
        ("data", "We fine-tuned it on harbour-lab/GaugeDataset over two nights.\n"),
        ("data", "O modelo aprende com dados da Meteolab sobre as marés do porto.\n"),
        ("data", "Die Vorhersage beruht auf Meteolab-Daten und wird jede Nacht erneuert, mit dem Ziel der Warnung.\n"),
        ("data", "这是一个简单的爬虫，用于抓取港口网站的潮汐数据并进行展示。\n"),
        ("data", "The forecast was trained on weekly ferry records.\n"),
        ("data", "A small program that classifies the digits of MNIST with a forest.\n"),
        ("data", "About 52,000 images of buoys show what the crews see.\n"),
        ("data", "## Data\n\n- MNIST\n"),
        ("methodology", "## How I built this\n\nGauges call a small service, which writes a line for every wave.\n"),
        ("methodology", "## Architecture\n\n- Neural network\n"),
        ("methodology", "## Architecture\n\n![from gauge to page](docs/flow.png)\n"),
        ("methodology", "The ferries choose their way by minimax with three moves ahead.\n"),
        ("methodology", "## Random forest\n\n![importance of each gauge](docs/importance.png)\n"),
        (
            "methodology",
            "先抓取潮汐数据，清洗缺失值并提取特征。\n\n然后训练、评估和对比，最后用图表可视化，并预测明天的水位。\n",
        ),
        ("demo", "The forecast runs on tides-north.azurewebsites.net for all crews.\n"),
        (
            "demo",
            "## Live version\n\nSee [the page](https://harbour-lab.io/projects/tides-of-the-north).\n",
        ),
        (
            "demo",
            "## Made for crews\n\n- [North](https://public.tableau.com/views/North/Tides)\n"
            "- [South](https://public.tableau.com/views/South/Tides)\n- [East](https://public.tableau.com/views/East/Tides)\n",
        ),
        ("license", "## Licença\n\nCopyright 2024 Ada Example. Todos os direitos reservados.\n"),
        ("contact", "Made with ❤ by Ada Sample\n"),
        ("contact", "Ada Sample | Data Analyst\n"),
        ("contact", "Proyecto realizado por Ada Sample\n"),
        ("contact", "Phone: +44 20 7946 0000\n"),
        ("contact", "My name is Ada Sample and this was my last project at school.\n"),
        ("references", "[1] Example, A. and Sample, B. Gauges of the north. Harbour Conference, 2016.\n"),
        ("references", "A. Example, Tides and gauges, Harbour Letters 12(3), 45-67, 2019.\n"),
        ("references", "## Usage\n\nOriginal repository: https://github.com/someone/gauges-of-old\n"),
        ("roadmap", "🚧 Work in progress\n"),
        ("roadmap", "**Status:** In development\n"),
        ("roadmap", "## Usage\n\nRun the page.\n\nThe model could be improved with the readings of more years.\n"),
    ],
)
def test_content_is_found(content: str, text: str) -> None:
    assert content in present(OPENING + text)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("overview", "Tides\n"),
        ("overview", "```\npip install tides\n```\n"),
        ("problem", "Forecasts the height of tides.\n"),
        ("installation", "You need a computer.\n"),
        ("usage", "```\npip install -r requirements.txt\n```\n"),
        ("data", "The data is stored in a database.\n"),
        ("metrics", "We split the data into 80% train and 20% test.\n"),
        ("metrics", "Accuracy and recall are computed for each harbour.\n"),
        ("metrics", "Target: F1 ≥ 0.95 at the end of the year.\n"),
        ("metrics", "The learning rate is 0.001 and the dropout 0.5.\n"),
        ("visuals", "![CI](https://img.shields.io/badge/build-passing-green.svg)\n"),
        ("visuals", "![build](https://github.com/a/b/actions/workflows/ci.yml/badge.svg)\n"),
        ("visuals", '<img src="assets/logo.png" width="300">\n'),
        ("visuals", '<img src="https://cdn.example.org/python.svg" width="24">\n'),
        ("visuals", "![stats](https://github-readme-stats.vercel.app/api?username=ada)\n"),
        ("visuals", "![typing](https://readme-typing-svg.herokuapp.com?lines=hello)\n"),
        ("visuals", "![](docs/banner.png)\n"),
        ("demo", "[Colab](https://colab.research.google.com/github/a/b/blob/main/x.ipynb)\n"),
        ("demo", "[![Binder](https://mybinder.org/badge_logo.svg)](https://mybinder.org/v2/gh/a/b)\n"),
        ("demo", "Live demo on http://localhost:8501 after the start.\n"),
        ("demo", "Open http://127.0.0.1:5000 or http://192.168.0.7:8080 for the live app.\n"),
        ("demo", "Live demo: https://www.youtube.com/watch?v=abc\n"),
        ("demo", "Try the [data](https://www.kaggle.com/datasets/a/b) online.\n"),
        ("demo", "Live code on https://github.com/a/b\n"),
        ("demo", "Made with [Streamlit](https://streamlit.io) and hosted on [Render](https://render.com).\n"),
        ("demo", "The app was hosted at https://tides.herokuapp.com but is no longer online.\n"),
        ("demo", "<!-- https://tides.streamlit.app -->\n"),
        ("demo", "See the [documentation](https://project.github.io/project/).\n"),
        ("demo", "Portfolio of the author: https://ada.github.io\n"),
        ("demo", "Shared for a day at https://abc123.gradio.live\n"),
        ("demo_video", "Learn it in this [course](https://www.youtube.com/watch?v=abc).\n"),
        ("tech_stack", "## Requirements\n\n- Python 3.10\n- Docker\n"),
        ("structure", "## Structure\n"),
        ("testing", "## Tech Stack\n\n- unittest\n- flask\n"),
        ("license", "## License\n\nFor personal learning only.\n"),
        ("license", "## License\n\nUnder the [name of the license].\n"),
        ("contact", "Predicted by the model at noon.\n"),
        ("roadmap", "- [x] all done here\n"),
        ("references", "## Credit History\n\n- Age of each account in months\n"),
        ("installation", "```\ngit clone https://github.com/ada/tides\ncd tides\n```\n"),
        ("problem", "The project aims to predict the height of tides from the readings of twelve gauges.\n"),
        ("problem", "## Troubleshooting\n\nIf you see an error about the port, choose another one for the page.\n"),
        ("contributing", "## Contributors\n\n- Ada Example\n- Bob Sample\n"),
        ("license", "- OpenCV (Apache 2 License)\n"),
        ("license", "All rights reserved.\n"),
        ("contact", "Test account:\n\n- Email: guest@tides-app.io\n- Password: guest\n"),
        ("contact", "## Feedback\n\nI welcome feedback from all.\n"),
        ("contact", "See [this post](https://twitter.com/ada/status/123).\n"),
        ("references", "Project based on the cookiecutter data science project template.\n"),
        ("references", "```\n@misc{tides,\n  url={https://github.com/ada/tides}\n}\n```\n"),
        ("demo", "[Live demo](https://your-app-name.onrender.com)\n"),
        ("demo", "Deploy your page with [Bootswatch](https://bootswatch.com/) themes.\n"),
        ("demo", "Questions go to https://t.me/ada_example\n"),
        ("visuals", "![boats](https://www.harbour-magazine.com/photos/boats.jpg)\n"),
        ("visuals", "![demo](docs/demo.mp4)\n"),
        ("visuals", "## Team\n\n![Ada](docs/ada.png)\n"),
        ("visuals", "![certificate](docs/certificate.png)\n"),
        ("testing", "```\npython test.py --model best.pt\n```\n"),
        ("structure", "## Data structure\n\n- height\n- hour\n"),
        ("demo", "## Deployment\n\n- Data: [gauges](http://gauges.harbour-lab.io/all.pdf)\n"),
        ("demo", "Source: [https://tides.harbour-lab.io](https://tides.harbour-lab.io)\n"),
        ("visuals", "![Screenshot](path/to/screenshot.png)\n"),
        ("contact", "Your Name - [@twitter_handle](https://twitter.com/twitter_handle)\n"),
        ("contact", "## Author\n\n[Your Name] - [LinkedIn](https://linkedin.com/in/your-profile)\n"),
        ("roadmap", "- [ ] Nested Feature\n"),
        ("demo", "Inspired by https://other-tides.streamlit.app, a page of Bob.\n"),
        ("demo", "A similar project is [Waves](https://waves-north.streamlit.app).\n"),
        ("metrics", "| Model | Accuracy | F1 |\n|---|---|---|\n| LSTM | 0.XX | 0.XX |\n"),
        ("metrics", "## Results\n\n- F1: 0.XX\n"),
        ("metrics", "Sample et al. (2019) achieved an accuracy of 92% on these gauges.\n"),
        ("metrics", "The original paper reports 99.1% accuracy for the northern bay.\n"),
        ("metrics", "We stop training when the validation accuracy exceeds 0.95 twice.\n"),
        ("roadmap", "## Roadmap\n\nNothing here yet.\n"),
        ("contact", "## Contact\n\nText goes here.\n"),
        ("references", "## References\n\nDetails will follow.\n"),
        ("installation", "We will add `pip install tides` later, once it is published.\n"),
        ("demo", "```\ncurl https://your-api-url.onrender.com/predict\n```\n"),
        (
            "demo",
            "A full write-up is available [here](https://ada-example.io/2024-05-tides-in-narrow-bays-explained).\n",
        ),
        ("demo", "Readings are scraped from [the gauge service](https://gauges.harbour-lab.io), live every hour.\n"),
        (
            "demo",
            "## Made with\n\n- [Maps](https://map-kit.netlify.app/)\n- [Charts](https://c.io)\n- [Dates](https://d.io)\n",
        ),
        (
            "demo",
            "To choose an embedding for your language, look at the large "
            "[table of scores](https://huggingface.co/spaces/judge/ranks) that others keep, and read its notes.\n",
        ),
        ("metrics", "If precision were 1%, the crews would soon ignore all of the warnings.\n"),
        ("metrics", "The bars show a 95% confidence interval of the AUC.\n"),
        ("metrics", "Readings with a quality score < 0.6 are thrown away before.\n"),
        ("metrics", "## Problem\n\nRaise the share of ferries in time by 10% until the summer, with good accuracy.\n"),
        ("results", "## Results\n\nThe results of all of the runs can be found in the notebook at the end.\n"),
        ("results", "## Evaluation\n\nEach answer is sorted by hand into one of 4 classes, twice, by 2 readers.\n"),
        ("results", "## Results\n\n- Explore which of the harbours is the most important one for the ferry.\n"),
        ("metrics", "We aim for an accuracy of 95% in the next winter.\n"),
        ("metrics", "## Metrics\n\nShare of the error:\n\n- 0–10%: good\n- 10–20%: fair\n- Above 20%: poor\n"),
        ("metrics", "```python\nmodel.compile(loss='mse', metrics=['accuracy'], rate=0.01)\n```\n"),
        ("metrics", "## Setup\n\n| Option | Default |\n|---|---|\n| smoothing | 0.25 |\n| decay | 0.95 |\n"),
        ("metrics", "## Dataset\n\n| hour | height |\n|---|---|\n| 1 | 3.25 |\n| 2 | 3.61 |\n"),
        ("results", "The model must achieve a recall of more than 90% before it may warn the crews.\n"),
        ("results", "The model with the highest score is selected and then tuned by GridSearchCV.\n"),
        ("results", "Transformers have achieved great things in many fields, and XGBoost often outperforms others.\n"),
        ("results", "I found that it is easiest to install the package with conda before the first start.\n"),
        ("results", "## Results\n\nAll charts and the highest and lowest gauges are in the folder of the last run.\n"),
        (
            "results",
            "## Insights\n\n- Which harbour has the highest number of late ferries?\n- Which day is the busiest?\n",
        ),
        ("results", "## Results\n\nThe results help harbour masters to make better decisions on stormy days.\n"),
        ("results", "## Conclusion\n\nThe busiest line is __ and the highest tide of the year was at __ that day.\n"),
        (
            "results",
            "## Plans for the future\n\n### Performance\n\n- Improved response times\n- Fewer and smaller queries\n",
        ),
        ("results", "## Learning outcomes\n\n- Write better queries and most of the charts by hand, with more care\n"),
        ("references", "Each column is derived from the reading before it.\n"),
        ("references", "Thank you for your interest in the tides of our harbour.\n"),
        ("references", "## Resources\n\n- [Report](docs/report.pdf)\n- [Notebook](tides.ipynb)\n"),
        ("contact", "Have a look at pyproject.toml for the settings of the linter.\n"),
        ("contact", "- REST API: developer-friendly answers for other programs.\n"),
        ("contact", "## Credits\n\nThanks to:\n\n- [Bob Sample](https://www.linkedin.com/in/bob-sample)\n"),
        ("contributing", "The archive holds commits, pull requests and issues of ten years.\n"),
        ("testing", "```\nconda create -n tides pandas pytest jupyter\n```\n"),
        ("testing", "## Hypothesis tests\n\nA t-test compares the northern with the southern harbours.\n"),
        ("testing", "## Test the model\n\nChoose a harbour on the page and see what it says.\n"),
        ("roadmap", "## Next steps\n\n- [ ] Install the packages\n- [ ] Run the server\n- [ ] Open the page\n"),
        ("roadmap", "The page will be available at http://localhost:8000 after some seconds.\n"),
        ("structure", "```\n┌─────────┐   ┌────────┐\n│ gauges  │──▶│ model  │\n└─────────┘   └────────┘\n```\n"),
        ("structure", "## Scores\n\n| File | RMSE |\n|---|---|\n| forest.pt | 0.12 |\n| linear.pt | 0.19 |\n"),
        ("structure", "## UI/UX\n\nBlue.\n\n## Day/Night\n\nDark.\n"),
        ("contributing", "The largest contributions are the moon and the wind.\n"),
        ("structure", "## Model structure\n\n- two layers\n- one output\n"),
        ("visuals", "![us](docs/harbourlogo2.png)\n"),
        (
            "tech_stack",
            "## Scores\n\n| Model | RMSE |\n|---|---|\n| XGBoost | 1.2 |\n| LightGBM | 1.3 |\n| CatBoost | 1.4 |\n",
        ),
        ("testing", "## Installation & Test\n\nTo try it, get the branch for tides, then open its page.\n"),
        ("usage", "The analysis of the tides is kept in a jupyter notebook, with all of its plots.\n"),
        ("usage", "## Snakemake\n\nSteps depend on each other.\n"),
        ("usage", "Packages of R:\n\n```r\nlibrary(tides)\nlibrary(gauges)\n```\n"),
        ("visuals", "![TideBanner](https://github.com/user-attachments/assets/0123)\n"),
        ("visuals", "![](https://octodex.github.com/images/surf.png)\n"),
        ("tech_stack", "Install dependencies: `pip install -r requirements.txt`\n"),
        ("tech_stack", "**Prerequisites:** Node.js\n"),
        ("tech_stack", "## Required libraries\n\n`pip install gaugekit`\n"),
        (
            "tech_stack",
            "![Python](https://img.shields.io/badge/python-3.12-blue.svg) ![tests](https://img.shields.io/github/a/b) "
            "![lint](https://img.shields.io/github/c?logo=githubactions) ![cov](https://img.shields.io/github/d)\n",
        ),
        ("structure", "## Folder structure of the dataset\n\n```\n├── ebb\n└── flow\n    └── north\n```\n"),
        ("structure", "[a](plots/ebb.png) [b](plots/flow.png) [c](plots/wind.png) [d](plots/moon.png)\n"),
        ("structure", "- Flask/Django: the page\n- XGBoost/LightGBM: the model\n- Ebb/Flow: what it tells\n"),
        ("methodology", "## Training\n\n```\npython train.py --model forest\n```\n"),
        ("problem", "## Questions\n\nIf you have any questions about the tides, feel free to reach out to me!\n"),
        ("problem", "If your boat is on the list of large ones, it is difficult to see, so press the second button.\n"),
        (
            "methodology",
            "Hi there! I'm Ada, welcome to my profile.\n\nI am a student who likes random forests a lot.\n",
        ),
        ("references", "Inspiration: love for the sea\n"),
        ("references", "Files are checked for their ISBN by the library.\n"),
        ("references", "Shown with code by [Ada](https://github.com/ada-example).\n"),
        ("references", "The gauges are those of https://paperswithcode.com/dataset/gauges today.\n"),
        (
            "roadmap",
            "## Problem\n\nMany harbours plan to close their locks at low water, and crews learn of it too late.\n",
        ),
        ("roadmap", "We overcome these limitations of older tables with a model for each of the harbours.\n"),
        ("roadmap", "## Changelog\n\n- 1.1: two more harbours and a faster page\n"),
        ("roadmap", "Os dados ajudam no planejamento das viagens entre os doze portos do norte.\n"),
        ("contact", "## Tides by Harbour Region\n\nEach harbour of the region has a page.\n"),
        ("contact", "The curve follows the implementation by [Bob](https://www.linkedin.com/in/bob-sample).\n"),
        ("contact", "## Contributors\n\n- [Your Name](https://github.com/yourusername)\n"),
        ("contact", "- [Dataset name]: Gauges\n- Project name: Tides\n"),
        ("contact", "## For students\n\nThe notebook has [exercises](https://tides.harbour-lab.io/exercises).\n"),
        ("overview", "Run the page with this command: make page\n"),
        ("overview", "This contains everything you need to run your app locally.\n"),
        ("overview", "## License\n\nhttps://harbour-lab.io/a/page/with/a/rather/long/address.html\n"),
        ("problem", "## Task 3\n\nDraw the height of the tides of all harbours in one chart with two axes.\n"),
        ("problem", "## Rules\n\nThe aim of a captain is to bring as many boats as possible through the lock.\n"),
        ("problem", "## Model\n\n- Purpose: smooths the readings of all the gauges\n"),
        ("problem", "Goal: https://harbour-lab.io/a/page/with/a/rather/long/address.html\n"),
        ("problem", "The page aims to build one forecast from the readings of twelve gauges and two buoys.\n"),
        (
            "problem",
            "## Features\n\n- Improve the forecast with readings that you took at your own harbour\n"
            "- This page helps to find the next high tide of all harbours\n",
        ),
        ("contributing", "Press the button to fork the repository, and your own page of tides is ready.\n"),
        ("contributing", "- Contributions to other projects on harbours\n"),
        ("data", "## Data Science\n\nA trade that I have been learning for two years now.\n"),
        ("data", "## 数据分析\n\n每周为港口画出水位图，并写下一段说明。\n"),
        ("data", "## Structure\n\n- data: all of the files that are needed\n"),
        ("data", "Connect new data sources to see more on the page.\n"),
        ("data", "Page 1: Home. The data of a visit includes nothing but the harbour.\n"),
        ("data", "The page was made by using SQL for data analysis on a rainy day.\n"),
        ("data", "A button saves the forecast of each harbour as tides.csv on your disk.\n"),
        ("data", "El código fuente está disponible en la página, con una base de datos vacía.\n"),
        ("data", "# Hi there\n\nI'm a sailor. Ask me about boats.\n\nI scraped data of 52,000 gauges once.\n"),
        ("methodology", "## Week 3 - Algorithms\n\n- sorting boats by their length and age\n"),
        ("methodology", "## Changing the model\n\nThe name of another one goes into the second cell.\n"),
        ("methodology", "## Solution\n\nThe whole way to it can be found in the report.\n"),
        ("methodology", "## Solution\n\nhttps://harbour-lab.io/files/2024/the-whole-way-to-the-lock-in-ten-steps\n"),
        ("methodology", "## Process\n\n![CI](https://img.shields.io/badge/build-passing-green.svg)\n"),
        ("methodology", "このリポジトリは機械学習の講座で使われる教材です。\n"),
        ("demo", "Open your-name.streamlit.app once it has been deployed.\n"),
        (
            "demo",
            "下载单个文件夹时，请复制该文件夹的网址，然后粘贴到 [Fetch](https://someone.github.io/Fetch/) "
            "网页的输入框中，再选择下载，解压以后即可使用全部数据文件。\n",
        ),
        ("contact", "## Methods\n\nThe embeddings were developed by Harbour Research for large ferries.\n"),
        ("contact", "Developed by using Python and Flask\n"),
        ("contact", "## Members\n\nMembers pay less than casual guests.\n"),
        ("contact", "Author: author of the table\n"),
        ("roadmap", "Planned trips of the crews are stored in the database each night.\n"),
        ("roadmap", "The page will be available at port 8000 after some seconds.\n"),
        ("roadmap", "## Demo\n\nUnder construction\n"),
    ],
)
def test_what_only_looks_like_it_is_absent(content: str, text: str) -> None:
    assert content not in present(OPENING + text)


HEADINGS = (
    "Overview", "Problem", "Installation", "Usage", "Data", "Methodology", "Results", "Screenshots", "Demo",
    "Tech Stack", "Project Structure", "Tests", "Contributing", "License", "Contact", "Roadmap", "References",
)  # fmt: skip


@pytest.mark.parametrize("filler", ["", "TODO", "TBD", "Coming soon.", "_To be added_", "Describe your project here."])
def test_bare_headings_and_templates_have_no_contents(filler: str) -> None:
    text = "# Project Title\n\n" + "".join(f"## {heading}\n\n{filler}\n\n" for heading in HEADINGS)
    assert present(text) == set()


def test_a_template_is_called_one_and_shows_where() -> None:
    facts = read("# Title\n\n## Installation\n\nTODO\n\n## Usage\n\nTODO\n")
    assert facts.template_only
    assert [place.line for place in facts.placeholders] == [5, 9]


def test_a_real_readme_with_one_placeholder_is_no_template() -> None:
    facts = read("# Tides\n\nThis project forecasts the height of tides for small harbours.\n\n## Usage\n\nTODO\n")
    assert not facts.template_only
    assert len(facts.placeholders) == 1


@pytest.mark.parametrize(
    "sentence", ["No results yet.", "Not deployed yet.", "Will add Docker later.", "Tests coming soon."]
)
def test_promises_are_absence(sentence: str) -> None:
    heading = {"N": "Results", "W": "Installation", "T": "Tests"}[sentence[0]]
    assert present(f"# Tides\n\n## {heading}\n\n{sentence}\n") <= {"roadmap"}


def test_headings_written_as_bare_lines_count() -> None:
    text = "Tides\n\nOverview\n\nForecasts tides for harbours.\n\n🛠️ Tools and Technologies\n\npandas, numpy\n"
    text += "\nLicense\n\nMIT License\n"
    assert {"overview", "tech_stack", "license"} <= present(text)


def test_a_table_of_contents_is_no_content() -> None:
    text = "# Tides\n\n- [Results](#results)\n- [License](#license)\n- [Contact](#contact)\n- [Author](#author)\n"
    assert present(text) == set()


def test_each_present_content_has_evidence_in_the_readme() -> None:
    text = "# Tides\n\nThis project forecasts tides.\n\n## License\n\nReleased under the MIT License.\n"
    for content in read(text).contents:
        assert bool(content.evidence) == content.present
        for place in content.evidence:
            assert place.path == "README.md"
            assert place.line is not None and 1 <= place.line <= 7
            assert len(place.excerpt) <= 200


def test_evidence_is_shown_in_plain_text() -> None:
    facts = read("# T\n\nThis project \u202eforecasts \x1b[31mtides for harbours.\n")
    excerpt = facts.content("overview").evidence[0].excerpt
    assert "\u202e" not in excerpt
    assert "\x1b" not in excerpt


def test_sections_know_what_was_found_in_them() -> None:
    facts = read("# Tides\n\n## Set it up\n\n```\npip install tides\n```\n")
    assert facts.sections[1].contents == ("installation",)


def test_structure_is_surer_than_a_guess() -> None:
    sure = read("# T\n\n```\npip install -r requirements.txt\n```\n").content("installation").certainty
    assert sure >= 90
    assert read("# T\n\nBased on https://arxiv.org/abs/2401.00001\n").content("references").certainty < sure


def test_front_matter_of_model_hubs_is_no_prose_but_names_the_license() -> None:
    facts = read("---\nlicense: apache-2.0\ntags:\n- tides\n---\n# Tides\n")
    assert facts.content("license").present
    assert not facts.content("overview").present


@pytest.mark.parametrize(
    "said",
    [
        "The mean absolute error is 4.3 bikes an hour.",
        "The model reaches an MAE of 4.3.",
        "The mean absolute error falls from 9.1 to 4.3 bikes an hour, enough to plan the night shift.",
    ],
)
def test_an_error_in_the_unit_of_the_target_is_a_metric(said: str) -> None:
    assert "metrics" in present(f"# Bike demand\n\n## Findings\n\n{said}\n")


def test_a_count_of_rows_beside_a_metric_is_no_result() -> None:
    assert "metrics" not in present("# Bike demand\n\n## Method\n\nModels are compared by RMSE on 1,200 rows.\n")


def test_todo_among_other_words_is_no_placeholder() -> None:
    assert not read("# Mareas\n\nPronostica mareas.\n\n```\nmake test  # Todo + cobertura\n```\n").placeholders
    assert not read("# Tasks\n\nA todo list for small teams with reminders.\n").placeholders
    assert read("# Tides\n\nForecasts tides.\n\n## Results\n\nTODO\n").placeholders
    assert read("# Tides\n\nForecasts tides.\n\n## Results\n\ntodo: write this\n").placeholders


@pytest.mark.parametrize(
    "text",
    [
        "A TODO list app with FastAPI.",
        "TODO app",
        "My TODO manager",
        "TODO List",
        "Each TODO has a date.",
        "A TODO-API.",
    ],
)
def test_a_list_of_to_dos_is_no_note_to_oneself(text: str) -> None:
    assert not read(f"# Tasks\n\n{text}\n").placeholders


@pytest.mark.parametrize("text", ["TODO", "TODO: list the data", "TODO add tests", "Results: TODO", "todo: the rest"])
def test_a_note_to_oneself_stays_one(text: str) -> None:
    assert read(f"# Tasks\n\n{text}\n").placeholders


@pytest.mark.parametrize(
    "text",
    [
        "Set the key first:\n\n```\nMYSQL_USER=<your_mysql_user>\n```\n",
        "```python\ncolumns = ['title', 'year']\n```\n",
        "Models are saved in `models/<name>/` and the plots will be saved in `out/`.\n",
        "Add your API key to the `.env` file.\n\nThen start it.\n",
        "See the [Dashboard] (http://localhost:8081) for more.\n",
        "git clone [https://github.com/ada/tides.git]\n",
        "Everything had to be written in one language for the harbour.\n",
        "Your username appears right below the map, as the picture shows.\n",
        "| columns | list | ['title', 'height'] | which to plot |\n|---|---|---|---|\n| a | b | c | d |\n",
    ],
)
def test_what_the_reader_is_to_fill_in_is_no_template_text(text: str) -> None:
    assert read(f"# Tides\n\nForecasts the tides of twelve harbours.\n\n## Use\n\n{text}").placeholders == ()


LARAVEL = """# Tides

## About Laravel

Laravel is a web application framework with a syntax of its own. It takes care of routing and queues.

## Contributing

Thank you for considering contributing to the Laravel framework! The guide is in the documentation.

## License

The Laravel framework is open-sourced software licensed under the MIT license.
"""


def test_what_a_generator_wrote_is_not_of_the_project() -> None:
    assert present(LARAVEL) == set()


def test_sections_of_an_extension_s_template_are_not_of_the_project() -> None:
    text = '# tides\n\nThis is the README for your extension "tides".\n\n'
    text += "## Features\n\nDescribe what your extension does.\n\n"
    text += "## Known Issues\n\nCalling out known issues can limit duplicate issues against your extension.\n"
    assert present(text) == set()


def test_an_author_s_own_words_beside_a_generator_s_count() -> None:
    own = "Forecasts tides for twelve harbours.\n\n## Contributing\n\nSend a pull request with your gauge.\n"
    text = LARAVEL.replace("# Tides\n", f"# Tides\n\n{own}", 1)
    assert present(text) == {"overview", "contributing"}


def test_the_commands_of_a_generator_s_readme_still_run() -> None:
    text = "# Getting Started with Create React App\n\nThis project was bootstrapped with Create React App.\n\n"
    text += "## Available Scripts\n\n### `npm start`\n\nRuns the app.\n\n### `npm test`\n\nLaunches the runner.\n"
    assert present(text) == {"usage", "testing"}


def test_a_profile_shows_its_owner_s_site() -> None:
    text = "# Hi there, I'm Ada\n\nI'm currently learning.\n\n🌐 Portfolio: [ada.github.io](https://ada.github.io)\n"
    assert "demo" in present(text)


def test_an_underlined_paragraph_is_text_and_no_heading() -> None:
    facts = read("# Tides\n\nLicense\nFree under the MIT License.\n---\n\nMore.\n")
    assert [section.title for section in facts.sections] == ["Tides"]
    assert facts.content("license").present
    assert read("# Tides\n\nUsage\n---\n\nMore.\n").sections[1].title == "Usage"


def test_a_row_of_a_table_is_quoted_from_its_own_line() -> None:
    facts = read("# Tides\n\n| Name | RMSE |\n|---|---|\n| Moon | none |\n| LSTM | 0.12 |\n")
    assert [(place.line, place.excerpt) for place in facts.content("metrics").evidence] == [(6, "LSTM | 0.12")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mean wait 18 s vs 27 s for the nearest-car rule over 100 episodes.",
        "The bot wins 83 of 100 games against random.",
        "Pipes from before 1960 leak 5 times as often.",
        "Sales peak on Fridays; the north region sells most.",
        "Customers who pay by invoice leave twice as often as others.",
    ],
)
def test_how_much_of_something_is_a_result_where_results_are_told(sentence: str) -> None:
    assert read(f"# Bikes\n\nForecasts bikes.\n\n## Results\n\n{sentence}\n").content("results").present
    assert not read(f"# Bikes\n\nForecasts bikes.\n\n## Data\n\n{sentence}\n").content("results").present


@pytest.mark.parametrize(
    "sentence",
    [
        "The goal is an accuracy of more than 90 %.",
        "More results in the report.",
        "See the notebook for all 5 results.",
    ],
)
def test_an_aim_or_a_pointer_is_no_result(sentence: str) -> None:
    assert not read(f"# Bikes\n\nForecasts bikes.\n\n## Results\n\n{sentence}\n").content("results").present
