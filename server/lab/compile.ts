/**
 * The lab's C programs, compiled when they are first needed and kept. A compiled program is named for the hash
 * of what it is made of, and gets its name only when it is complete, so that two labs at once and an
 * interrupted compiler do no harm.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { errorCode } from "../recording/file-sentence.ts";

const FLAGS = ["-O2", "-Wall", "-Wextra", "-pthread"];

/** The sources: beside this module in the checkout, in server/ of the package when this is compiled into dist/. */
export const PROGRAMS = fileURLToPath(
  new URL(import.meta.url.includes("/dist/server/") ? "../../../server/lab/programs/" : "./programs/", import.meta.url),
);

export type Compiled =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

const NO_COMPILER = {
  message: "the lab's programs are written in C, and there is no C compiler (cc) here.",
  remedy:
    "Install one. Debian and Ubuntu: sudo apt install gcc libc6-dev. Fedora: sudo dnf install gcc glibc-devel. Arch: sudo pacman -S gcc.",
};

/** Where compiled programs can be kept: a folder nobody else may write to, on a filesystem that executes. */
export async function usableCache(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await stat(folder);
    await access(folder, constants.W_OK);
    return uid === process.geteuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** A hash of everything that goes into a program, and of what it runs on. */
async function fingerprint(source: string): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([FLAGS, process.arch]));
  const headers = (await readdir(PROGRAMS)).filter((name) => name.endsWith(".h")).sort();
  for (const name of [...headers, source]) hash.update(await readFile(join(PROGRAMS, name)));
  return hash.digest("hex").slice(0, 16);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Compiles the program of this name (`sendfile`) into `folder`, unless it is there. */
export async function compiledProgram(name: string, folder: string): Promise<Compiled> {
  const source = `${name}.c`;
  const path = join(folder, `${name}-${await fingerprint(source)}`);
  if (await isExecutable(path)) return { ok: true, path };
  const unfinished = `${path}.${process.pid}`;
  try {
    await promisify(execFile)("cc", [...FLAGS, "-o", unfinished, join(PROGRAMS, source)]);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (errorCode(error) === "ENOENT") return { ok: false, ...NO_COMPILER };
    return { ok: false, message: `${source} does not compile here: ${compilersWords(error)}`, remedy: null };
  }
  if (await isExecutable(path)) return { ok: true, path };
  return { ok: false, message: `what was compiled into ${folder} may not be executed there.`, remedy: null };
}

/** The line of the compiler's that says what is wrong. */
function compilersWords(error: unknown): string {
  const words = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /\berror\b/i.test(line)) ?? lines[0] ?? "the compiler does not say why";
}
