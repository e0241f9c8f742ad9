/** `copyscope recordings`: list, rename, describe, delete and prune the recordings of a directory. */

import { basename, dirname, resolve } from "node:path";
import { type Command, Option } from "commander";
import type { RecordingEntry, RecordingSummary } from "../model/live/protocol.ts";
import { safeForTerminal } from "../model/safe-text.ts";
import { scopeName } from "../model/scope-name.ts";
import { formatBytes, formatSeconds } from "../model/units.ts";
import { describeRecording } from "../recording/store/describe.ts";
import { prunable } from "../recording/store/prune.ts";
import { RecordingStore } from "../recording/store/store.ts";

import { harmlessJson } from "../report/json.ts";
import { plainColumns } from "../report/plain-columns.ts";
import { RECORDINGS_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { size, span } from "./numbers.ts";
import { answer, complain, note } from "./say.ts";

type Ended = (status: number) => void;

/** Declares `copyscope recordings` with its subcommands; `ended` gets the exit status. */
export function addRecordingsCommand(program: Command, io: CliIo, ended: Ended): void {
  const group = program
    .command("recordings")
    .summary("list, rename, describe, delete recordings")
    .description("Keeps the recordings of a directory in order.")
    .addHelpText("after", RECORDINGS_HELP);
  addList(group, io, ended);
  addRename(group, io, ended);
  addDescribe(group, io, ended);
  addDelete(group, io, ended);
  addPrune(group, io, ended);
}

function addList(group: Command, io: CliIo, ended: Ended): void {
  group
    .command("list", { isDefault: true })
    .summary("what recordings there are")
    .argument("[DIRECTORY]", "where", ".")
    .option("--json", "for a program")
    .action(async (directory: string, { json }: { readonly json?: boolean }) => {
      const found = await listed(resolve(io.directory, directory));
      if (!Array.isArray(found)) return ended(await complain(io, found.message));
      ended(await answer(io, json === true ? harmlessJson(found) : listText(found)));
    });
}

async function listed(directory: string): Promise<RecordingEntry[] | { readonly message: string }> {
  return await ofDirectory(directory, async (store) => [...(await store.list())]);
}

/** What is found out about the recordings of a directory, or why there is no such directory. */
async function ofDirectory<T>(
  directory: string,
  look: (store: RecordingStore) => Promise<T>,
): Promise<T | { readonly message: string }> {
  try {
    return await look(new RecordingStore(directory));
  } catch {
    return { message: `'${safeForTerminal(directory)}' is not a directory that can be read` };
  }
}

function listText(found: readonly RecordingEntry[]): string {
  if (found.length === 0) return "There are no recordings here.\n";
  const head = ["recording", "began (UTC)", "length", "size", "what", "title, tags"];
  const rows = found.map((each) => (each.ok ? row(each.summary) : unreadableRow(each)));
  return `${plainColumns([head, ...rows], { aligns: ["left", "left", "right", "right", "left", "left"] }).join("\n")}\n`;
}

function row({ name, info, durationSeconds, bytes, ended, about }: RecordingSummary): string[] {
  const length = durationSeconds === null ? "?" : formatSeconds(durationSeconds);
  const said = [about.title ?? "", ...about.tags.map((tag) => `#${tag}`)].filter((word) => word !== "").join(" ");
  return [
    safeForTerminal(name),
    new Date(info.startedAt).toISOString().slice(0, 19).replace("T", " "),
    ended ? length : `${length}, no end`,
    formatBytes(bytes),
    safeForTerminal(scopeName(info.scope), 50),
    safeForTerminal(said, 60),
  ];
}

function unreadableRow({ name, bytes, message }: Extract<RecordingEntry, { ok: false }>): string[] {
  return [safeForTerminal(name), "", "", formatBytes(bytes), safeForTerminal(message, 80), ""];
}

function storeOf(io: CliIo, file: string): { readonly store: RecordingStore; readonly name: string } {
  const path = resolve(io.directory, file);
  return { store: new RecordingStore(dirname(path)), name: basename(path) };
}

function addRename(group: Command, io: CliIo, ended: Ended): void {
  group
    .command("rename")
    .summary("give a recording another name")
    .argument("<FILE>", "a recording")
    .argument("<NAME>", "its new name, in the same directory")
    .action(async (file: string, wanted: string) => {
      const { store, name } = storeOf(io, file);
      const failure = await store.rename(name, wanted);
      ended(failure === null ? 0 : await complain(io, failure));
    });
}

interface DescribeFlags {
  readonly title?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
}

function addDescribe(group: Command, io: CliIo, ended: Ended): void {
  group
    .command("describe")
    .summary("give a recording a title, tags, a note")
    .argument("<FILE>", "a recording")
    .option("--title <TEXT>", "one line; an empty one takes it away")
    .option("--note <TEXT>", "what is worth knowing about it; an empty one takes it away")
    .option("--tag <TAG...>", "add tags")
    .option("--untag <TAG...>", "take tags away")
    .action(async (file: string, { title, note: words, tag, untag }: DescribeFlags) => {
      const failure = await describeRecording(
        resolve(io.directory, file),
        {
          ...(title === undefined ? {} : { title: title === "" ? null : title }),
          ...(words === undefined ? {} : { note: words === "" ? null : words }),
          addTags: tag ?? [],
          removeTags: untag ?? [],
        },
        io.now().getTime(),
      );
      ended(failure === null ? 0 : await complain(io, failure));
    });
}

function addDelete(group: Command, io: CliIo, ended: Ended): void {
  group
    .command("delete")
    .summary("delete recordings")
    .argument("<FILE...>", "recordings")
    .action(async (files: readonly string[]) => {
      let status = 0;
      for (const file of files) {
        const { store, name } = storeOf(io, file);
        const failure = await store.delete(name);
        if (failure !== null) status = await complain(io, failure);
      }
      ended(status);
    });
}

interface PruneFlags {
  readonly olderThan?: number;
  readonly largerThan?: number;
  readonly dryRun?: boolean;
}

function addPrune(group: Command, io: CliIo, ended: Ended): void {
  group
    .command("prune")
    .summary("delete old recordings that nobody named, titled or tagged")
    .argument("[DIRECTORY]", "where", ".")
    .addOption(new Option("--older-than <TIME>", "those not changed for so long (30d)").argParser(span))
    .addOption(new Option("--larger-than <SIZE>", "the oldest, until all take no more (5GiB)").argParser(size))
    .option("--dry-run", "say which, and delete nothing")
    .action(async (directory: string, { olderThan, largerThan, dryRun }: PruneFlags) => {
      if (olderThan === undefined && largerThan === undefined) {
        return ended(await complain(io, "Say what may go with --older-than or --larger-than."));
      }
      const place = resolve(io.directory, directory);
      const olderThanMs = olderThan === undefined ? null : olderThan * 1000;
      const keep = { olderThanMs, largerThanBytes: largerThan ?? null };
      const names = await ofDirectory(place, async (store) => await prunable(store, keep, io.now().getTime()));
      if ("message" in names) return ended(await complain(io, names.message));
      const store = new RecordingStore(place);
      let status = 0;
      for (const name of names) {
        const failure = dryRun === true ? null : await store.delete(name);
        if (failure === null)
          await note(io, `${dryRun === true ? "Would delete" : "Deleted"} ${safeForTerminal(name)}`);
        else status = await complain(io, failure);
      }
      ended(status);
    });
}
