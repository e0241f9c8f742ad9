/** What was put into this file: a comparison, or a report with the run's steps for the charts. */
import type { Comparison } from "../../server/model/compare/comparison.ts";
import type { ConditionResult } from "../../server/model/compare/condition.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { Report } from "../../server/model/report.ts";

function textOf(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (text === null || text === undefined) throw new Error(`there is no ${id} in this file`);
  return text;
}

/** Throws where the file holds none: then copyscope did not make it. */
export function embeddedReport(): Report {
  return JSON.parse(textOf("report"));
}

/** A comparison, and what came of the conditions that were asked for with it. */
export interface JudgedComparison extends Comparison {
  readonly conditions: readonly ConditionResult[];
}

/** Null where the file holds a report. */
export function embeddedComparison(): JudgedComparison | null {
  return document.getElementById("comparison") === null ? null : JSON.parse(textOf("comparison"));
}

/** Oldest first; unpacked while the page is there already. */
export async function embeddedSteps(): Promise<readonly LiveFrame[]> {
  const bytes = Uint8Array.from(atob(textOf("steps")), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(unpacked).text());
}
