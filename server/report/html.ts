/**
 * The report as one HTML file: a page that was built beforehand (client/report), with the report and the run's steps put
 * into it as data. It asks for nothing: no network, no other file. The report is JSON that a person can find in the
 * file; the steps, which are for charts alone, are compressed.
 */
import { gzipSync } from "node:zlib";
import type { LiveFrame } from "../model/live/protocol.ts";
import type { Report } from "../model/report.ts";
import { subjectText } from "../model/sections/run-words.ts";
import { reportText } from "./text.ts";

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

/** The report as HTML. `page`: what the build made of client/report. `steps`: the run for charts, oldest first. */
export function reportHtml(report: Report, steps: readonly LiveFrame[], page: string): string {
  const compressed = gzipSync(JSON.stringify(steps)).toString("base64");
  const data = [
    `<script type="application/json" id="report">${embeddedJson(report)}</script>`,
    `<script type="text/plain" id="steps">${compressed}</script>`,
  ].join("\n");
  // What is put in holds no `<`, so none of it can look like a place.
  const titled = filled(page, PLACES.title, escaped(`copyscope: ${subjectText(report.recording)}`));
  return filled(filled(titled, PLACES.data, data), PLACES.text, escaped(reportText(report)));
}
