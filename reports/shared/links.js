/** What a link leads to; a rule whose answer has no place of its own leads to its repository. */
function placeOf(name) {
  const spelled = [name, safely(decodeURIComponent, name)];
  const wider = spelled.filter((each) => each.includes("/")).map((each) => each.slice(0, each.lastIndexOf("/")));
  return [...spelled, ...wider].map((each) => document.getElementById(each)).find(Boolean);
}

function follow() {
  const target = placeOf(location.hash.slice(1));
  if (!target) return;
  if (target.closest("#list") && filters && (target.hidden || target.closest("[hidden]"))) resetFilters();
  for (let place = target; place; place = place.parentElement) if (place.matches("details")) place.open = true;
  setTimeout(() => target.scrollIntoView());
}

function safely(work, text) { try { return work(text); } catch { return ""; } }

addEventListener("hashchange", follow);
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) follow();
});
