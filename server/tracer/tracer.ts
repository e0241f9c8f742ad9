/**
 * The tracer: the one part of copyscope that holds privilege. It takes requests from its single client,
 * runs one session at a time, and when the client goes away it leaves nothing behind.
 */
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { tracingCapabilities } from "../kernel/capabilities.ts";
import { findCommand } from "../launch/find-command.ts";
import { type Gate, startGate } from "../launch/gate.ts";
import type { RunAs } from "../launch/invoking-user.ts";
import { readLines } from "../launch/lines.ts";
import { bpftraceCommand } from "./bpftrace-process.ts";
import { type FoundBpftrace, findBpftrace } from "./find-bpftrace.ts";
import { Guardian } from "./guardian.ts";
import { Members } from "./members.ts";
import { mountTracefs } from "./mount-tracefs.ts";
import { realUserOf } from "./processes.ts";
import { requestSchema, type TracerEvent, type TracerRequest } from "./protocol.ts";
import { Session } from "./session.ts";
import { mapsTlsLibrary } from "./tls-library.ts";

export interface TracerOptions {
  /** Whether it starts a command itself; else the client does, and names the launcher. */
  readonly startsCommands: boolean;
  /** As whom it starts one; null: as its own user. */
  readonly runAs: RunAs | null;
  /** Processes of copyscope beside this one and its client. */
  readonly own: readonly number[];
  /** Whose processes it ends on its client's word; null: anybody's. */
  readonly owner: number | null;
}

/** How long what a command has left behind is given to end after SIGTERM. */
const GRACE_MS = 1_000;
const LOOK_MS = 20;
/** Bytes that may wait for the client: some ten frames of a storm of processes. */
const MOST_QUEUED = 8 * 2 ** 20;
/** How long bpftrace is given to tell of the last births when the client is gone. */
const LAST_FRAME_MS = 400;

/** Serves one client until its stream ends. Resolves when everything has been cleaned up; never rejects. */
export async function runTracer(input: Readable, output: Writable, options: TracerOptions): Promise<void> {
  const tracer = new Tracer(output, options);
  output.on("error", () => {}); // the client is gone; the end of the input says so too
  await new Promise<void>((resolve) => {
    readLines(input, { line: (text) => tracer.request(text), end: resolve, tooLong: resolve }, LONGEST_REQUEST);
  });
  await tracer.clientGone();
}

/** A command line is 2 MiB at most (getconf ARG_MAX); JSON may take six bytes for one. */
const LONGEST_REQUEST = 16 * 2 ** 20;

type StartRequest = TracerRequest & { request: "start" };

class Tracer {
  readonly #output: Writable;
  readonly #options: TracerOptions;
  #session: Session | null = null;
  #guardian: Guardian | null = null;
  /** The command that was started for the client, with all that came of it, until nobody has to answer for it. */
  #workload: Workload | null = null;
  #gone = false;
  /** Asked for at once, for the client takes as long to load; only the first start goes by it. */
  #found: Promise<FoundBpftrace> | null;
  /** The client does not keep up. */
  #paused = false;

  constructor(output: Writable, options: TracerOptions) {
    this.#output = output;
    this.#options = options;
    this.#guardian = new Guardian(options.owner);
    this.#found = this.#findBpftrace(this.#guardian);
  }

  /** Takes one line of the client's. Requests are begun in their order; none waits for the one before it. */
  request(text: string): void {
    const request = requestSchema.safeParse(parsed(text));
    if (!request.success) {
      this.#fail("the tracer was asked for something it does not know", null);
      return;
    }
    switch (request.data.request) {
      case "start":
        void this.#start(request.data);
        break;
      case "tls":
        if (mapsTlsLibrary(request.data.pid)) this.#event({ tracer: "tls", pid: request.data.pid });
        break;
      case "open-events":
        this.#session?.openEvents();
        break;
      case "signal":
        this.#signal(request.data.signal);
        break;
      case "stop":
        void this.#stop(request.data.leftovers).then(() => this.#event({ tracer: "stopped" }));
        break;
    }
  }

  /** Ends everything that was started for the client, the workload too. */
  async clientGone(): Promise<void> {
    this.#gone = true;
    const session = this.#session;
    this.#session = null;
    this.#workload?.gate?.close();
    session?.resume();
    // What was born since the last frame is only known to the probes.
    if (this.#workload !== null) await session?.stop(LAST_FRAME_MS);
    this.#tellGuardian();
    session?.release();
    await this.#guardian?.release();
  }

  async #start(request: StartRequest): Promise<void> {
    if (this.#session !== null) return this.#fail("the tracer is already at work", null);
    const { scope } = request;
    if (scope.kind === "command" && scope.pid === null && !this.#options.startsCommands) {
      return this.#fail("this tracer starts no commands", null);
    }
    this.#guardian ??= new Guardian(this.#options.owner);
    const output = {
      event: (event: TracerEvent) => this.#event(event),
      line: (line: string) => this.#line(line, session),
      lost: (message: string) => void this.#lost(message),
    };
    const own = [...request.own, ...this.#options.own];
    // A command that is watched as a process from now on is still the same one.
    const again = scope.kind === "pid" && scope.pid === this.#workload?.pid;
    const members = again && this.#workload !== null ? this.#workload.members : new Members();
    const session = new Session({ ...request, own, guardian: this.#guardian, members }, output);
    this.#session = session;
    const failure = await this.#attach(session, request, members, this.#guardian).catch(
      (error: Error): Failure => ({
        message: error.message,
      }),
    );
    if (this.#session !== session) return; // ended meanwhile, by somebody who has cleaned up
    if (failure === null) {
      this.#tellGuardian();
      if (scope.kind === "command") this.#workload?.gate?.open();
      return;
    }
    this.#session = null;
    session.release();
    if (scope.kind === "command") {
      this.#workload?.gate?.close();
      this.#workload = null;
    }
    this.#fail(failure.message, failure.remedy ?? null, failure.exitCode);
  }

  /** Starts the command, if that is to be done here, and tracing. Null, or why not. */
  async #attach(
    session: Session,
    { scope }: StartRequest,
    members: Members,
    guardian: Guardian,
  ): Promise<Failure | null> {
    if (scope.kind === "command" && this.#options.startsCommands && this.#options.runAs === null) {
      // The client has no privilege, and so cannot tell what root may execute.
      const found = findCommand(scope.argv[0] ?? "");
      if (!found.ok) return found;
    }
    if (!tracingCapabilities(readFileSync("/proc/self/status", "utf8")).includes("CAP_SYS_ADMIN")) return CONFINED;
    const bpftrace = await (this.#found ?? this.#findBpftrace(guardian));
    this.#found = null;
    if (!bpftrace.ok) return bpftrace;
    if (this.#session !== session) return null;
    mountTracefs();
    const workload = scope.kind === "command" ? await this.#prepareWorkload(scope, members) : null;
    if (this.#session !== session) {
      workload?.gate?.close();
      return null;
    }
    const outcome = await session.start(bpftrace.version, workload?.pid ?? null);
    return outcome.ok ? null : outcome;
  }

  async #findBpftrace(guardian: Guardian): Promise<FoundBpftrace> {
    const found = await findBpftrace(bpftraceCommand(), (pid) => guardian.overBpftrace(pid));
    guardian.overBpftrace(null);
    return found;
  }

  async #prepareWorkload(scope: StartRequest["scope"] & { kind: "command" }, members: Members): Promise<Workload> {
    const gate = scope.pid === null ? await startGate(scope.argv, this.#options.runAs) : null;
    const workload = { gate, pid: scope.pid ?? gate?.pid ?? 0, members };
    this.#workload = workload;
    members.add(workload.pid);
    if (gate === null) return workload;
    this.#event({ tracer: "command-waits", pid: gate.pid });
    void gate.ended.then((exitCode) => {
      // Nobody watches it any more: what it has left behind goes on.
      if (this.#workload === workload && !this.#isWatched(workload)) this.#workload = null;
      this.#event({ tracer: "command-ended", exitCode });
    });
    return workload;
  }

  #isWatched({ members }: Workload): boolean {
    return this.#session?.members === members;
  }

  /** Ends tracing; `leftovers` as in protocol.ts. */
  async #stop(leftovers: "leave" | "end" | "keep"): Promise<void> {
    const session = this.#session;
    const workload = this.#workload;
    if (session !== null) {
      if (leftovers === "end" && workload !== null) {
        await session.stop(); // tells of the last births
        await this.#endLeftovers(workload);
      }
      await session.stop();
      this.#session = null;
    }
    // A scope that has nothing to do with the command says nothing about it.
    if (leftovers === "leave" && session?.members === workload?.members) this.#workload = null;
    this.#tellGuardian();
    session?.release();
    if (this.#workload !== null && leftovers !== "end") return;
    const guardian = this.#guardian;
    this.#guardian = null;
    this.#workload?.gate?.close();
    this.#workload = null;
    await guardian?.release();
  }

  async #endLeftovers({ members }: Workload): Promise<void> {
    const deadline = performance.now() + GRACE_MS;
    this.#signal("SIGTERM");
    while (members.alive().length > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Sends a signal to the command and all that came of it, so far as the client may ask for that. */
  #signal(signal: NodeJS.Signals): void {
    const { owner } = this.#options;
    for (const pid of this.#workload?.members.alive() ?? []) {
      if (owner !== null && realUserOf(pid) !== owner) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // it has ended
      }
    }
  }

  /** The tracing broke: what was started is not left running unseen. */
  async #lost(message: string): Promise<void> {
    const session = this.#session;
    const ofCommand = this.#workload !== null && this.#isWatched(this.#workload);
    this.#session = null;
    this.#tellGuardian();
    session?.release();
    this.#fail(message, null);
    if (this.#workload !== null && !ofCommand) return;
    const guardian = this.#guardian;
    this.#guardian = null;
    this.#workload = null;
    await guardian?.release();
  }

  #tellGuardian(): void {
    this.#guardian?.overWorkload(this.#toEnd());
  }

  #toEnd(): string {
    return this.#workload?.members.toString() ?? "";
  }

  #line(text: string, session: Session): void {
    if (this.#gone) return;
    if (text.includes('"done ')) this.#tellGuardian();
    this.#output.write(`${text}\n`);
    // While bpftrace waits, what the probes count piles up in maps of limited size: a client that is late is waited for late.
    if (this.#output.writableLength < MOST_QUEUED || this.#paused) return;
    this.#paused = true;
    session.pause();
    this.#output.once("drain", () => {
      this.#paused = false;
      session.resume();
    });
  }

  #event(event: TracerEvent): void {
    if (!this.#gone) this.#output.write(`${JSON.stringify(event)}\n`);
  }

  #fail(message: string, remedy: string | null, exitCode: 125 | 126 | 127 = 125): void {
    this.#event({ tracer: "failed", message, remedy, exitCode });
  }
}

interface Workload {
  /** Where this process has started it. */
  readonly gate: Gate | null;
  readonly pid: number;
  readonly members: Members;
}

interface Failure {
  readonly message: string;
  readonly remedy?: string | null;
  readonly exitCode?: 125 | 126 | 127;
}

const CONFINED: Failure = {
  message: "this root may not trace: it is confined, as in a container, and lacks CAP_SYS_ADMIN",
  remedy: "run copyscope on the host, or give the container --privileged; copyscope doctor says more",
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
