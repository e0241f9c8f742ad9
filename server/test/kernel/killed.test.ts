/**
 * A recorder that is killed at any moment leaves a recording that can be read up to the last interval it had told to be
 * written. The recorder is the built one, in a process of its own; its frames are made up, so that it writes a
 * minute's worth in a moment and the kill meets every part of the format.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "../../model/frame.ts";
import { openRecording, type RecordingEnd } from "../../recording/read-recording.ts";
import { frame, relayProcess, runInfo } from "../builders/frames.ts";

const KILLS = 60;
const WRITER = fileURLToPath(new URL("../../../dist/server/recording/write-recording.js", import.meta.url));
const LONGEST_MS = 300;

/** Writes frames until it is killed; says the number of each that was written. */
const RECORDER = `
  const { createRecording } = await import(process.argv[1]);
  const { info, frames } = JSON.parse(process.argv[3]);
  const { recording } = await createRecording(process.argv[2], false);
  await recording.begin(info);
  for (let number = 0; ; number++) {
    const failure = await recording.write(frames[number % frames.length]);
    if (failure !== null) throw new Error(failure);
    process.stdout.write(number + 1 + "\\n");
  }`;

const frames = Array.from({ length: 7 }, (_, index) =>
  frame(index, [relayProcess(index + 1), relayProcess(3, { id: 2, command: `worker ${index}` })]),
);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "copyscope-test-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts a recorder, kills it after so many milliseconds of writing; how many frames it had told to be written. */
async function killAfter(milliseconds: number, file: string): Promise<number> {
  const argv = ["--input-type=module", "-e", RECORDER, WRITER, file, JSON.stringify({ info: runInfo(), frames })];
  const recorder = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  recorder.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  await once(recorder.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  recorder.kill("SIGKILL");
  await once(recorder, "close");
  return Number(told.slice(0, told.lastIndexOf("\n")).split("\n").at(-1));
}

async function readAll(file: string): Promise<{ readonly read: readonly Frame[]; readonly end: RecordingEnd }> {
  const opened = await openRecording(file);
  if (!opened.ok) throw new Error(opened.message);
  const read: Frame[] = [];
  for (;;) {
    const next = await opened.recording.frames.next();
    if (next.done) return { read, end: next.value };
    read.push(next.value);
  }
}

/** How many frames the sums say there are. */
async function summed(file: string): Promise<number> {
  const opened = await openRecording(file);
  if (!opened.ok) throw new Error(opened.message);
  let frames = 0;
  for await (const { count } of opened.recording.sums()) frames += count;
  return frames;
}

test(`SIGKILL at ${KILLS} random moments loses no interval that was written`, async () => {
  const lengths = new Set<number>();
  for (let kill = 0; kill < KILLS; kill++) {
    const file = join(directory, `${kill}.copyscope`);
    const moment = Math.random() * LONGEST_MS;
    const told = await killAfter(moment, file);
    const { read, end } = await readAll(file);
    const where = `kill ${kill}, after ${moment.toFixed(1)} ms and ${told} frames`;
    expect(end.kind, where).toBe("ended-early");
    expect(read.length, where).toBeGreaterThanOrEqual(told);
    expect(read, where).toEqual(read.map((_, number) => frames[number % frames.length]));
    expect(await summed(file), where).toBe(read.length);
    lengths.add(read.length);
    rmSync(file);
  }
  // The moments were different ones, and some lay beyond the first minute of 240 frames.
  expect(lengths.size).toBeGreaterThan(KILLS / 2);
  expect(Math.max(...lengths)).toBeGreaterThan(240);
});
