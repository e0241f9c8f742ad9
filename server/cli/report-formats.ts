/** The ways to say a report: what each needs beside the report, and how it is made. */
import { RunSteps } from "../model/live/run-steps.ts";
import type { Report } from "../model/report.ts";
import { type CsvTable, reportCsv } from "../report/csv.ts";
import { reportHtml } from "../report/html.ts";
import { reportPage } from "../report/html-page.ts";
import { reportJson } from "../report/json.ts";
import { reportMarkdown } from "../report/markdown.ts";
import { reportText } from "../report/text.ts";

export const REPORT_FORMATS = ["text", "html", "md", "json", "csv"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportChoice {
  readonly format: ReportFormat;
  readonly table: CsvTable | null;
  /** For a terminal: bold headings, and no page of half a megabyte. */
  readonly terminal: boolean;
  readonly emphasis: boolean;
}

export type Rendering =
  | {
      readonly ok: true;
      /** Takes the frames, where the format shows the run over time. */
      readonly steps: RunSteps | null;
      readonly render: (report: Report) => string;
    }
  | { readonly ok: false; readonly message: string };

/** How a report is said in the chosen format, or the sentence that says why it cannot be. */
export function renderingOf({ format, table, terminal, emphasis }: ReportChoice): Rendering {
  const plain = (render: (report: Report) => string): Rendering => ({ ok: true, steps: null, render });
  if (table !== null && format !== "csv") return { ok: false, message: "--table goes with --format csv only." };
  switch (format) {
    case "text":
      return plain((report) => reportText(report, { emphasis }));
    case "md":
      return plain(reportMarkdown);
    case "json":
      return plain(reportJson);
    case "csv":
      return plain((report) => reportCsv(report, table));
    case "html":
      return htmlRendering(terminal);
  }
}

function htmlRendering(terminal: boolean): Rendering {
  const made = reportPage(terminal);
  if (!made.ok) return made;
  const steps = new RunSteps();
  return { ok: true, steps, render: (report) => reportHtml(report, steps.steps(), made.page) };
}
