/**
 * The bpftrace versions that kernel tests run with: this machine's own and one for each suite of the matrix, which
 * `npm test` makes. Use it as `describe.each(bpftraceVersions)("bpftrace $version ($name)", …)` and give `command` to
 * copyscope as the environment variable COPYSCOPE_BPFTRACE.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { versionFromOutput } from "../../bpftrace/version.ts";

export interface BpftraceUnderTest {
  /** `host`, or the Debian suite it comes from. */
  readonly name: string;
  /** An executable that behaves as that bpftrace. */
  readonly command: string;
  /** As it says itself: "0.23.2". */
  readonly version: string;
}

export interface MissingBpftrace {
  readonly name: string;
  readonly command: string;
  readonly reason: string;
}

interface SuiteList {
  readonly cache: string;
  readonly suites: readonly { readonly name: string; readonly why: string }[];
}

const { cache, suites } = JSON.parse(readFileSync(new URL("./suites.json", import.meta.url), "utf8")) as SuiteList;

/** Every version the matrix should have, there or not. */
export const candidates: readonly { readonly name: string; readonly command: string }[] = [
  { name: "host", command: "bpftrace" },
  ...suites.map(({ name }) => ({
    name,
    command: join(resolve(process.env["COPYSCOPE_CACHE"] || cache), "matrix", "bin", `bpftrace-${name}`),
  })),
];

const asked = candidates.map(ask);

/** The versions there are. With CI=true that is all of them, or importing this fails. */
export const bpftraceVersions: readonly BpftraceUnderTest[] = asked.filter((one) => "version" in one);

/** Those that cannot run here, and why. */
export const missingVersions: readonly MissingBpftrace[] = asked.filter((one) => "reason" in one);

if (missingVersions.length > 0) {
  const list = missingVersions.map(({ name, reason }) => `${name}: ${reason}`).join("\n  ");
  const sentence = `These bpftrace versions are missing (npm test makes the matrix, as root):\n  ${list}`;
  if (process.env["CI"] === "true") throw new Error(sentence);
  console.warn(`!!! NOT TESTED. ${sentence}`);
}

function ask({ name, command }: { name: string; command: string }): BpftraceUnderTest | MissingBpftrace {
  try {
    const output = execFileSync(command, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const result = versionFromOutput(output);
    return result.ok ? { name, command, version: result.version.text } : { name, command, reason: result.message };
  } catch (error) {
    return { name, command, reason: error instanceof Error ? error.message.trim() : String(error) };
  }
}
