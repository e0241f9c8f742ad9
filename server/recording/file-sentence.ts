/** What the operating system says about a file, as a sentence that names the file and what to try. */
import { safeForTerminal } from "../model/safe-text.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "it, or a directory on the way to it, does not exist",
  ENOTDIR: "a part of the path that should be a directory is none",
  EACCES: "permission is denied; choose another place, or change who may use it",
  EPERM: "the system does not permit it",
  EISDIR: "it is a directory",
  EEXIST: "it exists already; choose another name, or overwrite it with --force",
  ENOSPC: "the disk is full; free some space or choose another place",
  EDQUOT: "the disk quota is used up; free some space or choose another place",
  EFBIG: "it would be larger than this filesystem or limit (ulimit -f) allows",
  EROFS: "the filesystem is read-only; choose another place",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its symbolic links go in a circle",
  EMFILE: "too many files are open",
  ENFILE: "the whole system has too many files open",
  EIO: "the device reported an input/output error",
  ENXIO: "nothing stands behind this device or socket",
};

/** The code of a system error (`ENOENT`), or null for any other. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

/** A path as messages write it: harmless, and marked as a name. */
export function quotedPath(path: string): string {
  return `'${safeForTerminal(path)}'`;
}

/** `cannot DOING 'PATH': REASON.` `doing` is a verb, as in "write" or "create". */
export function fileSentence(doing: string, path: string, error: unknown): string {
  const code = errorCode(error);
  const reason = code === null ? null : (REASONS[code] ?? code);
  const message = error instanceof Error ? safeForTerminal(error.message) : "unknown error";
  return `cannot ${doing} ${quotedPath(path)}: ${reason ?? message}.`;
}
