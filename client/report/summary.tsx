/** What a reader takes in within ten seconds: what ran, what moved and what it cost, and whether to believe it. */
import type { Report } from "../../server/model/report.ts";
import { headlineFigures, summarySentence } from "../../server/model/sections/headline-figures.ts";
import { runLines, subjectWords } from "../../server/model/sections/run-words.ts";
import type { FigureRow } from "../../server/model/sections/section.ts";
import { ReportHead } from "./report-head.tsx";
import { WordsView } from "./words-view.tsx";

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

/** What was run, for how long, and the headline figures with whether they can be trusted. */
export function Summary({ report }: { readonly report: Report }) {
  const { recording, totals, trust } = report;
  return (
    <>
      <ReportHead what="report">
        <Trust trust={trust} />
      </ReportHead>
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
