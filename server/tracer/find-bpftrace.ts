/**
 * The bpftrace that will be run: is it there, and is it new enough?
 */
import { execa } from "execa";
import { versionFromOutput } from "../bpftrace/version.ts";

export type FoundBpftrace =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** Runs `COMMAND --version`. Never rejects. */
export async function findBpftrace(command: string): Promise<FoundBpftrace> {
  const result = await execa(command, ["--version"], { reject: false, timeout: 10_000 });
  if (result.code === "ENOENT") {
    return {
      ok: false,
      message: `bpftrace is not installed (no ${command} on the PATH)`,
      remedy: "apt-get install bpftrace, or npm start, which does it",
    };
  }
  const found = versionFromOutput(`${result.stdout ?? ""}\n${result.stderr ?? ""}`);
  return found.ok ? { ok: true, version: found.version.text } : found;
}
