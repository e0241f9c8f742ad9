/**
 * The report as JSON ("copyscope-report/1", docs/report-json.md). Characters that JSON lets through but a
 * terminal obeys or a reader's eye is fooled by (DEL, the 8-bit controls, bidirectional overrides) are
 * written as \uXXXX: the same string to a parser, harmless where the JSON is printed.
 */
import type { Report } from "../model/report.ts";

const TREACHEROUS = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  let escapes = "";
  for (let unit = 0; unit < character.length; unit++) {
    escapes += `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return escapes;
}

/** A value as indented JSON, ending in a newline. Parses to the value. */
export function harmlessJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(TREACHEROUS, escaped)}\n`;
}

/** The report as indented JSON, ending in a newline. Parses to the report. */
export function reportJson(report: Report): string {
  return harmlessJson(report);
}
