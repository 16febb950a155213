"use strict";
// The page is complete without this file, which adds: filters, sorting, what a cell of the map says, theme and printing.
{
  /* include shared/finding.js */
  /* include shared/words.js */
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

  /* ---- students: filters, kept in the address ---- */

  const filters = one("#filters");
  const list = one("#list");
  const rows = [...list.rows];
  const texts = new Map(rows.map((row) => [row, plain(row).toLowerCase()]));

  /* include shared/filter_fields.js */

  function applyFilters() {
    const { q, status, group } = chosen();
    const wanted = q.trim().toLowerCase();
    for (const row of rows) {
      const other = (status && row.dataset.status !== status) || (group && row.dataset.group !== group);
      row.hidden = Boolean(other) || !texts.get(row).includes(wanted);
    }
    one("output", filters).textContent = fill(words.shown, rows.filter((row) => !row.hidden).length, rows.length);
  }

  /* include shared/filter_address.js */

  /* include shared/sorting.js */

  one("button", filters).addEventListener("click", () => {
    for (const head of all("#class th[aria-sort]")) head.removeAttribute("aria-sort");
    list.append(...rows);
  });

  /* ---- the map of rules and students ---- */

  const map = one(".map table");
  const parts = map ? [...map.tBodies].map((body) => ({ body, rows: [...body.rows] })) : [];

  /** By part as it was, or all rules in one body, the most of that number first. */
  function orderBy(number) {
    const rules = parts.flatMap((part) => part.rows.slice(1));
    if (number) {
      for (const { rows: [head] } of parts) head.hidden = true;
      parts[0].body.append(...rules.toSorted((x, y) => y.dataset[number] - x.dataset[number]));
      return;
    }
    for (const part of parts) {
      part.rows[0].hidden = false;
      part.body.append(...part.rows);
    }
  }

  one("#order")?.addEventListener("change", ({ target }) => orderBy(target.value));

  let pointed = null;
  map?.addEventListener("pointerover", ({ target }) => {
    const cell = target.closest("td");
    const head = cell && map.tHead.rows[0].cells[cell.cellIndex];
    if (pointed !== head) {
      pointed?.classList.remove("pointed");
      head?.classList.add("pointed");
      pointed = head;
    }
    const rule = cell && one("th", cell.parentElement).firstChild.data.trim();
    one("#answer").textContent = cell ? fill(words.answer, plain(head), rule, words.states[cell.textContent]) : "";
  });

  /* ---- links that open what is folded ---- */

  /* include shared/links.js */
  if (location.hash.length > 1) follow();

  /* ---- theme ---- */

  /* include shared/theme.js */

  /* ---- printing ---- */

  /* include shared/printing.js */
}
