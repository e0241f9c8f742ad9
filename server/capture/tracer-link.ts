/**
 * The unprivileged side's end of the line to the tracer: the descriptor it was born with where copyscope was
 * started as root, else a tracer started through sudo.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";
import { TRACER_DESCRIPTOR, TRACER_VARIABLE } from "../launch/environment.ts";
import { INHERITED_VARIABLE } from "../launch/inherited.ts";
import { readLines } from "../launch/lines.ts";
import { eventSchema, type TracerEvent, type TracerRequest } from "../tracer/protocol.ts";

interface LinkListener {
  event(event: TracerEvent): void;
  line(line: string): void;
  lost(why: string): void;
}

export interface TracerLink {
  /** Whether the tracer starts commands itself (it is root's, and knows whom to run them as). */
  readonly startsCommands: boolean;
  /** Processes of copyscope that are neither this one nor the tracer. */
  readonly own: readonly number[];
  send(request: TracerRequest): void;
  /**
   * Called for each event and each line of bpftrace's; `lost` when the tracer is gone, with its last words.
   * Returns how to stop listening: the line of a tracer that stays is listened to by one capture after another.
   */
  listen(listener: LinkListener): () => void;
  /** Reads nothing until {@link resume}: the tracer stops, and the frames grow longer. */
  pause(): void;
  resume(): void;
  close(): void;
}

const LAST_WORDS_MS = 500;

let inherited: { readonly socket: Socket; readonly link: TracerLink } | null = null;

/** Opens the link. Returns a failure sentence where there is no way to get privilege. */
export function openTracerLink(): TracerLink | { readonly failure: string; readonly remedy: string } {
  if (process.env[TRACER_VARIABLE] === String(TRACER_DESCRIPTOR)) {
    inherited ??= inheritedLink();
    inherited.socket.ref();
    return inherited.link;
  }
  const sudo = ["/usr/bin/sudo", "/bin/sudo", "/usr/local/bin/sudo"].find((path) => existsSync(path));
  if (sudo === undefined) {
    return {
      failure: "tracing needs root, and there is no sudo here",
      remedy: "run copyscope as root, or install sudo",
    };
  }
  const script = fileURLToPath(new URL("../tracer/main.js", import.meta.url));
  // process.stdin would be opened by asking it, and the command has to find it as it is.
  const interactive = isatty(0) || isatty(2);
  // Each needs the right SETENV from sudo, so none is named that is not set.
  const keep = Object.keys(process.env).filter((name) => name.startsWith("COPYSCOPE_") && name !== INHERITED_VARIABLE);
  const child = spawn(
    sudo,
    [
      ...(interactive ? [] : ["-n"]),
      ...(keep.length > 0 ? [`--preserve-env=${keep.join(",")}`] : []),
      "-p",
      "copyscope traces the kernel, which needs root. Password for %p: ",
      "--",
      process.execPath,
      script,
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let words = "";
  const said = new Promise((resolve) => child.once("close", resolve));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  return link(child.stdout, child.stdin, {
    startsCommands: false,
    own: child.pid === undefined ? [] : [child.pid],
    lastWords: async () => {
      // What it said can arrive after the end of its output.
      await Promise.race([said, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref())]);
      const last = words.trim().split("\n").at(-1) ?? "";
      return last.replace(/^sudo: /, "");
    },
    close: () => child.stdin.end(),
  });
}

/** The line stays open for the next capture, but does not keep this process from ending. */
function inheritedLink(): { readonly socket: Socket; readonly link: TracerLink } {
  const socket = new Socket({ fd: TRACER_DESCRIPTOR, readable: true, writable: true });
  const close = () => void socket.unref();
  return { socket, link: link(socket, socket, { startsCommands: true, own: [], lastWords: async () => "", close }) };
}

function link(
  input: Readable,
  output: Writable,
  rest: Pick<TracerLink, "startsCommands" | "own" | "close"> & { readonly lastWords: () => Promise<string> },
): TracerLink {
  const listeners = new Set<LinkListener>();
  output.on("error", () => {});
  const line = (text: string): void => {
    if (!text.startsWith('{"tracer"')) {
      for (const listener of listeners) listener.line(text);
      return;
    }
    const event = eventSchema.safeParse(parsed(text));
    if (event.success) for (const listener of listeners) listener.event(event.data);
  };
  let closed = false;
  const lost = async (): Promise<void> => {
    const words = await rest.lastWords();
    closed = true;
    for (const listener of listeners) listener.lost(words);
  };
  readLines(input, { line, end: lost, tooLong: lost });
  return {
    startsCommands: rest.startsCommands,
    own: rest.own,
    send: (request) => {
      if (output.writable) output.write(`${JSON.stringify(request)}\n`);
    },
    listen: (listener) => {
      listeners.add(listener);
      // Who comes too late is told, too.
      if (closed) void rest.lastWords().then((words) => listener.lost(words));
      return () => void listeners.delete(listener);
    },
    pause: () => void input.pause(),
    resume: () => void input.resume(),
    close: rest.close,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
