/** Light or dark: the system's preference, unless one is chosen here. public/theme.js applies a choice before paint. */
import { signal } from "@preact/signals";

/** `system` follows what the system prefers. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "copyscope-theme";

function stored(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

/** As chosen in this browser before. */
export const theme = signal<Theme>(stored());

/** Rises whenever colours change, so that canvases are painted anew. */
export const coloursChanged = signal(0);

/** Colours change at once. Where the browser forbids storage, the choice lasts as long as the page. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage can be forbidden: the choice then lasts as long as the page.
  }
  coloursChanged.value++;
}

/** To be called once: canvases are painted anew when the system's preference changes. */
export function watchTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => coloursChanged.value++);
}
