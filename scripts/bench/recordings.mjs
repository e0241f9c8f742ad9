/**
 * How large are recordings, how quickly do long ones open, and what do reports and exports of them take? Records
 * twenty busy processes for real, in both details, and prints bytes a minute; then, with an hour (and with --day a
 * day) of 50 made-up busy processes, what opening, reports and exports take. Prints Markdown tables.
 *
 *   npm run build && node scripts/bench/recordings.mjs [--seconds 60] [--day] [--only sizes|long|exports]
 *                                                      [--made DIRECTORY]
 *
 * Making a day takes a quarter of an hour; --made keeps what was made, and takes it from there the next time.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { busyFrame } from "./busy-frames.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    day: { type: "boolean", default: false },
    only: { type: "string" },
    made: { type: "string" },
  },
});
const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const kept = values.made ?? directory;
const main = join(root, "dist/server/main.js");
const opening = join(root, "scripts/bench/open-recording.mjs");
const MIB = 2 ** 20;
const wanted = (part) => values.only === undefined || values.only === part;

try {
  mkdirSync(kept, { recursive: true });
  if (wanted("sizes")) sizes();
  const long = values.day ? { "an hour": 3600, "a day": 86_400 } : { "an hour": 3600 };
  if (wanted("long")) {
    console.log("\n| 50 busy processes (made up) | MiB | done | seconds | MiB of memory | MiB made |");
    console.log("|---|---:|---|---:|---:|---:|");
    for (const [name, seconds] of Object.entries(long)) await longOnes(name, await madeUp(name, seconds));
  }
  if (wanted("exports")) {
    console.log("\n| an hour of 50 busy processes, exported to | seconds | of CPU | MiB of memory | MiB made |");
    console.log("|---|---:|---:|---:|---:|");
    const file = await madeUp("an hour", 3600);
    for (const format of ["perfetto", "parquet", "csv"]) exported(file, format);
  }
} finally {
  rmSync(directory, { recursive: true });
}

function sizes() {
  console.log(`| 20 busy processes for ${values.seconds} s | frames | KiB | KiB a minute |\n|---|---:|---:|---:|`);
  for (const detail of ["counts", "full"]) real(detail);
}

/** Ten programs that read a file and send it to ten others over sockets, a little at a time. */
function real(detail) {
  const file = join(directory, `${detail}.copyscope`);
  const script = join(root, "scripts/bench/twenty-relays.mjs");
  const flags = ["record", "--force", "-o", file, "--detail", detail];
  spawnSync(process.execPath, [main, ...flags, "--", process.execPath, script, values.seconds], { stdio: "ignore" });
  const { recording } = JSON.parse(
    execFileSync(process.execPath, [main, "report", file, "--format", "json"], { maxBuffer: 2 ** 28 }),
  );
  const { size } = statSync(file);
  const minute = (size / recording.durationSeconds) * 60;
  const kib = (bytes) => (bytes / 1024).toFixed(0);
  console.log(`| detail ${detail} | ${recording.frames} | ${kib(size)} | ${kib(minute)} |`);
}

/** The recording of that length; made where it was not kept. */
async function madeUp(name, seconds) {
  const file = join(kept, `${name.replace(" ", "-")}.copyscope`);
  if (existsSync(file)) return file;
  const { createRecording } = await import(join(root, "dist/server/recording/write-recording.js"));
  const created = await createRecording(file, false);
  const startedAt = Date.UTC(2026, 0, 1);
  await created.recording.begin({
    ...{ host: "bench", kernel: "6", arch: "x64", cpus: 8, machine: null, bpftrace: "0", copyscope: "0" },
    ...{ scope: { kind: "system" }, command: null, startedAt, intervalMs: 250, detail: "full", missing: [] },
  });
  for (let index = 0; index < seconds * 4; index++) await created.recording.write(busyFrame(startedAt, index, 50));
  await created.recording.finish({ endedAt: startedAt + seconds * 1000, exitCode: null, reason: "duration" });
  return file;
}

/** What a person does with a long recording, each in a process of its own; the middle one of three. */
async function longOnes(name, file) {
  const size = mib(statSync(file).size);
  const row = (what, { elapsed, memory }, made) =>
    console.log(`| ${name} | ${size} | ${what} | ${elapsed} | ${memory} | ${made} |`);
  for (const [what, words] of [
    ["open: its head, and half a minute in its middle", "middle"],
    ["charts of all of it, for the page", "charts"],
  ]) {
    // The program says how long it took without starting Node; its memory is the process's.
    const runs = Array.from({ length: 3 }, () => {
      const ran = timed([opening, file, words]);
      return { ...ran, elapsed: Number(ran.stdout) };
    });
    const { elapsed, memory } = middle(runs);
    row(what, { elapsed: elapsed.toFixed(3), memory }, "");
  }
  for (const format of ["json", "md", "html"]) {
    const made = join(directory, `report.${format}`);
    const command = [main, "report", file, "--format", format, "--force", "-o", made];
    const { elapsed, memory } = middle(Array.from({ length: 3 }, () => timed(command)));
    row(`report --format ${format}`, { elapsed: elapsed.toFixed(2), memory }, mib(statSync(made).size));
  }
}

function exported(file, format) {
  const made = join(directory, `export-${format}`);
  const { elapsed, cpu, memory } = timed([main, "export", file, "--format", format, "-o", made]);
  console.log(`| ${format} | ${elapsed.toFixed(1)} | ${cpu.toFixed(1)} | ${memory} | ${mib(sizeOf(made))} |`);
  rmSync(made, { recursive: true });
}

/** Runs Node with these words under time(1). Seconds, and MiB of resident memory at its peak. */
function timed(words) {
  const ran = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", process.execPath, ...words], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`${words.join(" ")}: ${ran.stderr}`);
  const [elapsed, user, system, kilobytes] = ran.stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { elapsed, cpu: user + system, memory: (kilobytes / 1024).toFixed(0), stdout: ran.stdout };
}

function middle(runs) {
  return runs.sort((a, b) => a.elapsed - b.elapsed)[Math.floor(runs.length / 2)];
}

function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

function mib(bytes) {
  return (bytes / MIB).toFixed(1);
}
