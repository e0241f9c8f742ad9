/** File names as they stand on the command line: from its directory on, and `-` for the standard streams, as everywhere. */
import { resolve } from "node:path";
import type { CliIo } from "./io.ts";

/** Stands for standard input or output. A file of that name is `./-`. */
export const STANDARD_STREAM = "-";

/** The file that is to be read. */
export function inputFile(name: string, io: CliIo): string {
  return name === STANDARD_STREAM ? "/dev/stdin" : resolve(io.directory, name);
}

/** The file of `-o`; null: standard output. */
export function outputFile(name: string | undefined, io: CliIo): string | null {
  return name === undefined || name === STANDARD_STREAM ? null : resolve(io.directory, name);
}
