/** The headline: what ran, and the figures people came for. */
import type { Report } from "../report.ts";
import { headlineFigures, summarySentence } from "./headline-figures.ts";
import { runLines, subjectWords } from "./run-words.ts";
import { type Section, words } from "./section.ts";

/** Subject, summary sentence and headline figures. */
export function headlineSection(report: Report): Section {
  const { recording, totals } = report;
  return {
    title: words`copyscope: ${subjectWords(recording)}`,
    blocks: [
      { kind: "paragraph", words: summarySentence(report) },
      ...runLines(recording),
      { kind: "figures", rows: headlineFigures(totals) },
    ],
  };
}
