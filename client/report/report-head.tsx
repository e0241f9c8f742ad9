/** The head of a page that was made from recordings: whose it is, what it is, and the choice of theme. */
import type { ComponentChildren } from "preact";
import { Logo } from "../controls/logo.tsx";
import { chooseTheme, THEMES, theme } from "../state/theme.ts";

function ThemeChoice() {
  return (
    <label class="theme-choice">
      <span class="unseen">Theme</span>
      <select
        value={theme.value}
        onChange={({ currentTarget }) => chooseTheme(THEMES.find((one) => one === currentTarget.value) ?? "system")}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {one === "system" ? "as the system" : one}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ReportHeadProps {
  readonly what: "report" | "comparison";
  readonly children?: ComponentChildren;
}

/** `children` stand between name and theme. */
export function ReportHead({ what, children }: ReportHeadProps) {
  return (
    <header class="report-head">
      <p class="brand">
        <Logo /> copyscope <span class="muted">{what}</span>
      </p>
      <span class="report-head-rest">{children}</span>
      <ThemeChoice />
    </header>
  );
}
