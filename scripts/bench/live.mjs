/**
 * What the dashboard's server costs: CPU, memory and bytes a second for each page, with 200 and with 1,000 busy
 * processes at four frames a second. Frames are made up and handed in directly, so no tracing is in the figures.
 *
 *     npm run build && node scripts/bench/live.mjs [--seconds 10] [--pages 1] [--history 900]
 *
 * `history` is how many frames are there before the measurement begins (3,600 are a quarter of an hour).
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const DIST = new URL("../../dist/server/", import.meta.url);
const INTERVAL_MS = 250;
const NAMES = "read write sendto recvfrom epoll_wait futex openat close newfstatat mmap".split(" ");
const MEASURED = { pageFaults: true, time: true, pageCache: true, socketCopies: true, ioUring: true, threads: false };

const end = (kind) => ({ kind, filesystem: kind === "file" ? "ext4" : null, traits: [] });
const flow = (operation, from, to) => ({
  operation,
  from: end(from),
  to: end(to),
  flags: [],
  mechanism: "copy",
  copiesPerByte: 1,
});
const FLOWS = [flow("read", "file", "memory"), flow("write", "memory", "pipe"), flow("sendto", "memory", "tcp")];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "10" },
    pages: { type: "string", default: "1" },
    history: { type: "string", default: "900" },
  },
});
const [seconds, pages, history] = [values.seconds, values.pages, values.history].map(Number);
const [role, word] = positionals;

if (role === "server") await serve(Number(word));
else if (role === "pages") await lookAt(word);
else {
  console.log(`processes  pages  server CPU  memory     bytes/s a page  frames a page`);
  for (const processes of [200, 1000]) console.log(await measure(processes));
}

/** One line of the table. */
async function measure(processes) {
  const server = child("server", String(processes));
  const lines = linesOf(server);
  const url = (await lines.next()).value;
  const watcher = child("pages", url);
  const seen = JSON.parse((await linesOf(watcher).next()).value);
  server.stdin.end();
  const cost = JSON.parse((await lines.next()).value);
  return [
    String(processes).padStart(9),
    String(pages).padStart(6),
    `${(cost.share * 100).toFixed(1)}%`.padStart(11),
    `${(cost.memory / 2 ** 20).toFixed(0)} MiB`.padStart(8),
    String(Math.round(seen.bytes / seen.seconds / pages)).padStart(17),
    String(Math.round(seen.frames / pages)).padStart(14),
  ].join(" ");
}

function child(...words) {
  const options = ["--seconds", values.seconds, "--pages", values.pages, "--history", values.history];
  return spawn(process.execPath, [fileURLToPath(import.meta.url), ...words, ...options], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}

function linesOf({ stdout }) {
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
}

/** A server whose capture is made up. Prints its address, and when standard input ends what it has cost. */
async function serve(processes) {
  const { spareMemory } = await import(new URL("launch/spare-memory.js", DIST));
  spareMemory();
  const { LiveSession } = await import(new URL("live/session.js", DIST));
  const { serveLive } = await import(new URL("live/server.js", DIST));
  let give = () => {};
  const ready = [];
  const frames = {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (ready.length > 0) yield ready.shift();
        await new Promise((resolve) => {
          give = resolve;
        });
      }
    },
  };
  const info = {
    ...{
      host: "bench",
      kernel: "6",
      arch: "x64",
      cpus: 2,
      machine: null,
      calibration: null,
      bpftrace: "0",
      copyscope: "0",
      scope: { kind: "system" },
    },
    ...{ command: null, startedAt: Date.now(), intervalMs: INTERVAL_MS, detail: "full", missing: [] },
  };
  const capture = { info, command: null, frames, stop() {}, release() {}, ended: new Promise(() => {}) };
  const session = new LiveSession(
    { startCapture: async () => ({ ok: true, capture }), version: "0", directory: "/nowhere" },
    { scope: { kind: "system" }, detail: "full", intervalMs: INTERVAL_MS, threads: false, budgetPercent: null },
  );
  const started = await serveLive(session, { host: "127.0.0.1", port: 0 });
  await session.start();
  const { ProcessTally } = await import(new URL("model/assemble/process-tally.js", DIST));
  const kinds = Array.from({ length: 4 }, (_, kind) => processesOf(ProcessTally, processes, kind));
  let index = 0;
  const begin = Date.now() - history * INTERVAL_MS;
  const next = () => {
    const start = begin + index * INTERVAL_MS;
    ready.push(frameOf(start, kinds[index % kinds.length]));
    index++;
    give();
  };
  while (index < history) {
    next();
    // As fast as they can be packed; in a run they come a hundred times slower.
    if (index % 8 === 0) await new Promise((resolve) => setTimeout(resolve, processes / 40));
  }
  const ticks = setInterval(next, INTERVAL_MS);
  // The history has settled: what is measured is the running on.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = { cpu: process.cpuUsage(), at: performance.now() };
  console.log(started.server.url);
  await new Promise((resolve) => process.stdin.resume().once("end", resolve));
  const cpu = process.cpuUsage(before.cpu);
  const { phase } = session.state();
  if (phase.phase !== "running") throw new Error(`the server stopped taking frames: ${JSON.stringify(phase)}`);
  const share = (cpu.user + cpu.system) / 1000 / (performance.now() - before.at);
  console.log(JSON.stringify({ share, memory: process.memoryUsage.rss() }));
  clearInterval(ticks);
  process.exit(0);
}

/** Pages that look on, and what came to them over their sockets. */
async function lookAt(url) {
  const { io } = await import("socket.io-client");
  let frames = 0;
  const sockets = Array.from({ length: pages }, () => {
    const socket = io(url, { transports: ["websocket"], forceNew: true, auth: { protocol: 1 } });
    socket.on("history", (_, done) => done());
    socket.on("frames", (batch) => {
      frames += batch.frames.length;
      socket.emit("got", batch.number);
    });
    return socket;
  });
  // The past is a page's first second; from there on it is the ticks.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const bytes = () => sockets.reduce((sum, { io }) => sum + io.engine.transport.ws._socket.bytesRead, 0);
  const before = { bytes: bytes(), at: performance.now() };
  frames = 0;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  console.log(
    JSON.stringify({ bytes: bytes() - before.bytes, frames, seconds: (performance.now() - before.at) / 1000 }),
  );
  process.exit(0);
}

function frameOf(start, processes) {
  const histogram = Array.from({ length: 24 }, (_, bucket) => ((start * (bucket + 7)) % 977) | 0);
  return {
    start,
    end: start + INTERVAL_MS,
    processes,
    dma: { diskRead: 4096, diskWrite: 81920, nicTransmit: 1e6, nicTransmitPaged: 9e5, nicReceive: 3e4 },
    runQueueWait: histogram,
    latency: { read: histogram, write: histogram, sendto: histogram },
    size: { read: histogram, write: histogram, sendto: histogram },
    trust: { lostEvents: 0, mapsFull: [], unmatched: 0, inFlightAtStart: 0, skippedRuns: 0, skippedInInterrupts: {} },
    gaps: [],
    cost: {
      ...{ probeRuns: 1e5, probeNanoseconds: 2e7, bpftraceCpuNanoseconds: 1e6, serverCpuNanoseconds: 1e6 },
      ...{ bpftraceResidentBytes: 1.1e8, serverResidentBytes: 8e7 },
    },
  };
}

/**
 * Busy processes: each makes ten kinds of system calls and has three flows, with numbers of its own. They are put
 * together by what puts a capture's frames together, so that they are in memory what those are.
 */
function processesOf(ProcessTally, count, kind) {
  return Array.from({ length: count }, (_, id) => {
    const calls = ((id * 7919 + kind * 104_729) % 5000) + 1;
    const tally = new ProcessTally();
    for (const name of NAMES) tally.syscall(name, 0, calls);
    tally.syscall("futex", 2, 7);
    for (const flow of FLOWS) tally.flow(flow, 0, calls, calls * 4000);
    tally.faults.user = calls % 50;
    tally.voluntary = tally.wakeups = calls;
    tally.involuntary = 3;
    tally.addTime({ user: calls * 1000, kernel: calls * 3000, runnable: calls * 100, blocked: 9e7 });
    return tally.frame({ id, pid: 10_000 + id, parent: 1, command: `worker-${id % 40}` }, MEASURED);
  });
}
