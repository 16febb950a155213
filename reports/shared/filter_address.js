function keepFilters() {
  const address = new URL(location);
  for (const [name, value] of Object.entries(chosen())) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  try { history.replaceState(null, "", address); } catch { /* an address that may not change */ }
}

if (filters) {
  for (const field of fields) {
    field.value = new URL(location).searchParams.get(field.name) ?? "";
    if (field.selectedIndex < 0) field.value = "";
  }
  filters.addEventListener("input", () => { applyFilters(); keepFilters(); });
  one("button", filters).addEventListener("click", resetFilters);
  if (fields.some((field) => field.value)) applyFilters();
}
