/**
 * strace as the judge: what it counts of a program, `strace -f -c`.
 */
import { readFileSync } from "node:fs";
import { execa } from "execa";

export interface StraceCount {
  readonly calls: number;
  readonly errors: number;
}

/**
 * Calls and errors by name. The first execve is left out: copyscope counts from the first call after it.
 * 32-bit calls stand in a table of their own and come back as `i386:NAME`. `cwd`: a shell whose $PWD is another directory asks for its own.
 */
export async function straceCounts(
  command: readonly string[],
  out: string,
  cwd: string,
): Promise<Record<string, StraceCount>> {
  await execa("strace", ["-f", "-c", "-o", out, ...command], { reject: false, stdin: "ignore", cwd });
  const counts: Record<string, StraceCount> = {};
  let prefix = "";
  for (const line of readFileSync(out, "utf8").split("\n")) {
    if (/32 bit mode/.test(line)) prefix = "i386:";
    const [, , , calls, ...rest] = line.trim().split(/\s+/);
    const name = rest.at(-1);
    if (name === undefined || !/^\d/.test(line.trim()) || name === "total") continue;
    counts[prefix + name] = { calls: Number(calls), errors: rest.length > 1 ? Number(rest[0]) : 0 };
  }
  const execve = counts["execve"];
  if (execve !== undefined && execve.calls > 1) counts["execve"] = { ...execve, calls: execve.calls - 1 };
  else delete counts["execve"];
  return counts;
}
