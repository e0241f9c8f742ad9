/**
 * Runs the lab: makes the file, compiles the programs, starts the receivers, has all transfers recorded in one
 * capture, and removes everything, however it ends.
 */
import { join } from "node:path";
import { startCapture } from "../capture/start.ts";
import { formatBytes, plural } from "../model/units.ts";
import { compiledProgram, PROGRAMS, programCache } from "./compile.ts";
import { EndWatch, signalWords } from "./end-signals.ts";
import { labResult } from "./lab-result.ts";
import { measuredTransfer, refusedTransfer, type SeenRun } from "./measured-transfer.ts";
import type { LabResult, LabTransfer } from "./result.ts";
import { seenRuns } from "./seen-runs.ts";
import { connectionsOf, plannedRuns, type Route, seriesCommand } from "./series.ts";
import type { LabSettings } from "./settings.ts";
import { type Sink, startSink } from "./sinks.ts";
import type { Transfer } from "./transfers.ts";
import { type WatchedCapture, watchCapture } from "./watch-capture.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

export type LabRun =
  | { readonly ok: true; readonly result: LabResult }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

type Say = (line: string) => void;
type Failure = LabRun & { readonly ok: false };

const INTERVAL_MS = 250;

/** A failure on the way; caught by {@link runLab}, whose caller gets it as a value. */
class LabFailure extends Error {
  readonly remedy: string | null;
  constructor({ message, remedy = null }: { readonly message: string; readonly remedy?: string | null }) {
    super(message);
    this.remedy = remedy;
  }
}

/** Measures the transfers. Never rejects for what a machine can refuse. */
export async function runLab(transfers: readonly Transfer[], settings: LabSettings, say: Say): Promise<LabRun> {
  const lab = new Lab(transfers, settings, say);
  try {
    return { ok: true, result: await lab.run() };
  } catch (error) {
    if (error instanceof LabFailure) return failure(error);
    throw error;
  } finally {
    await lab.leaveNothing();
  }
}

function failure({ message, remedy }: LabFailure): Failure {
  return { ok: false, message, remedy };
}

class Lab {
  readonly #transfers: readonly Transfer[];
  readonly #settings: LabSettings;
  readonly #say: Say;
  readonly #end = new EndWatch();
  readonly #sinks = new Map<Transfer, Sink>();
  /** Transfers that cannot be tried, and why. */
  readonly #refused = new Map<Transfer, string>();
  #workspace: Workspace | null = null;

  constructor(transfers: readonly Transfer[], settings: LabSettings, say: Say) {
    this.#transfers = transfers;
    this.#settings = settings;
    this.#say = say;
  }

  async run(): Promise<LabResult> {
    const { fileBytes, rounds } = this.#settings;
    const workspace = await this.#makeWorkspace();
    const cache = await programCache(workspace.folder);
    const [series, sink] = [await this.#helper("series", cache), await this.#helper("sink", cache)];
    const routes = await this.#routes(cache, sink, workspace);
    const runs = plannedRuns(routes, rounds, workspace);
    if (runs.length === 0) throw new LabFailure({ message: [...this.#refused.values()].join(" ") });
    await this.#fill(workspace);
    const many = plural(routes.length, "transfer");
    this.#say(`Attaching the probes, then ${many} of ${formatBytes(fileBytes)}, ${plural(rounds, "time")} each ...`);
    const watched = await this.#capture(seriesCommand(series, workspace.folder, workspace.target, runs));
    const seen = await seenRuns(runs, watched, workspace.folder, this.#sinks);
    const rows = this.#transfers.map((transfer) => this.#row(transfer, seen));
    return labResult(watched.report, workspace.filesystem, this.#settings, rows);
  }

  /** Ends receivers and removes files. */
  async leaveNothing(): Promise<void> {
    for (const sink of this.#sinks.values()) sink.end();
    await this.#workspace?.remove();
    this.#end.stopWatching();
  }

  async #makeWorkspace(): Promise<Workspace> {
    const made = await makeWorkspace(this.#settings.fileBytes);
    if (!made.ok) throw new LabFailure(made);
    this.#workspace = made.workspace;
    return made.workspace;
  }

  async #fill(workspace: Workspace): Promise<void> {
    this.#say(`Writing a file of ${formatBytes(this.#settings.fileBytes)} of random bytes ...`);
    const failure = await workspace.fill();
    this.#heedEnd();
    if (failure !== null) throw new LabFailure(failure);
  }

  async #helper(name: string, cache: string): Promise<string> {
    const compiled = await compiledProgram(name, cache);
    if (!compiled.ok) throw new LabFailure(compiled);
    return compiled.path;
  }

  /** A way to run each transfer, with its receiver started; one that cannot be tried is noted. */
  async #routes(cache: string, sink: string, { target }: Workspace): Promise<readonly Route[]> {
    const routes: Route[] = [];
    for (const transfer of this.#transfers) {
      const program = await this.#programOf(transfer, cache);
      if (program === null) continue;
      const destination = transfer.to === "file" ? target : `tcp:${await this.#startSink(transfer, sink)}`;
      routes.push({ transfer, program, destination });
    }
    return routes;
  }

  async #programOf(transfer: Transfer, cache: string): Promise<readonly string[] | null> {
    if (transfer.program.endsWith(".mjs")) return [process.execPath, join(PROGRAMS, transfer.program)];
    const compiled = await compiledProgram(transfer.program, cache);
    if (compiled.ok) return [compiled.path];
    this.#refused.set(transfer, compiled.message);
    return null;
  }

  /** Each transfer has a receiver of its own, so that a run that never connects leaves the others' counts in order. */
  async #startSink(transfer: Transfer, path: string): Promise<number> {
    const started = await startSink(path, connectionsOf(this.#settings.rounds));
    if (!started.ok) throw new LabFailure(started);
    this.#sinks.set(transfer, started.sink);
    return started.sink.port;
  }

  async #capture(argv: readonly string[]): Promise<WatchedCapture> {
    const started = await startCapture({
      scope: { kind: "command", argv },
      detail: "full",
      intervalMs: INTERVAL_MS,
      threads: true,
      budgetPercent: null,
    });
    if (!started.ok) throw new LabFailure(started.failure);
    const { capture } = started;
    this.#end.onSignal(() => {
      capture.stop("interrupted");
      for (const sink of this.#sinks.values()) sink.end();
    });
    const watched = await watchCapture(capture);
    this.#heedEnd();
    const { reason, message = "the recording failed." } = watched.end;
    if (reason === "failed") throw new LabFailure({ message });
    return watched;
  }

  #row(transfer: Transfer, seen: readonly SeenRun[]): LabTransfer {
    const { fileBytes } = this.#settings;
    const refused = this.#refused.get(transfer);
    if (refused !== undefined) return refusedTransfer(transfer, fileBytes, refused);
    return measuredTransfer(
      transfer,
      fileBytes,
      seen.filter(({ run }) => run.transfer === transfer),
    );
  }

  #heedEnd(): void {
    const { signal } = this.#end;
    if (signal === null) return;
    throw new LabFailure({ message: `the lab was ended by ${signalWords(signal)}, and has removed its files.` });
  }
}
