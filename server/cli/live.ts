/**
 * `copyscope live`: the dashboard beside a workload. Standard output is the command's alone, so the dashboard's
 * address goes to standard error. It stays after the command has ended, for there is much to look at then.
 */
import { stat } from "node:fs/promises";
import { isIPv4 } from "node:net";
import type { CaptureOptions } from "../capture/capture.ts";
import type { RecordingLimits } from "../live/live-recording.ts";
import { type LiveServerOptions, serveLive } from "../live/server.ts";
import { LiveSession } from "../live/session.ts";
import type { RunEnd } from "../model/frame.ts";
import { quotedPath } from "../recording/file-sentence.ts";
import { COPYSCOPE_FAILED } from "./exit-code.ts";
import { type CliIo, SIGNAL_NUMBERS } from "./io.ts";
import type { CliParts } from "./parts.ts";
import { complain, note } from "./say.ts";
import { SignalWatch } from "./signal-watch.ts";

/** Where recordings go that are started on the page, and how many stay. */
export interface RecordingsPlace {
  readonly directory: string;
  readonly limits: RecordingLimits;
}

/** Serves the dashboard until an end signal; the exit status. */
export async function live(
  options: CaptureOptions,
  place: Pick<LiveServerOptions, "host" | "port">,
  recordings: RecordingsPlace,
  io: CliIo,
  parts: CliParts,
): Promise<number> {
  const { startCapture, version, pageLab } = parts;
  if (!(await isDirectory(recordings.directory))) {
    return await complain(io, `${quotedPath(recordings.directory)}, where recordings are to go, is not a directory`);
  }
  const lab = await pageLab?.();
  const session = new LiveSession({ startCapture, version, ...recordings, ...(lab && { lab }) }, options);
  const started = await serveLive(session, place);
  if (!started.ok) return await complain(io, started.message, started.remedy);
  const { server } = started;
  const signals = new SignalWatch(io);
  try {
    await note(io, `copyscope: the dashboard is at ${server.url}`);
    if (!isLoopback(place.host)) await note(io, "Whoever can reach it can watch, and change what is watched.");
    const failure = await session.start();
    if (failure !== null) {
      await complain(io, failure.message, failure.remedy);
      return failure.exitCode;
    }
    const signalled = new Promise<void>((resolve) => {
      signals.onSignal(() => {
        void session.stop().then(resolve);
      });
    });
    const end = await Promise.race([session.control.ended, signalled.then(() => null)]);
    if (end !== null && signals.first === null) {
      await note(io, endSentence(end, options));
      await signalled;
    } else await session.stop();
    return statusOf(session, signals, options);
  } finally {
    signals.stopWatching();
    await server.close();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function endSentence({ reason, exitCode, message }: RunEnd, { scope }: CaptureOptions): string {
  const stays = "The dashboard stays; Ctrl-C ends it.";
  if (reason === "failed") return `copyscope: the tracing failed: ${message ?? "it ended by itself"}. ${stays}`;
  if (scope.kind === "command") return `copyscope: the command ended with status ${exitCode ?? "unknown"}. ${stays}`;
  return `copyscope: what was watched has ended. ${stays}`;
}

function statusOf({ control }: LiveSession, signals: SignalWatch, { scope }: CaptureOptions): number {
  if (control.phase.phase === "failed") return COPYSCOPE_FAILED;
  if (scope.kind !== "command") return 0;
  return control.command?.exitCode ?? (signals.first === null ? 0 : 128 + SIGNAL_NUMBERS[signals.first]);
}
