/**
 * How large are recordings, and how quick is a report of a long one? Records twenty busy processes for real, in both
 * details, and prints bytes a minute; then writes an hour (with --day also a day) of 50 made-up busy processes and
 * prints time and memory of `copyscope report` on it, as Markdown tables.
 *
 *   npm run build && node scripts/bench/recordings.mjs [--seconds 30] [--day]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { busyFrame } from "./busy-frames.mjs";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "30" }, day: { type: "boolean" } } });
const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const main = join(root, "dist/server/main.js");
const MIB = 2 ** 20;

try {
  console.log("| 20 busy processes | frames | KiB a minute |\n|---|---:|---:|");
  for (const detail of ["counts", "full"]) real(detail);
  console.log(
    "\n| made-up recording of 50 busy processes | MiB | report as | seconds | MiB of memory | MiB made |\n|---|---:|---|---:|---:|---:|",
  );
  await madeUp("an hour", 3600);
  if (values.day) await madeUp("a day", 86_400);
} finally {
  rmSync(directory, { recursive: true });
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
  const minute = (statSync(file).size / recording.durationSeconds) * 60;
  console.log(`| detail ${detail} | ${recording.frames} | ${(minute / 1024).toFixed(0)} |`);
}

async function madeUp(name, seconds) {
  const { createRecording } = await import(join(root, "dist/server/recording/write-recording.js"));
  const file = join(directory, "made-up.copyscope");
  const created = await createRecording(file, false);
  const startedAt = Date.UTC(2026, 0, 1);
  await created.recording.begin({
    ...{ host: "bench", kernel: "6", arch: "x64", cpus: 8, machine: null, bpftrace: "0", copyscope: "0" },
    ...{ scope: { kind: "system" }, command: null, startedAt, intervalMs: 250, detail: "full", missing: [] },
  });
  for (let index = 0; index < seconds * 4; index++) await created.recording.write(busyFrame(startedAt, index, 50));
  await created.recording.finish({ endedAt: startedAt + seconds * 1000, exitCode: null, reason: "duration" });
  const size = (statSync(file).size / MIB).toFixed(1);
  for (const format of ["json", "html"]) {
    const made = `${file}.${format}`;
    const command = [process.execPath, main, "report", file, "--format", format, "--force", "-o", made];
    const runs = Array.from({ length: 5 }, () => {
      const ran = spawnSync("/usr/bin/time", ["-f", "%e %M", ...command], { encoding: "utf8" });
      return ran.stderr.trim().split("\n").at(-1).split(" ").map(Number);
    }).sort(([a], [b]) => a - b);
    const [elapsed, kilobytes] = runs[2];
    const output = (statSync(made).size / MIB).toFixed(1);
    const memory = (kilobytes / 1024).toFixed(0);
    console.log(`| ${name} | ${size} | ${format} | ${elapsed.toFixed(2)} | ${memory} | ${output} |`);
  }
  rmSync(file);
}
