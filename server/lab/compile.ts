/**
 * The lab's C programs, compiled when they are first needed and kept. A compiled program lies in a folder
 * named for the hash of what it is made of, and gets its name only when it is complete, so that two labs at once and an
 * interrupted compiler do no harm.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { errorCode } from "../recording/file-sentence.ts";
import { homeFolder } from "./home-folder.ts";

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

/** The folder for compiled programs: the user's cache, or `fallback` where that is not for us alone. */
export async function programCache(fallback: string, environment = process.env): Promise<string> {
  const home = homeFolder();
  const named = environment["XDG_CACHE_HOME"] ?? "";
  // A relative path there is to be ignored (XDG Base Directory Specification).
  const caches = isAbsolute(named) ? named : home && join(home, ".cache");
  const kept = caches && join(caches, "copyscope", "lab");
  return kept && (await isOursAlone(kept)) ? kept : fallback;
}

/** What is in there will be executed, so nobody else may write there. */
async function isOursAlone(folder: string): Promise<boolean> {
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
  // A folder for each version: the program keeps its own name, which is what reports show.
  const version = join(folder, await fingerprint(source));
  const path = join(version, name);
  if (await isExecutable(path)) return { ok: true, path };
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(version, { recursive: true, mode: 0o700 });
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
