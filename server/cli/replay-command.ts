/** `copyscope replay FILE`: the dashboard of a recording. It traces nothing and needs no privilege. */
import { basename, dirname, resolve } from "node:path";
import { type Command, Option } from "commander";
import { serveLive } from "../live/server.ts";
import { LiveSession } from "../live/session.ts";
import { RecordingStore } from "../recording/store/store.ts";
import { summaryOf } from "../recording/store/summary.ts";
import { REPLAY_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { wholeNumber } from "./numbers.ts";
import type { CliParts } from "./parts.ts";
import { complain, note } from "./say.ts";
import { SignalWatch } from "./signal-watch.ts";

interface ReplayFlags {
  readonly port?: number;
  readonly host: string;
}

const NOTHING_TRACED = {
  ok: false,
  failure: { message: "this dashboard replays recordings; nothing is traced", remedy: null, exitCode: 125 },
} as const;

/** Adds `replay`; `ended` takes the exit status. */
export function addReplayCommand(program: Command, io: CliIo, parts: CliParts, ended: (status: number) => void): void {
  program
    .command("replay")
    .summary("show a recording in the dashboard")
    .description("Serves the dashboard of a recording, as it was live. Needs no privilege.")
    .argument("<FILE>", "a recording")
    .addOption(
      new Option("--port <N>", "where to listen; 0: any that is free").argParser(
        wholeNumber("port numbers", 0, 65_535),
      ),
    )
    .addOption(new Option("--host <ADDRESS>", "on which address to listen").default("127.0.0.1"))
    .addHelpText("after", REPLAY_HELP)
    .action(async (file: string, flags: ReplayFlags) => ended(await replay(file, flags, io, parts)));
}

async function replay(file: string, { host, port }: ReplayFlags, io: CliIo, parts: CliParts): Promise<number> {
  const path = resolve(io.directory, file);
  const [directory, name] = [dirname(path), basename(path)];
  const found = await new RecordingStore(directory).find(name);
  if (!found.ok) return await complain(io, found.message);
  const summary = await summaryOf(found.path);
  if (!summary.ok) return await complain(io, summary.message);
  const { info } = summary.summary;
  const session = new LiveSession(
    { startCapture: async () => NOTHING_TRACED, version: parts.version, directory, replays: name },
    { scope: info.scope, detail: info.detail, intervalMs: info.intervalMs, threads: false, budgetPercent: null },
  );
  const started = await serveLive(session, { host, port: port ?? null });
  if (!started.ok) return await complain(io, started.message, started.remedy);
  const { server } = started;
  const signals = new SignalWatch(io);
  try {
    await note(io, `copyscope: the recording is at ${server.url}#${new URLSearchParams({ recording: name })}`);
    await new Promise<void>((done) => signals.onSignal(() => done()));
    return 0;
  } finally {
    signals.stopWatching();
    await server.close();
  }
}
