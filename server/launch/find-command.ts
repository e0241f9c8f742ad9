/**
 * Finds a command as the shell would, before anything is started, so that a mistyped name costs nothing.
 */
import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { bytesFromWord } from "./raw-words.ts";

export type FoundCommand =
  | { readonly ok: true }
  /** 127: not found. 126: found, but it cannot be executed. */
  | { readonly ok: false; readonly exitCode: 126 | 127; readonly message: string };

/** Looks a command up; with a slash in it, it is a path, else it is searched on PATH. */
export function findCommand(name: string, path = process.env["PATH"] ?? "/usr/bin:/bin"): FoundCommand {
  const candidates = name.includes("/") ? [name] : path.split(":").map((directory) => join(directory || ".", name));
  let blocked: string | null = null;
  for (const candidate of candidates) {
    const kind = kindOf(candidate);
    if (kind === "executable") return { ok: true };
    if (kind !== "missing") blocked ??= `${candidate}: ${kind}`;
  }
  if (name === "" || blocked === null) {
    return { ok: false, exitCode: 127, message: `${name === "" ? "''" : name}: command not found` };
  }
  return { ok: false, exitCode: 126, message: blocked };
}

function kindOf(path: string): "executable" | "missing" | "is a directory" | "permission denied" {
  try {
    const bytes = bytesFromWord(path);
    if (statSync(bytes).isDirectory()) return "is a directory";
    accessSync(bytes, constants.X_OK);
    return "executable";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "permission denied" : "missing";
  }
}
