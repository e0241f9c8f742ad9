/**
 * Which probe file a bpftrace refused, from its error text: the rest of the program can do without it
 * when its part of the figures is optional.
 */
import type { ComposedProgram } from "../probes/compose.ts";
import { PROBE_FILES, type ProbeFile } from "../probes/sources.ts";

/** The optional one of `files` that the errors are about, with the reason; null when they name none or one that must be there. */
export function refusedFile(
  errors: string,
  program: ComposedProgram,
  files: readonly ProbeFile[] = PROBE_FILES,
): { readonly refused: string; readonly reason: string } | null {
  const error = errors.split("\n").find((line) => /error/i.test(line) && !line.includes("RLIMIT_MEMLOCK"));
  if (error === undefined) return null;
  // "stdin:515-525: ERROR: …" is how 0.17 to 0.23 say that a tracepoint is missing: from the end of the probe before it
  const line = Number(/^[^:]*:(?:\d+-)?(\d+)/.exec(error)?.[1]);
  const name = /tracepoint[:_](\w+)[:_](\w+)/.exec(error);
  const file =
    (Number.isInteger(line) && line > 0 ? fileAtLine(program, line) : undefined) ??
    (name === null ? undefined : fileOfTracepoint(program, files, name[0]));
  const known = files.find((candidate) => candidate.name === file);
  if (known === undefined || known.part === null) return null;
  return { refused: known.name, reason: `this bpftrace refuses its probes: ${error.trim().slice(0, 200)}` };
}

function fileAtLine(program: ComposedProgram, line: number): string | undefined {
  const before = program.text.split("\n").slice(0, line).join("\n");
  return [...before.matchAll(/^ \* ([\w-]+)\.bt /gm)].at(-1)?.[1];
}

function fileOfTracepoint(program: ComposedProgram, files: readonly ProbeFile[], text: string): string | undefined {
  const flat = text.replaceAll(":", "_");
  return files.find(
    (file) =>
      program.files.includes(file.name) &&
      file.needs.flat().some((need) => flat.startsWith(`tracepoint_${need.replace(":", "_")}`)),
  )?.name;
}
