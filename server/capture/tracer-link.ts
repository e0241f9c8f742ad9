/**
 * The unprivileged side's end of the line to the tracer: the descriptor it was born with where copyscope was
 * started as root, else a tracer started through sudo.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TRACER_DESCRIPTOR, TRACER_VARIABLE } from "../launch/host.ts";
import { eventSchema, type TracerEvent, type TracerRequest } from "../tracer/protocol.ts";

export interface TracerLink {
  /** Whether the tracer starts commands itself (it is root's, and knows whom to run them as). */
  readonly startsCommands: boolean;
  send(request: TracerRequest): void;
  /** Called for each event and each line of bpftrace's; `lost` when the tracer is gone, with its last words. */
  listen(listener: { event(event: TracerEvent): void; line(line: string): void; lost(why: string): void }): void;
  close(): void;
}

let inherited: Socket | null = null;

/** Opens the link. Returns a failure sentence where there is no way to get privilege. */
export function openTracerLink(): TracerLink | { readonly failure: string; readonly remedy: string } {
  if (process.env[TRACER_VARIABLE] === String(TRACER_DESCRIPTOR)) {
    inherited ??= new Socket({ fd: TRACER_DESCRIPTOR, readable: true, writable: true });
    const socket = inherited.ref();
    // The line stays open for the next capture, but does not keep this process from ending.
    return link(socket, socket, {
      startsCommands: true,
      lastWords: () => "",
      close: () => {
        socket.unref();
      },
    });
  }
  const sudo = ["/usr/bin/sudo", "/bin/sudo", "/usr/local/bin/sudo"].find((path) => existsSync(path));
  if (sudo === undefined) {
    return {
      failure: "tracing needs root, and there is no sudo here",
      remedy: "run copyscope as root, or install sudo",
    };
  }
  const script = fileURLToPath(new URL("../tracer/main.js", import.meta.url));
  const interactive = process.stdin.isTTY || process.stderr.isTTY;
  const keep = Object.keys(process.env).filter((name) => name.startsWith("COPYSCOPE_"));
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
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  return link(child.stdout, child.stdin, {
    startsCommands: false,
    lastWords: () => words.trim(),
    close: () => child.stdin.end(),
  });
}

function link(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  rest: { startsCommands: boolean; lastWords: () => string; close: () => void },
): TracerLink {
  return {
    startsCommands: rest.startsCommands,
    send: (request) => {
      output.write(`${JSON.stringify(request)}\n`);
    },
    listen: (listener) => {
      output.on("error", () => {});
      const lines = createInterface({ input });
      const take = (line: string): void => {
        if (!line.startsWith('{"tracer"')) {
          listener.line(line);
          return;
        }
        const event = eventSchema.safeParse(JSON.parse(line));
        if (event.success) listener.event(event.data);
      };
      lines.on("line", take);
      lines.once("close", () => listener.lost(rest.lastWords()));
      input.on("error", () => {});
    },
    close: rest.close,
  };
}
