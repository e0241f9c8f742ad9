/** Words to the user: results on standard output, everything else on standard error. */
import { safeForTerminal } from "../model/safe-text.ts";
import { errorCode, fileSentence } from "../recording/file-sentence.ts";
import { COPYSCOPE_FAILED } from "./exit-code.ts";
import type { CliIo, Output } from "./io.ts";

async function written(stream: Output, text: string): Promise<unknown> {
  return await new Promise((resolve) => stream.write(text, (error) => resolve(error ?? null)));
}

/**
 * Writes what was asked for; the exit status. A reader who closed the pipe (`| head`) has what he wanted,
 * so that is no failure and nothing is said about it.
 */
export async function answer(io: CliIo, text: string): Promise<number> {
  const error = await written(io.stdout, text);
  if (error === null || errorCode(error) === "EPIPE") return 0;
  return await complain(io, fileSentence("write to", "standard output", error));
}

/** Writes a line to standard error. Nobody listening there is no reason to fail. */
export async function note(io: CliIo, line: string): Promise<void> {
  await written(io.stderr, `${line}\n`);
}

/** Says why copyscope failed, and what to try; the exit status. */
export async function complain(io: CliIo, message: string, remedy: string | null = null): Promise<number> {
  await note(io, `copyscope: ${sentence(message)}`);
  if (remedy !== null) await note(io, sentence(remedy));
  return COPYSCOPE_FAILED;
}

/** Harmless, and with a full stop where it has none. */
function sentence(text: string): string {
  const harmless = safeForTerminal(text, 2000).trim();
  return /[.?!)]$/.test(harmless) ? harmless : `${harmless}.`;
}

/** Whether headings may be bold: on a terminal, unless NO_COLOR is set to anything (no-color.org). */
export function takesEmphasis(io: CliIo, stream: Output): boolean {
  return stream.isTTY === true && !io.environment["NO_COLOR"];
}
