/**
 * The command that a capture runs: it waits at its gate for the probes, is asked to end, and is ended in the
 * tracer's stead should the tracer be killed.
 */
import { constants } from "node:os";
import { Canary } from "../launch/canary.ts";
import { endWorkload } from "../launch/end-workload.ts";
import { type Gate, startGate } from "../launch/gate.ts";
import { startTime } from "../launch/start-time.ts";
import type { CaptureCommand, EndSignal } from "./capture.ts";

/** How long the guardian is given to end a workload whose tracer is gone. */
const GUARDIAN_MS = 500;

export class OwnCommand {
  readonly #signal: (signal: EndSignal | "SIGKILL") => void;
  #canary: Canary | null = null;
  #gate: Gate | null = null;
  #command: CaptureCommand | null = null;
  #settle: (exitCode: number) => void = () => {};
  #exitCode: number | null = null;
  /** How often it was asked to end. */
  #asked = 0;
  /** Signals that it has had from the terminal. */
  readonly #fromTerminal = new Set<EndSignal>();

  /** `signal` reaches the command and all that it has started. */
  constructor(signal: (signal: EndSignal | "SIGKILL") => void) {
    this.#signal = signal;
  }

  /** Null until it has been started. */
  get command(): CaptureCommand | null {
    return this.#command;
  }

  /** Its status as a shell says it; null until it has ended. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  get wasAskedToEnd(): boolean {
    return this.#asked > 0;
  }

  /** Whether it has ended by a signal that it had from the terminal. */
  get diedOfTerminal(): boolean {
    return [...this.#fromTerminal].some((signal) => this.#exitCode === 128 + constants.signals[signal]);
  }

  /** The launcher's pid, where it waits as this process's child; null where the tracer starts the command. */
  get launcher(): number | null {
    return this.#gate?.pid ?? null;
  }

  /** Before it is started: from here on it is known where a signal comes from. Throws where no process can be made. */
  watchTerminal(): void {
    this.#canary = new Canary();
  }

  /** Starts it here, at a gate. Rejects where no process can be made. */
  async wait(argv: readonly string[], ended: (exitCode: number) => void): Promise<void> {
    const gate = await startGate(argv, null);
    this.#gate = gate;
    this.started(gate.pid);
    void gate.ended.then(ended);
  }

  /** It has been started, and waits for its probes. */
  started(pid: number): void {
    const ended = new Promise<number>((resolve) => {
      this.#settle = resolve;
    });
    this.#command = { pid, ended };
  }

  /** Lets it run. */
  openGate(): void {
    this.#gate?.open();
  }

  /** It is not to run. */
  closeGate(): void {
    this.#gate?.close();
  }

  /** It has ended, with a status as a shell says it. */
  ended(exitCode: number): void {
    this.#settle(exitCode);
    this.#exitCode = exitCode;
  }

  /**
   * Hands on a signal that copyscope got (undefined: it was asked without one). What came from the terminal the
   * command has had already, and it is its business what to make of it. Whether it was asked to end by it.
   */
  async handOn(signal: EndSignal | undefined): Promise<boolean> {
    const hadIt = this.#canary !== null && (await this.#canary.diedToo());
    if (!hadIt) return this.askToEnd(signal ?? "SIGINT");
    this.#fromTerminal.add(signal ?? "SIGINT");
    if (signal !== undefined) return false;
    if (this.#asked > 0) return this.askToEnd("SIGINT");
    this.#asked = 1;
    return false;
  }

  /** Asks it to end, more firmly each time. */
  askToEnd(signal: EndSignal): true {
    this.#asked += 1;
    this.#signal(this.#asked === 1 ? signal : this.#asked === 2 ? "SIGTERM" : "SIGKILL");
    return true;
  }

  /** The tracer was killed. Its guardian ends the command; should that be gone too, it is done here, with `others`. */
  async endWithoutTracer(others: readonly number[]): Promise<void> {
    if (this.#command === null) return;
    const started = new Map([this.#command.pid, ...others].map((pid) => [pid, startTime(pid)]));
    await new Promise((resolve) => setTimeout(resolve, GUARDIAN_MS));
    const left = [...started].filter(([pid, start]) => start !== null && startTime(pid) === start);
    if (left.length > 0) await endWorkload(left.map(([pid, start]) => `${pid}:${start}`).join(" "));
  }

  /** Nobody asks any more where a signal comes from. */
  release(): void {
    this.#canary?.release();
  }
}
