"use strict";
// The page is complete without this file, which adds: filters, sorting, "what if", copying, keys, the theme and printing.
{
  /* include shared/finding.js */
  const data = JSON.parse(one("#sums").textContent);
  /* include shared/words.js */

  /* ---- exact fractions, as the engine has them ---- */

  const fraction = (above, below = 1) => ({ a: BigInt(above), b: BigInt(below) });
  const zero = fraction(0);
  const plus = (x, y) => ({ a: x.a * y.b + y.a * x.b, b: x.b * y.b });
  const times = (x, y) => ({ a: x.a * y.a, b: x.b * y.b });
  const over = (x, whole) => ({ a: x.a, b: x.b * BigInt(whole) });
  const compare = (x, y) => { const d = x.a * y.b - y.a * x.b; return d < 0n ? -1 : d > 0n ? 1 : 0; };
  const least = (x, y) => (compare(x, y) > 0 ? y : x);
  const rounded = (x) => (x === null ? null : Number((2n * x.a + x.b) / (2n * x.b)));
  const weighted = (pairs) => pairs.reduce((sum, [weight, x]) => plus(sum, times(fraction(weight), x)), zero);
  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

  /* ---- the score of a repository, and of the profile, had some rules passed ---- */

  function sumsOf(subject, passing) {
    const sums = subject.s.map(([share, earned, possible, applicable]) => ({ share, earned, possible, applicable }));
    for (const rule of passing) {
      const [part, missing] = subject.f[rule];
      sums[part].earned += missing;
    }
    return sums;
  }

  function mean(parts) {
    const whole = total(parts.map(([share]) => share));
    const decided = parts.filter(([share, range]) => share && range.value !== null);
    if (!whole) return { value: null, low: null, high: null };
    return {
      value: decided.length ? over(weighted(decided.map(([share, range]) => [share, range.value])), total(decided.map(([share]) => share))) : null,
      low: over(weighted(parts.map(([share, range]) => [share, range.low ?? zero])), whole),
      high: over(weighted(parts.map(([share, range]) => [share, range.high ?? zero])), whole),
    };
  }

  const rangeOf = ({ earned, possible, applicable }) => applicable
    ? { value: possible ? fraction(earned, possible) : null, low: fraction(earned, applicable), high: fraction(earned + 100 * (applicable - possible), applicable) }
    : { value: null, low: null, high: null };

  const under = (value, caps) => (value === null ? null : caps.reduce((lowest, cap) => least(lowest, fraction(cap)), value));

  function scoreOf(subject, passing) {
    const whole = mean(sumsOf(subject, passing).filter((sum) => sum.applicable).map((sum) => [sum.share, rangeOf(sum)]));
    const left = (caps) => Object.keys(caps).filter((rule) => !passing.has(rule)).map((rule) => caps[rule]);
    const sure = left(subject.c);
    return { value: under(whole.value, sure), low: under(whole.low, [...sure, ...left(subject.d)]), high: under(whole.high, sure) };
  }

  function profileOf(subject, passing) {
    const sums = sumsOf(subject, passing);
    const sum = (name) => total(sums.map((part) => part[name]));
    return rangeOf({ earned: sum("earned"), possible: sum("possible"), applicable: sum("applicable") });
  }

  /* ---- the score of the portfolio ---- */

  const best = (values, count) => values.toSorted(compare).reverse().slice(0, count);
  const inSlots = (values, slots) => over(weighted(values.map((value, place) => [slots[place], value])), total(slots) || 1);

  function projectsOf(ranges) {
    const asked = [...ranges.filter((range) => range.high !== null), ...Array(data.unseen).fill({ value: null, low: zero, high: fraction(100) })];
    if (!data.slots.length || !asked.length) return { value: null, low: null, high: null };
    const kept = data.slots.slice(0, data.kept);
    const values = best(asked.map((range) => range.value).filter((value) => value !== null), kept.length);
    const high = inSlots(best(asked.map((range) => range.high), data.slots.length), data.slots);
    const low = inSlots(best(asked.map((range) => range.low ?? zero), data.slots.length), data.slots);
    return { value: values.length ? least(inSlots(values, kept), high) : null, low, high };
  }

  function portfolioOf(ranges, profile) {
    const parts = [[data.shares[0], projectsOf(ranges)], [data.shares[1], profile]].filter(([, range]) => range.high !== null);
    return ranges.some((range) => range.value !== null) ? mean(parts) : { value: null, low: null, high: null };
  }

  /* ---- fixes: "repo-NAME/RULE" or "profile/RULE" ---- */

  const subjects = new Map(data.repos.map((repo) => [`repo-${encoded(repo.n)}`, repo]));
  subjects.set("profile", data.profile);
  const ticked = new Set();

  // as the page's names are encoded: what Python's quote leaves as it is
  function encoded(name) {
    return encodeURIComponent(name).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%2F/g, "/");
  }

  const numbers = new Map(data.rules.map((rule, number) => [rule, String(number)]));

  function fixOf(key) {
    const place = key.lastIndexOf("/");
    const [subject, rule] = [key.slice(0, place), numbers.get(key.slice(place + 1))];
    return { subject, rule, fix: subjects.get(subject)?.f[rule] };
  }

  function passingIn(name, keys) {
    const rules = new Set();
    for (const key of keys) {
      const { subject, rule, fix } = fixOf(key);
      if (subject === name && fix) [rule, ...(fix[3] ?? [])].forEach((each) => rules.add(String(each)));
    }
    return rules;
  }

  function minutesOf(keys) {
    const done = new Map([...subjects].map(([name, subject]) => [subject, passingIn(name, keys)]));
    return total([...done].flatMap(([subject, rules]) => [...rules].map((rule) => subject.f[rule][2])));
  }

  function wouldBe(keys) {
    const ranges = new Map(data.repos.map((repo) => [repo, scoreOf(repo, passingIn(`repo-${encoded(repo.n)}`, keys))]));
    return { ranges, portfolio: portfolioOf([...ranges.values()], profileOf(data.profile, passingIn("profile", keys))) };
  }

  const shown = (range) => ({ value: rounded(range.value), low: rounded(range.low), high: rounded(range.high) });
  // for whoever checks the arithmetic: {value, low, high} of the portfolio and of each repository
  globalThis.portfolioAudit = {
    fixes: () => [...subjects].flatMap(([name, subject]) => Object.keys(subject.f).map((rule) => `${name}/${data.rules[rule]}`)),
    whatIf(keys) {
      const { ranges, portfolio } = wouldBe(keys);
      return { portfolio: shown(portfolio), repositories: Object.fromEntries([...ranges].map(([repo, range]) => [repo.n, shown(range)])) };
    },
  };

  /* ---- ticking ---- */

  const grade = (value) => data.grades.find(([, lowest]) => value >= lowest)?.[0];
  const now = wouldBe([]);

  function setThen(element, before, after) {
    const [from, to] = [rounded(before.value), rounded(after.value)];
    element.textContent = from === to || to === null ? "" : `→ ${to}`;
  }

  function thenOf(repo) {
    const there = one("summary .then", repo);
    if (there) return there;
    const then = Object.assign(document.createElement("span"), { className: "then" });
    one("summary .name", repo).append(" ", then);
    return then;
  }

  function update() {
    const { ranges, portfolio } = wouldBe(ticked);
    for (const [repo, range] of ranges) {
      const place = document.getElementById(`repo-${encoded(repo.n)}`);
      if (place?.matches("details")) setThen(thenOf(place), now.ranges.get(repo), range);
    }
    const [before, after] = [rounded(now.portfolio.value), rounded(portfolio.value)];
    const dial = one(".dial .then");
    setThen(dial, now.portfolio, portfolio);
    if (dial.textContent && grade(after)) dial.textContent += ` · ${grade(after)}`;
    one("#plan").hidden = !ticked.size;
    one("#plan p").textContent = ticked.size ? `${counted(words.fixes, ticked.size)}: ${before ?? "–"} → ${after ?? "–"}, ${time(minutesOf(ticked))}` : "";
    for (const box of all(".acts input")) box.checked = ticked.has(box.value);
  }

  const time = (minutes) => (minutes < 90 ? fill(words.minutes, minutes) : fill(words.hours, Math.floor((minutes + 30) / 60)));

  /** A finding's title, without what stands beside it. */
  function titleOf(item) {
    const title = one("h3, h5, a", item).cloneNode(true);
    for (const extra of all("b, .tag", title)) extra.remove();
    return plain(title);
  }

  function addActs(item, key) {
    if (!fixOf(key).fix) return;
    const there = one(".acts", item);
    if (there) {
      one("button", there).addEventListener("click", ({ target }) => copy(target, taskOf(item, key)));
      addCopying(item);
      return;
    }
    const acts = document.createElement("div");
    acts.className = "acts";
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: key, checked: ticked.has(key) });
    const title = titleOf(item);
    box.setAttribute("aria-label", `${words.if}: ${title}`);
    label.append(box, words.if);
    acts.append(label);
    if (item.matches(".card, .findings > li")) acts.append(copyButton(words.task, () => taskOf(item, key), title));
    item.append(acts);
    addCopying(item);
  }

  function addCopying(item) {
    for (const snippet of all(".snippet", item)) snippet.append(copyButton(words.copy, () => one("pre", snippet).textContent, titleOf(item)));
  }

  /** Where the page tells each fix once, with its rule, it is told here, too, and so is what was looked for. */
  function addFix(item) {
    const rule = item.id.slice(item.id.lastIndexOf("/") + 1);
    const told = one(":scope > .fix", item) ? null : document.getElementById(`rule-${rule}`)?.nextElementSibling;
    const [fix, sought] = told ? [one(".fix", told), one(".sought", told)] : [];
    if (!fix) return;
    if (sought && !one(":scope > ul", item)) lastOf(item).after(holding("ul", holding("li", sought.textContent)));
    lastOf(item).after(Object.assign(holding("p", ...[...fix.childNodes].map((node) => node.cloneNode(true))), { className: "fix" }));
  }

  const lastOf = (item) => all(":scope > :is(h5, p:not(.note), ul)", item).at(-1);

  function holding(name, ...nodes) {
    const element = document.createElement(name);
    element.append(...nodes);
    return element;
  }

  function addActsIn(place) {
    for (const item of all(".findings > li", place)) addFix(item);
    for (const item of all(".findings > li", place)) addActs(item, item.id);
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".acts input")) return;
    if (target.checked) ticked.add(target.value);
    else ticked.delete(target.value);
    update();
  });

  /* ---- copying ---- */

  function copyButton(text, what, about) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.setAttribute("aria-label", `${text}: ${about}`);
    button.addEventListener("click", () => copy(button, what()));
    return button;
  }

  async function copy(button, text) {
    const was = button.textContent;
    button.textContent = (await inClipboard(text)) ? words.copied : words.failed;
    setTimeout(() => { button.textContent = was; }, 1500);
  }

  async function inClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // pages opened from a disk or in a frame may have no clipboard
      const area = Object.assign(document.createElement("textarea"), { value: text });
      (one("dialog[open]") ?? document.body).append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

  /** A fix as Markdown, for an issue or a list of one's own. */
  function taskOf(item, key) {
    const found = document.getElementById(key) ?? item;
    const lines = [`## ${titleOf(item)}`, "", plain(textOfFix(found))];
    const places = all(":scope > ul li", found).map((place) => `- ${plain(place)}`);
    return [...lines, ...(places.length ? ["", ...places] : [])].join("\n") + "\n";
  }

  function textOfFix(found) {
    const fix = one(":scope > .fix, :scope > p:not(.gain, .where)", found).cloneNode(true);
    for (const extra of all("a, b", fix)) extra.remove();
    return fix;
  }

  function planAsList() {
    return [...ticked].map((key) => {
      const { subject } = fixOf(key);
      const title = titleOf(document.getElementById(key));
      const name = subjects.get(subject).n;
      return `- [ ] ${title}${name ? ` (${name})` : ""}`;
    }).join("\n") + "\n";
  }

  /* ---- filters, kept in the address ---- */

  const filters = one("#filters");
  const list = one("#list");
  const repos = all(".repo", list);
  const rest = [...list.children].filter((child) => !child.matches(".repo"));
  const orders = {
    "": () => 0,
    gain: (x, y) => y.dataset.gain - x.dataset.gain,
    fix: (x, y) => y.dataset.fix - x.dataset.fix,
    last: (x, y) => y.dataset.last.localeCompare(x.dataset.last),
    name: (x, y) => x.dataset.n.localeCompare(y.dataset.n),
  };
  const texts = new Map();

  /* include shared/filter_fields.js */

  function textOf(repo) {
    if (!texts.has(repo)) texts.set(repo, `${plain(one("summary", repo))} ${all("h5", repo).map(plain).join(" ")}`.toLowerCase());
    return texts.get(repo);
  }

  const partOf = (key) => data.parts[numbers.get(key.slice(key.lastIndexOf("/") + 1))];

  function applyFilters() {
    const { q, part, sort } = chosen();
    const wanted = q.trim().toLowerCase();
    let count = 0;
    for (const repo of repos) {
      const findings = all(".findings > li", repo);
      let left = 0;
      for (const finding of findings) {
        finding.hidden = Boolean(part) && partOf(finding.id) !== part;
        left += !finding.hidden;
      }
      const number = one("h4 .count", repo);
      if (number) number.textContent = left;
      repo.hidden = !textOf(repo).includes(wanted) || (Boolean(part) && !left);
      count += !repo.hidden;
    }
    for (const other of rest) other.hidden = Boolean(part) || !plain(other).toLowerCase().includes(wanted);
    list.append(...repos.toSorted(orders[sort] ?? orders[""]), ...rest);
    one("output", filters).textContent = fill(words.shown, count, repos.length);
  }

  /* include shared/filter_address.js */

  /* ---- the table of numbers ---- */

  /* include shared/sorting.js */

  /* ---- links that open what is folded ---- */

  /* include shared/links.js */

  /* ---- keys ---- */

  let current = null;

  function step(by) {
    const there = all(".repo:not([hidden])", list);
    if (!there.length) return;
    const place = Math.max(0, Math.min(there.length - 1, there.indexOf(current) + by));
    current?.classList.remove("current");
    current = there[place];
    current.classList.add("current");
    one("summary", current).focus();
    current.scrollIntoView({ block: "nearest" });
  }

  const help = one("#help");
  const keys = {
    "/": () => filters?.querySelector("input").focus(),
    j: () => step(1),
    k: () => step(-1),
    o: () => { if (current) current.open = !current.open; },
    "?": () => help.showModal(),
  };
  const keysOn = one("#keys-on");
  keysOn.checked = recall("keys") !== "off";
  keysOn.addEventListener("change", () => remember("keys", keysOn.checked ? "on" : "off"));
  one("#keys").addEventListener("click", () => help.showModal());
  addEventListener("keydown", (event) => {
    const inText = event.target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || inText || help.open || !keysOn.checked || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  /* ---- theme ---- */

  /* include shared/theme.js */

  /* ---- printing ---- */

  /* include shared/printing.js */

  /* ---- begin ---- */

  for (const item of all(".steps .step")) addActs(item, item.dataset.for);
  one(".further")?.addEventListener("toggle", () => { for (const item of all(".further .step")) addActs(item, item.dataset.for); }, { once: true });
  for (const place of [...repos, ...rest]) {
    if (!place.matches("details") || place.open) addActsIn(place);
    else place.addEventListener("toggle", () => addActsIn(place), { once: true });
  }
  addActsIn(one(".profile") ?? document.createElement("i"));
  one("#copy-plan").addEventListener("click", ({ target }) => copy(target, planAsList()));
  one("#clear-plan").addEventListener("click", () => { ticked.clear(); update(); (one(".steps input") ?? one("#main a")).focus(); });
  if (location.hash.length > 1) follow();
}
