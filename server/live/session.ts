/**
 * A live session: frames come in from the capture, and everything that is kept, told or asked about them has
 * its place here. It knows nothing of sockets or HTTP; those ask it.
 */
import { randomUUID } from "node:crypto";
import type { CaptureFailure, CaptureOptions } from "../capture/capture.ts";
import type { Finding } from "../model/findings/finding.ts";
import type { Detail, Frame, RunEnd, RunInfo } from "../model/frame.ts";
import type { LabStarter } from "../model/live/lab.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import {
  type Answer,
  LIVE_PROTOCOL,
  type LiveFrame,
  type LiveScope,
  type LiveState,
  type Mark,
} from "../model/live/protocol.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { CaptureControl, type StartCapture } from "./capture-control.ts";
import { NewestWindow } from "./event-windows.ts";
import { type Saved, saveLast } from "./flight-recorder.ts";
import { LiveHistory } from "./history.ts";
import { LiveFindings, sameFindings } from "./live-findings.ts";
import { LiveLab } from "./live-lab.ts";
import { LiveRecording, NO_LIMITS, type RecordingLimits } from "./live-recording.ts";
import { Marks } from "./marks.ts";
import { LOOK_MS, Silence } from "./silence.ts";
import { WholeFrames } from "./whole-frames.ts";

/** Findings are looked for so often, and told with new numbers so often when they are the same ones. */
const FINDINGS_MS = 2_000;
const RETELL_MS = 10_000;

export interface SessionListener {
  /** A frame is in the history; here it is whole, too. */
  frame(live: LiveFrame, frame: Frame): void;
  state(): void;
}

export interface SessionParts {
  readonly startCapture: StartCapture;
  readonly version: string;
  /** Where recordings go. */
  readonly directory: string;
  /** What the page may run beside the live view; without it there is no lab. */
  readonly lab?: LabStarter;
  readonly limits?: RecordingLimits;
  /** Nothing is traced: the page opens this recording. */
  readonly replays?: string;
}

export type WindowReport =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly message: string };

export class LiveSession {
  readonly id: string = randomUUID();
  readonly history = new LiveHistory();
  readonly whole = new WholeFrames();
  readonly events = new NewestWindow();
  readonly marks = new Marks();
  readonly control: CaptureControl;
  readonly lab: LiveLab;
  readonly version: string;
  /** Where recordings are. */
  readonly directory: string;
  readonly #recording: LiveRecording;
  readonly #findings = new LiveFindings();
  #told: readonly Finding[] = [];
  #lookedAt = 0;
  #toldAt = 0;
  #sequence = 0;
  readonly #silence = new Silence();
  #looks: ReturnType<typeof setInterval> | undefined;
  /** A recording was cut by a restart, and goes on in another file. */
  #recordsOn = false;
  #listener: SessionListener | null = null;

  constructor(parts: SessionParts, options: CaptureOptions) {
    this.version = parts.version;
    this.directory = parts.directory;
    this.#recording = new LiveRecording(parts.directory, parts.limits ?? NO_LIMITS, () => this.#changed());
    const listener = {
      frame: (info: RunInfo, frame: Frame) => this.#frame(info, frame),
      over: (end: RunEnd | null) => void this.#over(end),
      changed: () => this.#changed(),
    };
    this.control = new CaptureControl(parts.startCapture, options, listener, parts.replays);
    this.lab = new LiveLab(parts.lab ?? null, this.control, () => this.#changed());
  }

  /** One listener: the fan-out to the pages. */
  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  async start(): Promise<CaptureFailure | null> {
    this.#looks = setInterval(() => {
      const { phase, options } = this.control;
      if (this.#silence.look(performance.now(), phase.phase === "running", options.intervalMs)) this.#changed();
    }, LOOK_MS).unref();
    return await this.control.start();
  }

  /** Ends capture, command and recording. */
  async stop(): Promise<void> {
    clearInterval(this.#looks);
    await this.control.stop("interrupted");
    await this.#recording.stop({ endedAt: Date.now(), exitCode: null, reason: "interrupted" });
  }

  state(): LiveState {
    const { scope, detail, intervalMs } = this.control.options;
    return {
      protocol: LIVE_PROTOCOL,
      server: this.id,
      version: this.version,
      phase: this.control.phase,
      silent: this.#silence.silent,
      run: this.control.run,
      scope,
      detail,
      intervalMs,
      command: this.control.command,
      lab: this.lab.now.running,
      recording: this.#recording.now,
      lastRecording: this.#recording.last,
      findings: this.#told,
      marks: this.marks.all,
      exactSince: this.whole.since,
    };
  }

  async watch(scope: LiveScope): Promise<Answer> {
    return await this.control.change({ scope }, "another scope was chosen");
  }

  async setDetail(detail: Detail): Promise<Answer> {
    return await this.control.change({ detail }, `the detail was changed to ${detail}`);
  }

  async setInterval(intervalMs: number): Promise<Answer> {
    return await this.control.change({ intervalMs }, `the interval was changed to ${intervalMs} ms`);
  }

  mark(note: string): Mark {
    const mark = this.marks.add(note, Date.now());
    this.#recording.mark({ at: mark.at, note });
    this.#changed();
    return mark;
  }

  async record(action: "start" | "stop"): Promise<Answer> {
    if (action === "stop") {
      if (this.#recording.now === null) return { ok: false, message: "No recording is running." };
      await this.#recording.stop({ endedAt: Date.now(), exitCode: null, reason: "interrupted" });
      return { ok: true };
    }
    const { phase, run } = this.control;
    if (phase.phase !== "running" || run === null) return { ok: false, message: "There is nothing to record now." };
    return await this.#recording.start(run);
  }

  /** Keeps the last seconds as a recording, after the fact. */
  async save(seconds: number): Promise<Saved> {
    return await saveLast(seconds, new Date(), this.whole, this.marks, this.directory);
  }

  /** The report of exactly the frames that lie in the window (epoch milliseconds). */
  async report(from: number, to: number): Promise<WindowReport> {
    let accumulator: ReportAccumulator | null = null;
    let last = 0;
    for await (const { info, frame } of this.whole.window(from, to)) {
      accumulator ??= new ReportAccumulator({ ...info, startedAt: frame.start });
      accumulator.add(frame);
      last = frame.end;
    }
    if (accumulator === null) return { ok: false, message: this.#whyNothing(from) };
    accumulator.mark(this.marks.all.filter(({ at }) => at >= from && at <= to).map(({ at, note }) => ({ at, note })));
    const exitCode = this.control.command?.exitCode ?? null;
    return { ok: true, report: accumulator.report({ endedAt: last, exitCode, reason: "interrupted" }) };
  }

  #whyNothing(from: number): string {
    const since = this.whole.since;
    if (since !== null && from < since) {
      const kept = new Date(since).toISOString();
      return `Whole frames are kept since ${kept} only; of what was before there are sums for the charts.`;
    }
    return "No whole frame lies in that window.";
  }

  #frame(info: RunInfo, frame: Frame): void {
    this.#sequence++;
    if (this.#silence.heard(performance.now())) this.#changed();
    const options = { sequence: this.#sequence, marks: this.marks.take(frame.end), process: null };
    const live = liveFrameOf(frame, options);
    this.history.add(live);
    this.whole.add(info, frame);
    this.events.add(frame);
    if (this.#recordsOn) {
      this.#recordsOn = false;
      void this.#recording.goOn(info);
    }
    this.#recording.add(info, frame);
    this.#findings.add(frame);
    this.#look(frame.end, info);
    this.#listener?.frame(live, frame);
  }

  #look(now: number, { calibration }: RunInfo): void {
    if (now - this.#lookedAt < FINDINGS_MS) return;
    this.#lookedAt = now;
    // Its size grows with every frame.
    if (this.#recording.now !== null) this.#changed();
    const findings = this.#findings.now(calibration);
    const same = sameFindings(findings, this.#told);
    if (same && (findings.length === 0 || now - this.#toldAt < RETELL_MS)) return;
    this.#told = findings;
    this.#toldAt = now;
    this.#changed();
  }

  /** A recording is of one run: it ends with it. After a change another one begins, with its own head. */
  async #over(end: RunEnd | null): Promise<void> {
    this.#findings.clear();
    this.#told = [];
    if (this.#recording.now === null) return;
    this.#recordsOn = end === null;
    await this.#recording.stop(end ?? { endedAt: Date.now(), exitCode: null, reason: "interrupted" });
  }

  #changed(): void {
    this.#listener?.state();
  }
}
