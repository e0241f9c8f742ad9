/**
 * The tracer: the one part of copyscope that holds privilege. It takes requests from its single client,
 * runs one session at a time, and when the client goes away it leaves nothing behind.
 */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type Gate, type RunAs, startGate } from "../launch/gate.ts";
import { bpftraceCommand } from "./bpftrace-process.ts";
import { findBpftrace } from "./find-bpftrace.ts";
import { mountTracefs } from "./mount-tracefs.ts";
import { requestSchema, type TracerEvent, type TracerRequest } from "./protocol.ts";
import { Session } from "./session.ts";

export interface TracerOptions {
  /** As whom a command is run that the tracer is asked to start itself; null: as the tracer's own user. */
  readonly runAs: RunAs | null;
  /** Processes of copyscope beside this one and its client. */
  readonly own: readonly number[];
  /** Whose processes may be ended when the client is gone; null: anybody's that are in the scope. */
  readonly mayEnd: ((pid: number) => boolean) | null;
}

/** Serves one client until its stream ends. Resolves when everything has been cleaned up; never rejects. */
export async function runTracer(input: Readable, output: Writable, options: TracerOptions): Promise<void> {
  let session: Session | null = null;
  let gate: Gate | null = null;
  let commandScope = false;
  let gone = false;
  output.on("error", () => {}); // the client is gone; the end of the input says so too
  const line = (text: string): void => {
    if (!gone) output.write(`${text}\n`);
  };
  const event = (value: TracerEvent): void => line(JSON.stringify(value));
  const fail = (message: string, remedy: string | null, exitCode: 125 | 126 | 127 = 125): void =>
    event({ tracer: "failed", message, remedy, exitCode });

  const start = async (request: TracerRequest & { request: "start" }): Promise<void> => {
    const bpftrace = await findBpftrace(bpftraceCommand());
    if (!bpftrace.ok) return fail(bpftrace.message, bpftrace.remedy);
    mountTracefs();
    const { scope } = request;
    commandScope = scope.kind === "command";
    if (scope.kind === "command" && scope.pid === null) {
      gate = await startGate(scope.argv, options.runAs);
      void gate.ended.then((exitCode) => event({ tracer: "command-ended", exitCode }));
      event({ tracer: "command-waits", pid: gate.pid });
    }
    const commandPid = scope.kind === "command" ? (scope.pid ?? gate?.pid ?? null) : null;
    session = new Session(
      { ...request, own: [...request.own, ...options.own], commandPid, bpftraceVersion: bpftrace.version },
      { event, line },
    );
    const outcome = await session.start();
    if (!outcome.ok) {
      session = null;
      gate?.kill("SIGKILL");
      gate = null;
      return fail(outcome.message, outcome.remedy);
    }
    gate?.open();
  };

  const handle = async (text: string): Promise<void> => {
    const request = requestSchema.safeParse(parsed(text));
    if (!request.success) return fail("the tracer was asked for something it does not know", null);
    switch (request.data.request) {
      case "start":
        if (session?.isAlive === true) return fail("the tracer is already at work", null);
        // Its bpftrace ended by itself, which has been said.
        await session?.release();
        session = null;
        return start(request.data);
      case "signal":
        // as Ctrl-C at a terminal: to the command and all that it has started
        gate?.kill(request.data.signal);
        session?.members.signal(request.data.signal, () => true);
        return;
      case "stop":
        await session?.stop();
        await session?.release();
        session = null;
        gate = null;
        event({ tracer: "stopped" });
    }
  };

  // One request after the other, in order; the end of the stream is not kept waiting by any of them.
  let queue: Promise<void> = Promise.resolve();
  const lines = createInterface({ input });
  lines.on("line", (text) => {
    queue = queue.then(() => handle(text)).catch((error: unknown) => fail(String(error), null));
  });
  await new Promise<void>((resolve) => {
    lines.once("close", resolve);
    input.once("error", () => resolve());
  });
  gone = true;
  const left = session as Session | null;
  if (commandScope) {
    (gate as Gate | null)?.kill("SIGKILL");
    left?.members.signal("SIGKILL", options.mayEnd ?? (() => true));
  }
  await left?.release();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
