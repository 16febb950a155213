// Looks at one page in a running Chromium and prints what it saw as JSON.
//
//     node inspect.mjs PACKAGES PORT URL
//
// PACKAGES is the folder whose node_modules holds puppeteer-core and axe-core, PORT the browser's debugging port.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, port, url] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const puppeteer = require("puppeteer-core").default;
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [1280, 320];
const SCHEMES = ["light", "dark"];
const PATIENCE = 600_000; // milliseconds; contrasts of a large page take long on a busy machine
const CONTROLS = "button, label:has(input, select), search, select, input, output, dialog, [popover], [role=status], [role=search], [role=toolbar]";

const seen = { outside: [], console: [], policy: [], axe: {}, undecided: {}, sideways: {} };

async function opened(browser, { width = 1280, scheme = "light", script = true } = {}) {
  const page = await browser.newPage();
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url && !request.url().startsWith("data:")) seen.outside.push(request.url());
  });
  page.on("console", (message) => message.type() === "error" && seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(String(error)));
  await page.exposeFunction("noteViolation", (text) => seen.policy.push(text));
  await page.evaluateOnNewDocument(() =>
    addEventListener("securitypolicyviolation", (e) => window.noteViolation(`${e.effectiveDirective} ${e.blockedURI}`)),
  );
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "networkidle0" });
  return page;
}

const unfold = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) {
      details.removeAttribute("name"); // of a group only one can be open
      details.open = true;
    }
  });

async function axe(page, state) {
  const found = await page.evaluate(async (source) => {
    if (!window.axe) (0, eval)(source);
    const result = await window.axe.run(document, {
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations", "incomplete"],
    });
    const nodes = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`);
    const reasons = (rule) => rule.nodes.map((node) => `${rule.id} ${[...node.any, ...node.all][0]?.data?.messageKey ?? ""}`);
    return { violations: result.violations.flatMap(nodes), undecided: result.incomplete.flatMap(reasons) };
  }, axeSource);
  seen.axe[state] = found.violations;
  const counts = {};
  for (const reason of found.undecided) counts[reason] = (counts[reason] ?? 0) + 1;
  for (const reason in counts) seen.undecided[reason] = Math.max(seen.undecided[reason] ?? 0, counts[reason]);
}

async function sideways(page, state) {
  seen.sideways[state] = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const beyond = document.documentElement.scrollWidth - width;
    if (beyond <= 0) return { beyond: 0, widest: "" };
    const edge = (element) => element.getBoundingClientRect().right;
    const scrolls = (element) =>
      element && element !== document.body && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].filter((e) => edge(e) > width && !scrolls(e.parentElement));
    const widest = wide.sort((a, b) => edge(b) - edge(a)).at(0);
    return { beyond, widest: widest ? widest.cloneNode().outerHTML.slice(0, 160) : "" };
  });
}

const dialogs = (page) => page.evaluate(() => document.querySelectorAll("dialog, [popover]").length);

const show = (page, number) =>
  page.evaluate((index) => {
    const dialog = document.querySelectorAll("dialog, [popover]")[index];
    if (dialog.matches("dialog")) dialog.showModal();
    else dialog.showPopover();
  }, number);

const hide = (page, number) =>
  page.evaluate((index) => {
    const dialog = document.querySelectorAll("dialog, [popover]")[index];
    if (dialog.matches("dialog")) dialog.close();
    else dialog.hidePopover();
  }, number);

async function states(browser, width, scheme) {
  const page = await opened(browser, { width, scheme });
  for (const fold of ["folded", "unfolded"]) {
    if (fold === "unfolded") await unfold(page);
    await axe(page, `${scheme} ${width} ${fold}`);
    if (width === 320) await sideways(page, `${scheme} ${fold}`);
  }
  for (let number = 0; number < (await dialogs(page)); number++) {
    await show(page, number);
    await axe(page, `${scheme} ${width} dialog ${number + 1}`);
    await hide(page, number);
  }
  await page.close();
}

// What a reader chose by hand must look right whatever the system prefers.
async function chosen(browser, theme) {
  const page = await opened(browser, { scheme: SCHEMES.find((scheme) => scheme !== theme) });
  await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
  await unfold(page);
  await axe(page, `${theme} chosen`);
  await page.close();
}

async function texts(browser, script) {
  const page = await opened(browser, { script });
  await unfold(page);
  const found = await page.evaluate((controls) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = { content: [], controls: [] };
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent.closest("script, style, template") || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const text = walker.currentNode.data.replace(/\s+/gu, " ").trim();
      if (text) words[parent.closest(controls) ? "controls" : "content"].push(text);
    }
    return words;
  }, CONTROLS);
  await page.close();
  return found;
}

async function readWithoutScript(browser) {
  const all = await texts(browser, true);
  const plain = await texts(browser, false);
  // What a script says a second time, nearer to where it is needed, is not missing where it does not run.
  const there = new Set([...plain.content, ...plain.controls]);
  const words = (texts) => texts.flatMap((text) => text.match(/\S+/gu) ?? []);
  const missing = words(all.content.filter((text) => !there.has(text)));
  return { words: words(all.content).length, missing, controls: words(all.controls).length - words(plain.controls).length };
}

async function aboutTheWhole(browser) {
  const page = await opened(browser);
  seen.duplicates = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, place) => ids.indexOf(id) < place);
  });
  seen.hints = await page.evaluate(() =>
    [...document.querySelectorAll("link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prefetch]")].map((e) => e.href),
  );
  seen.elements = await page.evaluate(() => document.querySelectorAll("*").length);
  const pdf = Buffer.from(await page.pdf({ format: "A4", preferCSSPageSize: true, timeout: PATIENCE })).toString("latin1");
  seen.pages = (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
  await page.close();
}

const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, protocolTimeout: PATIENCE });
try {
  for (const width of WIDTHS) for (const scheme of SCHEMES) await states(browser, width, scheme);
  for (const theme of SCHEMES) await chosen(browser, theme);
  seen.text = await readWithoutScript(browser);
  await aboutTheWhole(browser);
} finally {
  await browser.disconnect();
}
console.log(JSON.stringify(seen));
