// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own: the page's
// policy allows no inline script. The rest of the theme's logic is in state/theme.ts.
try {
  const chosen = localStorage.getItem("copyscope-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden; the system's preference holds then.
}
