/**
 * The C programs of server/test/workloads, compiled once for a test run, and a folder for what they write.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../workloads/", import.meta.url));

export interface Workshop {
  /** A folder on the test's filesystem. */
  readonly directory: string;
  /** Path of a compiled workload. */
  program(name: string): string;
  /** Path of a file in the folder. */
  file(name: string): string;
  clean(): void;
}

/** Compiles all workloads into a folder of their own. Throws, with the compiler's words, where one does not compile. */
export function makeWorkshop(parent = tmpdir()): Workshop {
  const directory = mkdtempSync(join(parent, "copyscope-test-"));
  for (const source of readdirSync(SOURCES).filter((file) => file.endsWith(".c"))) {
    const out = join(directory, source.slice(0, -2));
    execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-pthread", "-o", out, join(SOURCES, source)]);
  }
  return {
    directory,
    program: (name) => join(directory, name),
    file: (name) => join(directory, name),
    clean: () => rmSync(directory, { recursive: true, force: true }),
  };
}
