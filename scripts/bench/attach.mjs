/**
 * How long it takes until the probes are attached, with each bpftrace of the matrix, in turns on the same machine.
 * Prints a Markdown table:
 *
 * - attach: what the tracer says of itself ("started", server/tracer/protocol.ts), from the reading of the kernel's types
 *   and the start of bpftrace until everything is counted
 * - whole start: from the command `copyscope record --system` until it says that it records
 * - round trip: `copyscope record -- true`, from its start to its end
 *
 *   npm run build && node scripts/bench/attach.mjs [ROUNDS]      as root, on a quiet machine
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { matrixPlaces } from "../setup/matrix.mjs";

const rounds = Number(process.argv[2] ?? 5);
const dist = fileURLToPath(new URL("../../dist/server/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const recording = ["record", "--force", "-o", join(folder, "x.copyscope")];

const bpftraces = [
  "bpftrace",
  ...matrixPlaces()
    .suites.map(({ wrapper }) => wrapper)
    .filter((file) => existsSync(file)),
];

function start(bpftrace, script, words, stdio) {
  const env = { ...process.env, COPYSCOPE_BPFTRACE: bpftrace };
  return spawn(process.execPath, [join(dist, script), ...words], { stdio, env });
}

/** Lines until one is what was waited for. */
async function lineOf(stream, isIt) {
  for await (const line of createInterface({ input: stream })) if (isIt(line)) return line;
  throw new Error("it ended without saying what was waited for");
}

const START = {
  request: "start",
  scope: { kind: "system" },
  detail: "full",
  intervalMs: 250,
  threads: false,
  events: { windowSeconds: 1, perSecond: 1000 },
  own: [],
};

async function attach(bpftrace) {
  const tracer = start(bpftrace, "tracer/main.js", [], ["pipe", "pipe", "inherit"]);
  const ended = once(tracer, "exit");
  tracer.stdin.write(`${JSON.stringify(START)}\n`);
  const line = await lineOf(tracer.stdout, (text) => /"tracer":"(started|failed)"/.test(text));
  tracer.stdin.end();
  await ended;
  const { attachSeconds, message } = JSON.parse(line);
  if (attachSeconds === undefined) throw new Error(message);
  return attachSeconds;
}

async function wholeStart(bpftrace) {
  const begun = performance.now();
  const copyscope = start(bpftrace, "main.js", [...recording, "--system"], ["ignore", "ignore", "pipe"]);
  const ended = once(copyscope, "exit");
  await lineOf(copyscope.stderr, (text) => text.includes("Ctrl-C ends it"));
  const seconds = (performance.now() - begun) / 1000;
  copyscope.kill("SIGINT");
  await ended;
  return seconds;
}

async function roundTrip(bpftrace) {
  const begun = performance.now();
  const copyscope = start(bpftrace, "main.js", [...recording, "--", "true"], "ignore");
  const [status] = await once(copyscope, "exit");
  if (status !== 0) throw new Error(`record -- true ended with ${status}`);
  return (performance.now() - begun) / 1000;
}

const MEASURES = [attach, wholeStart, roundTrip];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const shown = (seconds) => `${median(seconds).toFixed(2)} (${seconds.map((each) => each.toFixed(2)).join(", ")})`;

try {
  const measured = bpftraces.map(() => MEASURES.map(() => []));
  for (let round = 0; round < rounds; round++) {
    for (const [row, bpftrace] of bpftraces.entries()) {
      for (const [column, measure] of MEASURES.entries()) measured[row][column].push(await measure(bpftrace));
    }
  }
  console.log(`| bpftrace | attach, s (limit 2) | whole start, s | \`record -- true\`, s (limit 4) |`);
  console.log("|---|---|---|---|");
  for (const [row, bpftrace] of bpftraces.entries()) {
    const version = execFileSync(bpftrace, ["--version"], { encoding: "utf8" }).trim().replace("bpftrace v", "");
    console.log(`| ${version} | ${measured[row].map(shown).join(" | ")} |`);
  }
  console.log(`\nSeconds: the median of ${rounds}, and each of them.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
