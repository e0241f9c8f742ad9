/** The moments that somebody marked in a run, and what he noted. */
import type { Report } from "../report.ts";
import { formatSeconds } from "../units.ts";
import { limitedTable, prose, type Section } from "./section.ts";

/** Marks that a reader of a summary takes in. */
const MARKS_SHOWN = 20;

/** The marks with their time since the start; no section where nothing was marked. */
export function marksSection({ marks, recording }: Pick<Report, "marks" | "recording">): readonly Section[] {
  if (marks.length === 0) return [];
  const begun = Date.parse(recording.startedAt);
  const columns = [
    { title: "after", align: "right" },
    { title: "mark", align: "left" },
  ] as const;
  const table = limitedTable(columns, marks, MARKS_SHOWN, ({ at, note }) => {
    const seconds = Math.max(0, at - begun) / 1000;
    return [{ value: seconds, words: formatSeconds(seconds) }, prose(note)];
  });
  return [{ title: "Marks", blocks: [table] }];
}
