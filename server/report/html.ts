/**
 * A report or a comparison as one HTML file: a page that was built beforehand (client/report), with the value put into it
 * as data, and with a report the run's steps. It asks for nothing: no network, no other file. The report is JSON that a person can find in the
 * file; the steps, which are for charts alone, are compressed.
 */
import { gzipSync } from "node:zlib";
import type { Comparison } from "../model/compare/comparison.ts";
import { comparisonSections } from "../model/compare/comparison-sections.ts";
import type { ConditionResult } from "../model/compare/condition.ts";
import type { LiveFrame } from "../model/live/protocol.ts";
import type { Report } from "../model/report.ts";
import { subjectText } from "../model/sections/run-words.ts";
import { reportText, sectionsText } from "./text.ts";

/** Where the page has room for what is put into it; each stands there once. */
const PLACES = {
  title: "<!--copyscope:title-->",
  text: "<!--copyscope:text-->",
  data: "<!--copyscope:data-->",
} as const;

/** Characters that end a script element or begin markup, and those that old JavaScript took for the end of a line. */
const OBEYED = /[<>&\u2028\u2029]/g;

/** JSON inside a script element: the same value to a parser, and no character in it that HTML obeys. */
function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    OBEYED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

function filled(page: string, place: string, contents: string): string {
  const [before, after, ...more] = page.split(place);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the report's page has no single place for ${place}`);
  }
  return `${before}${contents}${after}`;
}

interface PageContents {
  readonly title: string;
  /** What is shown where nothing runs JavaScript. */
  readonly text: string;
  /** Script elements that hold data. */
  readonly data: readonly string[];
}

/** What is put in holds no `<`, so none of it can look like a place. */
function filledPage(page: string, { title, text, data }: PageContents): string {
  const titled = filled(page, PLACES.title, escaped(title));
  return filled(filled(titled, PLACES.data, data.join("\n")), PLACES.text, escaped(text));
}

function jsonElement(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${embeddedJson(value)}</script>`;
}

/** The report as HTML. `page`: what the build made of client/report. `steps`: the run for charts, oldest first. */
export function reportHtml(report: Report, steps: readonly LiveFrame[], page: string): string {
  const compressed = gzipSync(JSON.stringify(steps)).toString("base64");
  return filledPage(page, {
    title: `copyscope: ${subjectText(report.recording)}`,
    text: reportText(report),
    data: [jsonElement("report", report), `<script type="text/plain" id="steps">${compressed}</script>`],
  });
}

/** The comparison as HTML, on the same page. `conditions`: those that were asked for, and what came of them. */
export function comparisonHtml(comparison: Comparison, conditions: readonly ConditionResult[], page: string): string {
  return filledPage(page, {
    title: `copyscope: comparison of ${comparison.sides.map(({ name }) => name).join(", ")}`,
    text: sectionsText(comparisonSections(comparison)),
    data: [jsonElement("comparison", { ...comparison, conditions })],
  });
}
