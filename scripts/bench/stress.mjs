/**
 * copyscope under stress, on all processors at once.
 *
 *   npm run build && node scripts/bench/stress.mjs [MINUTES] [DETAIL] [BPFTRACE]
 *     Threads that make the cheapest call there is, one-byte reads and storms of 20,000 short processes, while copyscope
 *     records: what it counts, and the resident memory of bpftrace and of copyscope's own processes, minute by minute, with
 *     what trust says. 10 minutes in detail full unless told.
 *
 *   npm run build && node scripts/bench/stress.mjs rates [BPFTRACE …]
 *     How many calls a second two threads get to make: untraced, beside probes that do nothing, and traced in both details.
 *
 * Both print Markdown.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CALLS = 4_000_000;
const EMPTY =
  "tracepoint:raw_syscalls:sys_enter /pid == 0/ { exit(); } tracepoint:raw_syscalls:sys_exit /pid == 0/ { exit(); }";
const ATTACH_MS = 4_000;

const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const recording = join(directory, "stress.copyscope");
const program = (name) => join(directory, name);
const threads = availableParallelism();
const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
const millions = (number) => (number / 1e6).toFixed(2);

try {
  for (const name of ["caller", "reader", "forkstorm"]) {
    execFileSync("cc", ["-O2", "-pthread", "-o", program(name), join(root, `server/test/workloads/${name}.c`)]);
  }
  if (process.argv[2] === "rates") await rates(process.argv.slice(3));
  else await storm(Number(process.argv[2] ?? 10), process.argv[3] ?? "full", process.argv[4] ?? "bpftrace");
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs copyscope; what it says goes nowhere but into the result. */
function copyscope(words, bpftrace, stdout = "ignore") {
  return spawnSync(process.execPath, [join(root, "dist/server/main.js"), ...words], {
    stdio: ["ignore", stdout, "ignore"],
    env: { ...process.env, COPYSCOPE_BPFTRACE: bpftrace },
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
}

async function storm(minutes, detail, bpftrace) {
  const script = [
    `while :; do "${program("caller")}" 5000000 ${threads}; done &`,
    `while :; do "${program("reader")}" 500000 1; done &`,
    `while :; do "${program("forkstorm")}" 20000 8; done`,
  ].join("\n");
  const flags = ["--force", "-o", recording, "--detail", detail, "--duration", String(60 * minutes)];
  copyscope(["record", ...flags, "--", "nice", "-n", "19", "sh", "-c", script], bpftrace);

  const { openRecording } = await import(join(root, "dist/server/recording/read-recording.js"));
  const { recording: opened } = await openRecording(recording);
  const sums = [];
  let first = null;
  let processes = 0;
  for await (const frame of opened.frames) {
    first ??= frame.start;
    const minute = Math.floor((frame.end - first) / 60_000);
    sums[minute] ??= { milliseconds: 0, frames: 0, calls: 0, bpftrace: 0, copyscope: 0, full: new Set() };
    const sum = sums[minute];
    sum.milliseconds += frame.end - frame.start;
    sum.frames++;
    sum.bpftrace = Math.max(sum.bpftrace, frame.cost.bpftraceResidentBytes ?? 0);
    sum.copyscope = Math.max(sum.copyscope, frame.cost.serverResidentBytes ?? 0);
    for (const map of frame.trust.mapsFull) sum.full.add(map);
    // Numbers of processes rise in the order in which they come.
    sum.before ??= processes;
    for (const { id, syscalls } of frame.processes) {
      processes = Math.max(processes, id);
      for (const row of syscalls) sum.calls += row.calls;
    }
    sum.processes = processes - sum.before;
  }
  console.log(`bpftrace ${opened.info.bpftrace}, detail ${detail}, ${threads} processors\n`);
  console.log("| minute | calls a second | processes a second | frames | bpftrace MiB | copyscope MiB | full maps |");
  console.log("|---:|---:|---:|---:|---:|---:|---|");
  for (const [minute, sum] of sums.entries()) {
    const each = (count) => Math.round((1000 * count) / sum.milliseconds).toLocaleString("en");
    const memory = `${mebibytes(sum.bpftrace)} | ${mebibytes(sum.copyscope)}`;
    const full = [...sum.full].join(", ") || "none";
    console.log(
      `| ${minute + 1} | ${each(sum.calls)} | ${each(sum.processes)} | ${sum.frames} | ${memory} | ${full} |`,
    );
  }
  const { trust, totals } = JSON.parse(copyscope(["report", recording, "--format", "json"], bpftrace, "pipe").stdout);
  console.log(
    `\n${totals.syscalls} calls by ${processes} processes; ${trust.complete ? "complete" : trust.reasons.join(" ")}`,
  );
}

async function rates(bpftraces) {
  console.log(`| traced by | million calls a second of ${threads} processors' time | by the clock |`);
  console.log("|---|---:|---:|");
  const say = (name, { ofProcessors, byClock }) =>
    console.log(`| ${name} | ${millions(ofProcessors)} | ${millions(byClock)} |`);
  const callers = ["sh", "-c", `date +%s%N; "${program("caller")}" ${CALLS / threads} ${threads}; date +%s%N; times`];
  say("nothing", rateOf(spawnSync(callers[0], callers.slice(1), { encoding: "utf8" })));
  for (const bpftrace of bpftraces.length > 0 ? bpftraces : ["bpftrace"]) {
    const version = execFileSync(bpftrace, ["--version"], { encoding: "utf8" }).trim();
    const empty = spawn(bpftrace, ["-e", EMPTY], { stdio: "ignore", detached: true });
    await new Promise((resolve) => setTimeout(resolve, ATTACH_MS));
    say(`${version}, probes that do nothing`, rateOf(spawnSync(callers[0], callers.slice(1), { encoding: "utf8" })));
    const ended = new Promise((resolve) => empty.once("exit", resolve));
    process.kill(-empty.pid, "SIGKILL");
    await ended;
    for (const detail of ["counts", "full"]) {
      const words = ["record", "--force", "-o", recording, "--detail", detail, "--", ...callers];
      say(`${version}, copyscope --detail ${detail}`, rateOf(copyscope(words, bpftrace, "pipe")));
    }
  }
}

/**
 * Calls a second: of the time that the processors gave to the callers (POSIX `times`: the second line is what a shell's children
 * have had, user and system, as 0m1.25s 0m3.50s), which does not depend on what else the machine does; and by the clock.
 */
function rateOf({ stdout }) {
  const lines = stdout.split("\n");
  const [from, to] = lines.filter((line) => /^\d{16,}$/.test(line)).map(Number);
  const times = lines.filter((line) => /^\d+m[\d.]+s /.test(line))[1] ?? "";
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = parts.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  return { ofProcessors: (CALLS * threads) / seconds, byClock: CALLS / ((to - from) / 1e9) };
}
