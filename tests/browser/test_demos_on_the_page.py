"""A page that shows what was found at demos, as a browser shows it: pictures come out of the page alone."""

from playwright.sync_api import expect

from browser.watching import OpenPage
from outputs.test_visits import OTHER, looks, report
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.renderers import RENDERERS

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAE"
    "hQGAhKmMIQAAAABJRU5ErkJggg=="
)


def test_the_picture_of_a_demo_is_shown_and_nobody_is_asked_for_it(open_page: OpenPage) -> None:
    page = open_page(RENDERERS["html"](report(looks(Look(OTHER, "live", "it answers", picture=DOT)))), "#repo-trips")
    card = page.locator("#repo-trips")
    picture = card.get_by_role("img", name="The demo of trips as a visitor finds it")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => [image.complete, image.naturalWidth]") == [True, 1]
    expect(card.get_by_role("list", name="What was found at its demos")).to_contain_text("live")
