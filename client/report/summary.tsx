/** What a reader takes in within ten seconds: what ran, what moved and what it cost, and whether to believe it. */
import type { Report } from "../../server/model/report.ts";
import { headlineFigures, summarySentence } from "../../server/model/sections/headline-figures.ts";
import { runLines, subjectWords } from "../../server/model/sections/run-words.ts";
import type { FigureRow } from "../../server/model/sections/section.ts";
import { Logo } from "../controls/logo.tsx";
import { chooseTheme, THEMES, theme } from "../state/theme.ts";
import { WordsView } from "./words-view.tsx";

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

function Trust({ trust }: Pick<Report, "trust">) {
  return (
    <a href="#trust" class={`status ${trust.complete ? "status-good" : "status-bad"}`}>
      <span aria-hidden="true">{trust.complete ? "✓" : "⚠"}</span>
      {trust.complete ? "complete" : "not complete"}
    </a>
  );
}

function Tile({ row }: { readonly row: FigureRow }) {
  return (
    <li class="run-tile" data-figure={row.label}>
      <h2>{row.label}</h2>
      <p class="run-figure">{row.figure}</p>
      {row.note === null ? null : <p class="run-note">{row.note}</p>}
    </li>
  );
}

export function Summary({ report }: { readonly report: Report }) {
  const { recording, totals, trust } = report;
  return (
    <>
      <header class="report-head">
        <p class="brand">
          <Logo /> copyscope <span class="muted">report</span>
        </p>
        <Trust trust={trust} />
        <ThemeChoice />
      </header>
      <h1>
        <WordsView words={subjectWords(recording)} />
      </h1>
      <p class="sentence">{summarySentence(report)}</p>
      {runLines(recording).map((block, index) =>
        block.kind === "paragraph" ? (
          <p key={index} class="muted">
            <WordsView words={block.words} />
          </p>
        ) : null,
      )}
      <ul class="run-tiles" aria-label="Figures of the run">
        {headlineFigures(totals).map((row) => (
          <Tile key={row.label} row={row} />
        ))}
      </ul>
    </>
  );
}
