/**
 * What tracing one system call costs: one-byte reads of /dev/zero, untraced, under copyscope in both
 * details, and under its peers (perf stat, strace -c), in turns on the same machine. Prints a Markdown table;
 * the ratio to the untraced run of the same round is what can be compared between machines.
 *
 *   npm run build && node scripts/bench/overhead.mjs [CALLS] [ROUNDS]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const calls = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 5);
const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const reader = join(directory, "reader");
const main = join(root, "dist/server/main.js");

/** Runs the reader between two looks at the clock; the wrapper gets the command line, CALLS calls are made. */
function nanosecondsPerCall(wrap, count) {
  const script = `date +%s%N; "${reader}" ${count}; date +%s%N`;
  const [program, ...argv] = wrap(["sh", "-c", script]);
  const result = spawnSync(program, argv, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [from, to] = result.stdout
    .split("\n")
    .filter((line) => /^\d{16,}$/.test(line))
    .map(BigInt);
  if (to === undefined) return null;
  return Number(to - from) / count;
}

const record = (detail) => (command) => [
  process.execPath,
  main,
  "record",
  "--force",
  "-o",
  join(directory, "x.copyscope"),
  "--detail",
  detail,
  "--",
  ...command,
];

const contenders = [
  ["untraced", (command) => command, calls],
  ["copyscope --detail counts", record("counts"), calls],
  ["copyscope --detail full", record("full"), calls],
  [
    "perf stat -e raw_syscalls:sys_enter",
    (command) => ["perf", "stat", "-e", "raw_syscalls:sys_enter", ...command],
    calls,
  ],
  ["strace -f -c", (command) => ["strace", "-f", "-c", "-o", "/dev/null", ...command], Math.ceil(calls / 50)],
];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  execFileSync("cc", ["-O2", "-pthread", "-o", reader, join(root, "server/test/workloads/reader.c")]);
  const measured = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, wrap, count]] of contenders.entries()) measured[index].push(nanosecondsPerCall(wrap, count));
  }
  const base = measured[0];
  console.log(`| traced by | ns a call, median of ${rounds} | added | ratio to untraced, median |`);
  console.log("|---|---|---|---|");
  for (const [index, [name]] of contenders.entries()) {
    const times = measured[index];
    if (times.some((time) => time === null)) {
      console.log(`| ${name} | not there | | |`);
      continue;
    }
    const ratios = times.map((time, round) => time / base[round]);
    const added = times.map((time, round) => time - base[round]);
    console.log(
      `| ${name} | ${median(times).toFixed(0)} | ${median(added).toFixed(0)} | ${median(ratios).toFixed(2)} |`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
