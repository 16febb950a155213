function sortBy(head, place) {
  const table = head.closest("table");
  const down = head.getAttribute("aria-sort") === "ascending";
  const number = (cell) => { const value = parseFloat(cell); return Number.isNaN(value) ? -1 : value; };
  const order = head.dataset.sort === "number" ? (x, y) => number(x) - number(y) : (x, y) => x.localeCompare(y);
  const rows = [...table.tBodies[0].rows].sort((x, y) => order(plain(x.cells[place]), plain(y.cells[place])) * (down ? -1 : 1));
  for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  table.tBodies[0].append(...rows);
}

for (const head of all("th[data-sort]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
  button.addEventListener("click", () => sortBy(head, head.cellIndex));
  head.replaceChildren(button);
}
