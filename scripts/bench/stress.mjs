/**
 * Does copyscope's memory stay where it is under stress? Both processors are kept busy with one-byte reads
 * and storms of short processes while copyscope records, and the resident memory of bpftrace and of copyscope's
 * own processes is printed minute by minute, as a Markdown table, with what trust says.
 *
 *   npm run build && node scripts/bench/stress.mjs [MINUTES]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const minutes = Number(process.argv[2] ?? 10);
const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "copyscope-bench-"));
const recording = join(directory, "stress.copyscope");
const copyscope = (...argv) => [join(root, "dist/server/main.js"), ...argv];

try {
  for (const name of ["reader", "forkstorm"]) {
    execFileSync("cc", ["-O2", "-pthread", "-o", join(directory, name), join(root, `server/test/workloads/${name}.c`)]);
  }
  const script = [
    `while :; do "${directory}/reader" 5000000 2; done &`,
    `while :; do "${directory}/forkstorm" 20000 8; done`,
  ].join("\n");
  const command = ["nice", "-n", "19", "sh", "-c", script];
  const flags = ["--force", "-o", recording, "--duration", String(60 * minutes)];
  spawnSync(process.execPath, copyscope("record", ...flags, "--", ...command), {
    stdio: ["ignore", "ignore", "ignore"],
  });

  const { openRecording } = await import(join(root, "dist/server/recording/read-recording.js"));
  const { recording: opened } = await openRecording(recording);
  const peaks = [];
  let first = null;
  let processes = 0;
  for await (const frame of opened.frames) {
    first ??= frame.start;
    const minute = Math.floor((frame.end - first) / 60_000);
    peaks[minute] ??= { bpftrace: 0, copyscope: 0, calls: 0 };
    const peak = peaks[minute];
    peak.bpftrace = Math.max(peak.bpftrace, frame.cost.bpftraceResidentBytes ?? 0);
    peak.copyscope = Math.max(peak.copyscope, frame.cost.serverResidentBytes ?? 0);
    for (const { syscalls } of frame.processes) for (const row of syscalls) peak.calls += row.calls;
    processes = Math.max(processes, ...frame.processes.map(({ id }) => id));
  }
  const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
  console.log("| minute | calls | bpftrace MiB | copyscope MiB |");
  console.log("|---|---|---|---|");
  for (const [minute, peak] of peaks.entries()) {
    console.log(`| ${minute + 1} | ${peak.calls} | ${mebibytes(peak.bpftrace)} | ${mebibytes(peak.copyscope)} |`);
  }
  const report = spawnSync(process.execPath, copyscope("report", recording, "--format", "json"), {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  const { trust, totals } = JSON.parse(report.stdout);
  console.log(
    `\n${totals.syscalls} calls by ${processes} processes; ${trust.complete ? "complete" : trust.reasons.join(" ")}`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
