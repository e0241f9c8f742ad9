/** One line of a recording, checked: what it holds, or why it cannot be that. */
import type { z } from "zod";
import { safeForTerminal } from "../model/safe-text.ts";
import { fileSentence, quotedPath } from "./file-sentence.ts";
import { type LinesEnd, LONGEST_LINE } from "./lines-of-gzip.ts";

/** A line's JSON; undefined where it is none. */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** The first thing wrong, with where it stands: `processes.3.pid: expected number, received string`. */
export function issueSentence(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "its shape is wrong";
  const where = issue.path.map(String).join(".");
  return safeForTerminal(`${where === "" ? "line" : where}: ${issue.message}`);
}

type Kinds = Readonly<Record<string, z.ZodType>>;

export type CheckedLine<K extends Kinds> =
  | { readonly ok: true; readonly value: { readonly [N in keyof K]?: z.infer<K[N]> } }
  | { readonly ok: false; readonly reason: string };

/** Checks a line's value of the form {"NAME": …} against the schema of that name. */
export function checkedValue<K extends Kinds>(value: unknown, kinds: K): CheckedLine<K> {
  if (value === undefined) return { ok: false, reason: "a line is not JSON" };
  for (const [name, schema] of Object.entries(kinds)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) continue;
    const checked = schema.safeParse((value as Record<string, unknown>)[name]);
    if (!checked.success) return { ok: false, reason: issueSentence(checked.error) };
    return { ok: true, value: { [name]: checked.data } as { [N in keyof K]?: z.infer<K[N]> } };
  }
  return { ok: false, reason: `a line holds none of ${Object.keys(kinds).join(", ")}` };
}

/** What is wrong with a file whose lines stopped before their end. */
export function linesEndSentence(path: string, end: Exclude<LinesEnd, { kind: "whole" | "cut" }>): string {
  switch (end.kind) {
    case "not-gzip":
      return `${quotedPath(path)} is not a copyscope recording: it is not gzip-compressed.`;
    case "damaged":
      return `${quotedPath(path)} is damaged: it does not unpack (${safeForTerminal(end.detail)}). Its figures cannot be trusted.`;
    case "line-too-long":
      return `${quotedPath(path)} is not a copyscope recording: it has a line of more than ${LONGEST_LINE / 2 ** 20} MiB.`;
    case "unreadable":
      return fileSentence("read", path, end.error);
  }
}
