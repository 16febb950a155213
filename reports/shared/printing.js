function printAll() {
  const folded = all("details:not([open])");
  for (const place of folded) place.open = true;
  root.dataset.print = "all";
  addEventListener("afterprint", () => {
    delete root.dataset.print;
    for (const place of folded) place.open = false;
  }, { once: true });
  print();
}

one("#print").addEventListener("click", () => print());
one("#print-all").addEventListener("click", printAll);
