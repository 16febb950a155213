const themes = ["auto", "light", "dark"];

function setTheme(name) {
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  one("#theme").textContent = words.themes[themes.indexOf(name)];
}

let theme = themes.includes(recall("theme")) ? recall("theme") : "auto";
setTheme(theme);
one("#theme").addEventListener("click", () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  remember("theme", theme);
  setTheme(theme);
});
