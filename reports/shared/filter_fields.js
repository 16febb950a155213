const fields = filters ? all("input, select", filters) : [];
const chosen = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));

function resetFilters() {
  for (const field of fields) field.value = "";
  applyFilters();
  keepFilters();
}
