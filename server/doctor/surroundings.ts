/** The machine as the checks see it: where the kernel's files are, where commands are looked for. Tests give others. */
import { access, constants, readFile, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface Surroundings {
  /** Usually `/proc`. */
  readonly proc: string;
  /** Usually `/sys`. */
  readonly sys: string;
  /** Usually `/`, for the marks that container runtimes leave. */
  readonly root: string;
  /** The folders commands are looked for in, as in the environment variable PATH. */
  readonly path: string;
}

export const THIS_MACHINE: Surroundings = { proc: "/proc", sys: "/sys", root: "/", path: process.env["PATH"] ?? "" };

/** A file's text, or why there is none. The kernel's files fail in all of these ways. */
export type Reading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: "missing" | "denied" | "unreadable"; readonly code: string };

/** Reads a file of the kernel's. */
export async function readText(path: string): Promise<Reading> {
  try {
    return { ok: true, text: await readFile(path, "utf8") };
  } catch (error) {
    return { ok: false, ...whyNot(error) };
  }
}

/** What a failed file operation means. EPERM is what lockdown answers, EACCES what file modes answer. */
export function whyNot(error: unknown): { reason: "missing" | "denied" | "unreadable"; code: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT" || code === "ENOTDIR") return { reason: "missing", code };
  return { reason: code === "EACCES" || code === "EPERM" ? "denied" : "unreadable", code };
}

/** The full path of a command, or null. */
export async function findCommand(name: string, path: string): Promise<string | null> {
  const candidates = name.includes("/")
    ? [name]
    : path
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not this one.
    }
  }
  return null;
}
