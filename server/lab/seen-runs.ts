/** After the recording: what was seen of each run, by its parent, by copyscope and by the receiver. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report, ReportProcess } from "../model/report.ts";
import type { SeenRun } from "./measured-transfer.ts";
import { type Ending, endingsFromText, type Run } from "./series.ts";
import type { Sink } from "./sinks.ts";
import type { Transfer } from "./transfers.ts";
import type { WatchedCapture } from "./watch-capture.ts";

/** How long receivers that should be finished are waited for. */
const SINK_GRACE_MS = 2_000;

type Sinks = ReadonlyMap<Transfer, Sink>;

/** Puts the three together. `folder`: where the series made its notes. */
export async function seenRuns(
  runs: readonly Run[],
  watched: WatchedCapture,
  folder: string,
  sinks: Sinks,
): Promise<readonly SeenRun[]> {
  const endings = endingsFromText(await textOf(join(folder, "endings")));
  await sinksFinished(runs, endings, sinks);
  const processes = processesByPid(watched.report);
  return await Promise.all(
    runs.map(async (run, number) => {
      const ending = endings.get(number) ?? null;
      const [process = null, ...others] = (ending && processes.get(ending.pid)) ?? [];
      const doubts = process === null ? [] : [...watched.doubtsAbout(process)];
      if (others.length > 0) doubts.push(`copyscope saw ${others.length + 1} processes with the number of one.`);
      const said = await textOf(join(folder, `${number}.out`));
      return { run, ending, said, process, doubts, arrivedBytes: arrivedBytes(runs, number, ending, sinks) };
    }),
  );
}

function arrivedBytes(runs: readonly Run[], number: number, ending: Ending | null, sinks: Sinks): number | null {
  const transfer = runs[number]?.transfer;
  const sink = transfer && sinks.get(transfer);
  if (sink === undefined) return ending?.targetBytes ?? null;
  const connection = runs.slice(0, number).filter((run) => run.transfer === transfer).length;
  return sink.received[connection] ?? null;
}

/** Waits for the last counts of the receivers whose transfers all succeeded; the others wait for ever. */
async function sinksFinished(runs: readonly Run[], endings: ReadonlyMap<number, Ending>, sinks: Sinks): Promise<void> {
  const failed = new Set(runs.filter((_, number) => endings.get(number)?.status !== 0).map(({ transfer }) => transfer));
  const good = [...sinks].filter(([transfer]) => !failed.has(transfer));
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => {
    timer = setTimeout(resolve, SINK_GRACE_MS);
  });
  await Promise.race([grace, Promise.all(good.map(([, sink]) => sink.finished))]);
  clearTimeout(timer);
}

/** The processes with each number, the one that did most first. A number should come once in so short a time. */
function processesByPid({ processes }: Report): ReadonlyMap<number, readonly ReportProcess[]> {
  const byPid = new Map<number, ReportProcess[]>();
  for (const process of processes) byPid.set(process.pid, [...(byPid.get(process.pid) ?? []), process]);
  for (const same of byPid.values()) same.sort((a, b) => b.totals.syscalls - a.totals.syscalls);
  return byPid;
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, "utf8").catch(() => "");
}
