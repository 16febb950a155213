"""Each host imitated in each of its states, with the verdict that it must get."""

from strange_endpoints import SHELL, Case
from strange_server import Answer, Visit, json_reply, led_to, reply

GOES_ON = "<!doctype html><title>Bikes</title><script>location.replace('/bikes/?/map')</script><body></body>"


def _says(visit: Visit) -> None:
    visit.wait()


def hosted(host: str, url: str, *rows: tuple[str, Answer | None, str, str]) -> tuple[Case, ...]:
    """Cases of one host: what it is, what it answers, the verdict, and what the reason says."""
    return tuple(Case(name, answer, state, says, url=url, host=host) for name, answer, state, says in rows)


OWN = {
    "https://30days.streamlit.app/api/v2/app/status": json_reply('{"status":12}'),
    "https://huggingface.co/api/spaces/gradio/hello_world": json_reply("{}"),
}
"""Apps of the hosts' own, that their interfaces know."""


def told(host: str, url: str, asked: str, *rows: tuple[str, Answer, str, str]) -> tuple[Case, ...]:
    """Cases of a host whose interface is asked, while its page is the same whatever the app's state."""
    return tuple(
        Case(name, reply(200, SHELL), state, says, url=url, also={asked: answer, **OWN}, host=host)
        for name, answer, state, says in rows
    )


def _streamlit(status: int, viewers: str = "false") -> bytes:
    return json_reply(f'{{"status":{status},"viewerAuthEnabled":{viewers},"isCpuThrottled":false}}')


def _stage(stage: str) -> bytes:
    return json_reply(f'{{"id":"ada/bikes","runtime":{{"stage":"{stage}","hardware":{{"current":"cpu-basic"}}}}}}')


SPACE = "https://huggingface.co/api/spaces/ada/bikes"
TABLEAU = "https://public.tableau.com/profile/api/single_workbook/Bikes"

STREAMLIT = told(
    "Streamlit Community Cloud",
    "https://bikes.streamlit.app/",
    "https://bikes.streamlit.app/api/v2/app/status",
    ("runs", _streamlit(5), "live", "runs"),
    ("sleeps", _streamlit(12), "asleep", "12 hours"),
    ("has failed", _streamlit(10), "failing", "failed"),
    ("is for invited visitors", _streamlit(5, "true"), "login", "invited"),
    ("was deleted", json_reply("{}", 404), "gone", "does not exist"),
    ("is in a state that nobody knows", _streamlit(77), "unknown", "does not tell"),
    ("has an interface that fails", reply(503, "x"), "unknown", "503"),
    ("has an interface that says something else", json_reply('["status"]'), "unknown", "does not tell"),
    ("has an interface that says true", json_reply('{"status":true}'), "unknown", "does not tell"),
    ("has an interface that is no JSON", reply(200, SHELL), "unknown", "does not tell"),
    ("has a wall before its interface", reply(429, "x"), "unknown", "429"),
)
OLD_STREAMLIT = (
    Case(
        "redirects from an old address",
        led_to("https://bikes.streamlit.app/"),
        "asleep",
        "12 hours",
        url="https://share.streamlit.io/ada/bikes/main/app.py",
        also={
            "https://bikes.streamlit.app/": led_to("https://share.streamlit.io/ada/bikes/main/app.py"),
            "https://bikes.streamlit.app/api/v2/app/status": _streamlit(12),
        },
        host="Streamlit Community Cloud",
    ),
    Case(
        "is asked at its present address",
        None,
        "live",
        "runs",
        url="https://bikes.streamlitapp.com/",
        also={"https://bikes.streamlit.app/api/v2/app/status": _streamlit(5)},
        host="Streamlit Community Cloud",
    ),
)
UNTOLD_STREAMLIT = (
    Case(
        "is at an address that leads nowhere else",
        reply(200, SHELL),
        "unknown",
        "whatever is there",
        url="https://share.streamlit.io/ada/bikes/main/app.py",
        host="Streamlit Community Cloud",
    ),
    Case(
        "is at an address of which its interface cannot be asked",
        reply(200, SHELL),
        "unknown",
        "whatever is there",
        url="https://ada.bikes.streamlit.app/",
        host="Streamlit Community Cloud",
    ),
    Case(
        "leads to its login",
        led_to("https://share.streamlit.io/-/login"),
        "login",
        "Streamlit",
        url="https://share.streamlit.io/ada/bikes/main/app.py",
        also={"https://share.streamlit.io/-/login": reply()},
        host="Streamlit Community Cloud",
    ),
    Case(
        "has an interface that is not there any more",
        reply(200, SHELL),
        "unknown",
        "knows no app",
        url="https://bikes.streamlit.app/",
        host="Streamlit Community Cloud",
    ),
)
SPACES = told(
    "Hugging Face Spaces",
    "https://huggingface.co/spaces/ada/bikes",
    SPACE,
    ("runs", _stage("RUNNING"), "live", "runs"),
    ("runs while it is built anew", _stage("RUNNING_BUILDING"), "live", "runs"),
    ("sleeps", _stage("SLEEPING"), "asleep", "48 hours"),
    ("is stopped", _stage("STOPPED"), "asleep", "48 hours"),
    ("is paused", _stage("PAUSED"), "paused", "owner"),
    ("is being built", _stage("BUILDING"), "unknown", "starting"),
    ("could not be built", _stage("BUILD_ERROR"), "failing", "built"),
    ("has no app file", _stage("NO_APP_FILE"), "failing", "built"),
    ("has failed", _stage("RUNTIME_ERROR"), "failing", "failed"),
    ("is in a state that nobody knows", _stage("DREAMING"), "unknown", "does not tell"),
    ("is not there", json_reply("{}", 404), "gone", "private"),
    ("is private", json_reply("{}", 401, "X-Error-Code: RepoNotFound"), "gone", "private"),
    ("refuses to tell", json_reply("{}", 401), "unknown", "401"),
    ("wants fewer requests", reply(429, "x"), "unknown", "429"),
)
SUBDOMAIN = (
    Case(
        "is asked by its sub-domain",
        None,
        "paused",
        "owner",
        url="https://ada-bikes.hf.space/?__theme=dark",
        also={"https://huggingface.co/api/spaces/by-subdomain/ada-bikes": _stage("PAUSED")},
        host="Hugging Face Spaces",
    ),
    Case(
        "is asked by its static sub-domain",
        None,
        "live",
        "runs",
        url="https://ada-bikes.static.hf.space/index.html",
        also={"https://huggingface.co/api/spaces/by-subdomain/ada-bikes": _stage("RUNNING")},
        host="Hugging Face Spaces",
    ),
)
RENDER = hosted(
    "Render",
    "https://bikes.onrender.com/",
    ("answers", reply(), "live", "200"),
    ("has no server", reply(404, "Not Found", "x-render-routing: no-server"), "failing", "no service"),
    ("has no such page", reply(404, "Not Found", "x-render-routing: ok"), "gone", "404"),
    ("is waking", reply(503, b"", "x-render-routing: hibernate-wake-error"), "asleep", "waking"),
    ("is suspended", reply(503, "This service has been suspended by its owner."), "unknown", "suspended"),
    ("has trouble", reply(503, "Service Unavailable"), "unknown", "503"),
)
WAKING = (
    Case(
        "does not wake in time", _says, "unknown", "in time", "https://bikes.onrender.com/", quick=True, host="Render"
    ),
)
HEROKU_PAGE = '<iframe src="//www.herokucdn.com/error-pages/{}.html"></iframe>'
HEROKU = hosted(
    "Heroku",
    "https://bikes.herokuapp.com/",
    ("answers", reply(), "live", "200"),
    ("was removed", reply(404, HEROKU_PAGE.format("no-such-app")), "gone", "no app"),
    ("has failed", reply(503, HEROKU_PAGE.format("application-error")), "unknown", "may pass"),
    ("has failed in its new way", reply(503, "<title>Application Error</title>"), "unknown", "may pass"),
    ("has no such page", reply(404, "my own page"), "gone", "404"),
    ("is busy", reply(503, "busy"), "unknown", "503"),
)
RAILWAY = hosted(
    "Railway",
    "https://bikes.up.railway.app/",
    ("answers", reply(), "live", "200"),
    (
        "is stopped",
        json_reply('{"message":"Application not found"}', 404, "X-Railway-Fallback: true"),
        "failing",
        "stopped",
    ),
    ("has no domain", reply(404, "<h1>Not Found</h1>The train has not arrived at the station."), "failing", "stopped"),
    ("does not respond", json_reply("{}", 502, "X-Railway-Fallback: true"), "unknown", "respond"),
    ("fails by itself", reply(502, "x"), "unknown", "502"),
)
VERCEL = hosted(
    "Vercel",
    "https://bikes.vercel.app/",
    ("answers", reply(), "live", "200"),
    ("was removed", reply(404, "x", "X-Vercel-Error: DEPLOYMENT_NOT_FOUND"), "gone", "no deployment"),
    ("says so in its page", reply(404, "<code>DEPLOYMENT_NOT_FOUND</code>"), "gone", "no deployment"),
    ("was deleted", reply(410, "x", "x-vercel-error: DEPLOYMENT_DELETED"), "gone", "deleted"),
    ("has no such page", reply(404, "x", "x-vercel-error: NOT_FOUND"), "gone", "404"),
    ("is paused", reply(503, "x", "x-vercel-error: DEPLOYMENT_PAUSED"), "unknown", "owner"),
    ("is disabled", reply(402, "Code: DEPLOYMENT_DISABLED"), "paused", "disabled"),
    ("has a function that fails", reply(500, "x", "x-vercel-error: FUNCTION_INVOCATION_FAILED"), "unknown", "function"),
    ("is a protected preview", reply(401, "Authentication Required"), "login", "Vercel"),
)
PAGES = hosted(
    "GitHub Pages",
    "https://ada.github.io/bikes/",
    ("answers", reply(), "live", "200"),
    (
        "was never published",
        reply(404, "<p><strong>There isn't a GitHub Pages site here.</strong>"),
        "gone",
        "no Pages",
    ),
    ("has no such page", reply(404, "<h1>404</h1>File not found"), "gone", "404"),
    ("has a page that goes to the app", reply(404, GOES_ON), "unknown", "scripts draw"),
)
NETLIFY = hosted(
    "Netlify",
    "https://bikes.netlify.app/",
    ("answers", reply(), "live", "200"),
    ("was removed", reply(404, "Not Found - Request ID: 01ABC", kind="text/plain"), "gone", "no site"),
    ("has no such page", reply(404, "<h1>Page not found</h1>"), "gone", "404"),
    ("has a password", reply(401, "<form>"), "login", "password"),
)
AZURE = hosted(
    "Azure App Service",
    "https://bikes.azurewebsites.net/",
    ("answers", reply(), "live", "200"),
    ("is stopped", reply(403, "<h1>Error 403 - This web app is stopped.</h1>"), "paused", "stopped"),
    ("was removed", reply(404, "<h1>Error 404 - Web app not found.</h1>"), "gone", "no web app"),
    ("has failed", reply(503, "<h1>:( Application Error</h1>"), "unknown", "may pass"),
    ("was never filled", reply(200, "Your web app is running and waiting for your content"), "unknown", "new web app"),
)
NAMES = (
    Case(
        "has no name any more", None, "gone", "no app", "https://nxdomain.azurewebsites.net/", host="Azure App Service"
    ),
    Case(
        "has no name any more",
        None,
        "gone",
        "no app",
        "http://nxdomain.us-east-1.elasticbeanstalk.com/",
        host="AWS Elastic Beanstalk",
    ),
    Case("has no name", None, "unknown", "not known", "https://nxdomain.fly.dev/", host="Fly.io"),
    Case("has ended", None, "gone", "has ended", "https://nxdomain.glitch.me/", host="Glitch"),
    Case("has ended and says so", reply(410, "x"), "gone", "has ended", "https://bikes.glitch.me/", host="Glitch"),
    Case("refuses us", reply(403, "x"), "unknown", "403", "https://bikes.glitch.me/", host="Glitch"),
    Case("is busy", reply(429, "x"), "unknown", "429", "https://bikes.glitch.me/", host="Glitch"),
    Case("has trouble", reply(503, "x"), "unknown", "503", "https://bikes.glitch.me/", host="Glitch"),
    Case(
        "has a wall before what has ended",
        reply(404, "x", "cf-mitigated: challenge"),
        "blocked",
        "Cloudflare",
        "https://bikes.glitch.me/",
        host="Glitch",
    ),
    Case("accepts nobody any more", None, "gone", "has ended", "https://closed.deta.dev/", host="Deta Cloud"),
    Case("does not answer", _says, "unknown", "in time", "https://bikes.glitch.me/", quick=True, host="Glitch"),
    Case(
        "leads on to where its owner went",
        led_to("https://demo.example.org/new"),
        "live",
        "200",
        "https://bikes.glitch.me/",
        {"https://demo.example.org/new": reply()},
        host="Glitch",
    ),
    Case(
        "is reached by a name of its owner's",
        led_to("https://bikes.herokuapp.com/"),
        "gone",
        "no app",
        also={"https://bikes.herokuapp.com/": reply(404, "No such app")},
        host="Heroku",
    ),
)
OTHERS = (
    *hosted(
        "Azure Container Apps",
        "https://bikes.nice-sea-1.eastus.azurecontainerapps.io/",
        ("answers", reply(), "live", "200"),
        (
            "is stopped",
            reply(404, "Error 404 - This Container App is stopped or does not exist."),
            "failing",
            "stopped",
        ),
    ),
    *hosted(
        "Azure Static Web Apps",
        "https://nice-sea-1.azurestaticapps.net/",
        ("answers", reply(), "live", "200"),
        (
            "was never filled",
            reply(200, "Your Azure Static Web App is live and waiting for your content"),
            "unknown",
            "new",
        ),
    ),
    *hosted(
        "PythonAnywhere",
        "https://ada.pythonanywhere.com/",
        ("answers", reply(), "live", "200"),
        ("is switched off", reply(404, "<title>Coming Soon: PythonAnywhere</title>"), "paused", "switches"),
        ("has failed", reply(500, "<h1>Something went wrong :-(</h1>"), "unknown", "may pass"),
    ),
    *hosted(
        "Google Cloud Run",
        "https://bikes-abc-uc.a.run.app/",
        ("answers", reply(), "live", "200"),
        (
            "lets permitted accounts in",
            reply(403, "Your client does not have permission to get URL <code>/</code>"),
            "login",
            "permitted",
        ),
        ("is busy", reply(503, "Service Unavailable"), "unknown", "503"),
    ),
    *hosted("Google App Engine", "https://bikes.appspot.com/", ("answers", reply(), "live", "200")),
    *hosted("AWS App Runner", "https://abc.eu-west-1.awsapprunner.com/", ("answers", reply(), "live", "200")),
    *hosted(
        "AWS Elastic Beanstalk", "http://bikes.us-east-1.elasticbeanstalk.com/", ("answers", reply(), "live", "200")
    ),
    *hosted(
        "Fly.io",
        "https://bikes.fly.dev/",
        ("answers", reply(), "live", "200"),
        ("has no machine", reply(502, b""), "unknown", "502"),
    ),
    *hosted(
        "Replit",
        "https://bikes.replit.app/",
        ("answers", reply(), "live", "200"),
        ("has to be run first", reply(404, "<title>Run this app to see the results here.</title>"), "paused", "owner"),
    ),
    *hosted(
        "Replit workspace",
        "https://abc.riker.replit.dev/",
        ("answers", reply(), "temporary", "answers there now"),
        ("is closed", reply(404, "Run this app to see the results here."), "temporary", "does not run"),
    ),
    *hosted(
        "Firebase Hosting",
        "https://bikes.web.app/",
        ("answers", reply(), "live", "200"),
        ("was removed", reply(404, "<title>Site Not Found</title>"), "gone", "no site"),
    ),
    *hosted(
        "Koyeb",
        "https://bikes-ada.koyeb.app/",
        ("answers", reply(), "live", "200"),
        ("has no service", reply(404, "<h1>No active service</h1>"), "failing", "no service"),
    ),
    *hosted(
        "Modal",
        "https://ada--bikes.modal.run/",
        ("answers", reply(), "live", "200"),
        ("is stopped", reply(404, "modal-http: invalid function call"), "failing", "no app"),
    ),
    *hosted(
        "Surge",
        "https://bikes.surge.sh/",
        ("answers", reply(), "live", "200"),
        ("was removed", reply(404, "<h1>project not found</h1>"), "gone", "no project"),
    ),
    *hosted("shinyapps.io", "https://ada.shinyapps.io/bikes/", ("answers", reply(), "live", "200")),
)
TUNNELS = (
    *hosted(
        "Gradio share link",
        "https://07ff8706ab.gradio.live/",
        ("is up", reply(), "temporary", "72 hours, or a week; something answers there now"),
        ("is over", reply(404, "<h1>No interface is running right now</h1>"), "temporary", "no interface"),
        ("is over with status 200", reply(200, "No interface is running right now"), "temporary", "no interface"),
    ),
    *hosted(
        "ngrok",
        "https://abc.ngrok-free.app/",
        ("is up", reply(), "temporary", "answers there now"),
        ("is offline", reply(404, "x", "Ngrok-Error-Code: ERR_NGROK_3200"), "temporary", "offline"),
        ("has nothing behind it", reply(502, "x", "ngrok-error-code: ERR_NGROK_8012"), "temporary", "nothing answers"),
    ),
    *hosted("localtunnel", "https://abc.loca.lt/", ("is up", reply(), "temporary", "localtunnel")),
    *hosted("localtunnel", "https://nxdomain.loca.lt/", ("is offline", None, "temporary", "not known")),
    *hosted("Cloudflare quick tunnel", "https://a-b.trycloudflare.com/", ("is up", reply(), "temporary", "Cloudflare")),
    *hosted("Serveo", "https://abc.serveo.net/", ("is up", reply(), "temporary", "Serveo")),
    *hosted(
        "localhost.run",
        "https://abc.lhr.life/",
        ("is offline", reply(503, "no tunnel here :("), "temporary", "offline"),
    ),
    *hosted("GitHub Codespaces", "https://a-8501.app.github.dev/", ("is up", reply(), "temporary", "codespace")),
)
WORKBOOKS = (
    Case(
        "lists the workbook",
        reply(200, SHELL),
        "live",
        "lists",
        "https://public.tableau.com/views/Bikes/Map?:language=en",
        {TABLEAU: json_reply('{"workbookRepoUrl":"Bikes","title":"Bikes"}')},
        host="Tableau Public",
    ),
    Case(
        "lists no such workbook and has no page",
        reply(404, "x"),
        "gone",
        "404",
        "https://public.tableau.com/app/profile/ada/viz/Bikes/Map",
        {TABLEAU: reply(404, "x")},
        host="Tableau Public",
    ),
    Case(
        "has a page while its interface fails",
        reply(200, SHELL),
        "unknown",
        "whatever is there",
        "https://public.tableau.com/views/Bikes/Map",
        {TABLEAU: reply(503, "x")},
        host="Tableau Public",
    ),
)
HOSTED = (
    *STREAMLIT,
    *OLD_STREAMLIT,
    *UNTOLD_STREAMLIT,
    *SPACES,
    *SUBDOMAIN,
    *RENDER,
    *WAKING,
    *HEROKU,
    *RAILWAY,
    *VERCEL,
    *PAGES,
    *NETLIFY,
    *AZURE,
    *NAMES,
    *OTHERS,
    *TUNNELS,
    *WORKBOOKS,
)
