import { readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Frame, RunEnd } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { mergedFrame } from "../model/live/merged-frame.ts";
import type { LiveFrame } from "../model/live/protocol.ts";
import { RunSteps } from "../model/live/run-steps.ts";
import type { EndLine } from "../model/recording-lines.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { frame, relayProcess, runEnd, runInfo } from "../test/builders/frames.ts";
import { writeRecording } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { contentsOf } from "./contents.ts";
import { openRecording, type RecordingBounds } from "./read-recording.ts";

interface Read {
  readonly report: Report;
  readonly end: RunEnd | string;
}

/** A recording's report and how it ended, from its frames or from its sums; a string where it cannot be read. */
async function read(path: string, by: "frames" | "sums"): Promise<Read | string> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened.message;
  const { info, frames } = opened.recording;
  const accumulator = new ReportAccumulator(info);
  const source = by === "frames" ? frames : opened.recording.sums();
  for (;;) {
    const next = await source.next();
    if (!next.done) {
      if ("frame" in next.value) accumulator.add(next.value.frame, next.value.count);
      else accumulator.add(next.value);
      continue;
    }
    if (next.value.kind === "damaged") return next.value.message;
    const end = next.value.kind === "whole" ? next.value.end : next.value.note;
    return { report: accumulator.report(null), end };
  }
}

const minutes = Array.from({ length: 500 }, (_, index) =>
  frame(index, [relayProcess(index), relayProcess(3, { id: 2 })]),
);

/** A run for charts, from a recording's sums, and how many of its steps were shorter than a sum. */
async function stepsOf(path: string): Promise<{ steps: readonly LiveFrame[]; shorter: number }> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  const run = new RunSteps();
  let shorter = 0;
  for await (const { steps } of opened.recording.sums()) {
    for (const step of steps ?? []) run.addStep(step);
    shorter += steps?.length ?? 0;
  }
  return { steps: run.steps(), shorter };
}

function drawn(frames: readonly Frame[]): LiveFrame {
  return mergedFrame(frames.map((each, index) => liveFrameOf(each, { sequence: index + 1, marks: [], process: null })));
}

describe("a recording's steps for charts", () => {
  it("are a few seconds each, and add up to its frames, the last minute without a sum included", async () => {
    const path = join(await temporaryDirectory(), "long");
    for (const end of [runEnd(), null]) {
      await writeRecording(path, minutes, runInfo(), end);
      const { steps, shorter } = await stepsOf(path);
      // 240, 240 and 20 frames, in steps of 24
      expect(shorter).toBe(10 + 10 + 1);
      const { sequence: _, ...whole } = mergedFrame(steps);
      const { sequence: __, ...expected } = drawn(minutes);
      expect(whole).toEqual(expected);
      expect(steps.map((step) => ({ ...step, sequence: 0 }))[3]).toEqual({
        ...drawn(minutes.slice(72, 96)),
        sequence: 0,
      });
      await unlink(path);
    }
  });

  it("never reach across a gap", async () => {
    const path = join(await temporaryDirectory(), "gap");
    await writeRecording(
      path,
      [0, 1, 2, 50, 51].map((index) => frame(index, [relayProcess(1)])),
    );
    const { steps } = await stepsOf(path);
    expect(steps.map(({ merged }) => merged)).toEqual([3, 2]);
  });
});

async function windowOf(path: string, from: number, to: number): Promise<readonly Frame[]> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  const frames: Frame[] = [];
  for await (const each of opened.recording.window(from, to)) frames.push(each);
  return frames;
}

async function boundsOf(path: string): Promise<RecordingBounds | null> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  const bounds = await opened.recording.bounds();
  await opened.recording.close();
  return bounds;
}

/** The recording with another last line, of the same shape. */
async function withEnd(path: string, change: (end: EndLine) => unknown): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.lastIndexOf(Buffer.from([0x1f, 0x8b, 8, 0]));
  const { end } = JSON.parse(gunzipSync(bytes.subarray(at)).toString()) as { end: EndLine };
  await writeFile(path, Buffer.concat([bytes.subarray(0, at), gzipSync(`${JSON.stringify({ end: change(end) })}\n`)]));
}

describe("a recording's index", () => {
  const [from = 0, to = 0] = [minutes[250]?.start, minutes[300]?.end];
  const inside = minutes.slice(250, 301);
  const whole = { from: minutes[0]?.start, to: minutes.at(-1)?.end, marks: [], end: runEnd() };

  it("says where it begins and ends, and leads to the frames of a window", async () => {
    const path = join(await temporaryDirectory(), "long");
    await writeRecording(path, minutes);
    expect(await boundsOf(path)).toEqual(whole);
    expect(await windowOf(path, from, to)).toEqual(inside);
  });

  it("may be missing: the sums say the same", async () => {
    const path = join(await temporaryDirectory(), "long");
    await writeRecording(path, minutes);
    await withEnd(path, ({ index: _, ...end }) => end);
    expect(await boundsOf(path)).toEqual(whole);
    expect(await windowOf(path, from, to)).toEqual(inside);
    await writeRecording(`${path}-killed`, minutes, runInfo(), null);
    expect(await boundsOf(`${path}-killed`)).toBeNull();
    expect(await windowOf(`${path}-killed`, from, to)).toEqual(inside);
  });

  it("that does not fit the file is not believed: the frames are looked for one by one", async () => {
    const path = join(await temporaryDirectory(), "long");
    for (const [number, lie] of [[], [[0, 9e15, 240, 5, 2 ** 40]], [[0, 1, 2, 7, 3]]].entries()) {
      const lying = `${path}-${number}`;
      await writeRecording(lying, minutes);
      await withEnd(lying, (end) => ({ ...end, index: { minutes: lie, marks: [] } }));
      expect(await boundsOf(lying)).toBeNull();
      expect(await windowOf(lying, from, to)).toEqual(inside);
    }
  });
});

describe("a recording's sums", () => {
  it("say what its frames say", async () => {
    const path = join(await temporaryDirectory(), "long");
    await writeRecording(path, minutes);
    const whole = await read(path, "sums");
    expect(whole).toEqual(await read(path, "frames"));
    expect(whole).toMatchObject({ report: { recording: { frames: 500 } }, end: runEnd() });
  });

  it("say what its frames say when the recorder was killed, wherever", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "long");
    await writeRecording(path, minutes.slice(0, 260));
    const bytes = await readFile(path);
    const cut = join(directory, "cut");
    for (let length = bytes.length - 1; length > 0; length -= 97) {
      await writeFile(cut, bytes.subarray(0, length));
      expect(await read(cut, "sums"), `${length} of ${bytes.length} bytes`).toEqual(await read(cut, "frames"));
    }
  });

  it("say the same when a bit was flipped, for each minute is told by its sum or its frames; or are refused", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "long");
    await writeRecording(path, minutes.slice(0, 250));
    const good = (await read(path, "sums")) as Read;
    const bytes = await readFile(path);
    const flipped = join(directory, "flipped");
    let refused = 0;
    let salvaged = 0;
    for (let at = 0; at < bytes.length; at += 41) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(flipped, other);
      const seen = await read(flipped, "sums");
      if (typeof seen === "string") refused++;
      else expect(seen.report, `byte ${at}`).toEqual(good.report);
      if (typeof seen !== "string" && typeof seen.end === "string" && seen.end.includes("is damaged")) salvaged++;
    }
    // Its header holds what the report needs to say whose it is.
    expect(refused).toBeLessThan(bytes.length / 41 / 4);
    expect(salvaged).toBeGreaterThan(0);
  });

  it("tell the whole minutes where one is damaged in its frames and its sum, and what is missing", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "long");
    await writeRecording(path, minutes);
    const bytes = await readFile(path);
    const opened = await contentsOf(path);
    const [, middle, last] = opened.minutes;
    if (middle === undefined || last === undefined) throw new Error("there are three minutes");
    for (const at of [middle.at + middle.bytes / 2, (middle.at + middle.bytes + last.at) / 2]) {
      const byte = Math.floor(at);
      bytes[byte] = (bytes[byte] ?? 0) ^ 0x10;
    }
    await writeFile(path, bytes);
    const seen = (await read(path, "sums")) as Read;
    const others = join(directory, "others");
    await writeRecording(others, [...minutes.slice(0, 240), ...minutes.slice(480)]);
    const expected = (await read(others, "sums")) as Read;
    expect(seen.report.totals).toEqual(expected.report.totals);
    expect(seen.report.recording.frames).toBe(260);
    expect(seen.report.trust.gaps).toEqual([
      { from: minutes[239]?.end, to: minutes[480]?.start, reason: "the recording is damaged here" },
    ]);
    expect(seen.end).toMatch(/is damaged\. What follows tells the minutes that are whole.* 60\.0 s are missing\./);
    expect(await read(path, "frames")).toContain("is damaged");
  });
});

describe("a recording of format 1", () => {
  const path = fileURLToPath(new URL("fixtures/format-1.copyscope", import.meta.url));

  it("is read as it was written", async () => {
    const seen = (await read(path, "frames")) as Read;
    expect(seen.report.recording).toMatchObject({ host: expect.any(String), bpftrace: "0.17.0", detail: "full" });
    const dd = seen.report.processes.find(({ command }) => command === "dd");
    expect(dd?.flows).toContainEqual(
      expect.objectContaining({ operation: "write", to: "null", calls: 100, bytes: 100 * 65536 }),
    );
    expect(dd?.threads).toHaveLength(1);
    expect(seen.end).toMatchObject({ reason: "command-exited", exitCode: 0 });
    expect(await read(path, "sums")).toEqual(seen);
  });
});
