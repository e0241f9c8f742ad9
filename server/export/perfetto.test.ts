import { describe, expect, it } from "vitest";
import { totalBytes } from "../model/totals-bytes.ts";
import { eventsBy } from "../test/builders/events.ts";
import { frame, processFrame, relayProcess, runInfo, STARTED_AT, sendfile } from "../test/builders/frames.ts";
import { type DecodedPacket, decodedTrace, noPerfetto } from "../test/perfetto/decode.ts";
import { exportFrames, traceExporter } from "./export.ts";
import type { ExportedMark } from "./exporter.ts";

async function traceOf(
  frames: readonly ReturnType<typeof frame>[],
  marks: readonly ExportedMark[] = [],
): Promise<readonly DecodedPacket[]> {
  const chunks: Uint8Array[] = [];
  const exporter = traceExporter(runInfo(), { write: async (bytes) => void chunks.push(bytes) });
  const given = (async function* () {
    yield* frames;
  })();
  await exportFrames(given, () => marks, exporter);
  return decodedTrace(Buffer.concat(chunks));
}

const tracksOf = (trace: readonly DecodedPacket[]) =>
  trace.flatMap(({ track_descriptor: track }) => (track === undefined ? [] : [track]));

/** Steps of a counter, with the nanosecond at which each begins. */
const stepsOf = (trace: readonly DecodedPacket[], uuid: string | undefined) =>
  trace
    .filter(({ track_event: event }) => event?.type === "TYPE_COUNTER" && event.track_uuid === uuid)
    .map(({ timestamp, track_event: event }) => [Number(timestamp ?? 0), event?.double_counter_value ?? 0] as const);

/** What a counter of rates came to. */
const areaOf = (steps: readonly (readonly [number, number])[]) =>
  steps.reduce((sum, [at, value], index) => sum + (value * ((steps[index + 1]?.[0] ?? at) - at)) / 1e9, 0);

const namesOf = (trace: readonly DecodedPacket[]) =>
  new Map(trace.flatMap(({ interned_data: data }) => (data?.event_names ?? []).map(({ iid, name }) => [iid, name])));

describe.skipIf(noPerfetto !== null)("a trace, as Perfetto's own definitions read it", () => {
  it("has a counter for each process whose rates add up to what it moved", async () => {
    const frames = [40, 40, 7, 0, 12].map((chunks, index) =>
      frame(index, chunks === 0 ? [] : [relayProcess(chunks), relayProcess(1, { id: 2, pid: 77, command: "other" })]),
    );
    const trace = await traceOf(frames);
    const tracks = tracksOf(trace);
    expect(tracks.flatMap(({ process }) => process ?? [])).toEqual([
      { pid: 4242, process_name: "relay" },
      { pid: 77, process_name: "other" },
    ]);
    const relay = tracks.find(({ process }) => process?.pid === 4242)?.uuid;
    const counter = (name: string) => tracks.find((track) => track.parent_uuid === relay && track.name === name);
    expect(counter("CPU copied B/s")?.counter).toEqual({ unit: "UNIT_SIZE_BYTES", unit_name: "B/s" });
    const area = (name: string) => areaOf(stepsOf(trace, counter(name)?.uuid));
    const relays = frames.flatMap(({ processes }) => processes.filter(({ id }) => id === 1));
    const sums = relays.map(({ flows }) => totalBytes(flows).cpuCopied).reduce((sum, bytes) => sum + bytes);
    expect(sums).toBe(2 * 99 * 65536);
    expect(area("CPU copied B/s")).toBeCloseTo(sums, 3);
    expect(area("moved by copy B/s")).toBeCloseTo(sums, 3);
    expect(area("mode transitions /s")).toBeCloseTo(relays.length * 14 + 4 * 99, 6);
    expect(area("voluntary switches /s")).toBeCloseTo(99, 6);
    // it rests in the fourth frame
    expect(stepsOf(trace, counter("output B/s")?.uuid).map(([, value]) => value > 0)).toEqual([
      ...[true, true, false, true],
      false,
    ]);
  });

  it("leaves out counters that are never anything but 0", async () => {
    const trace = await traceOf([frame(0, [processFrame({ flows: [sendfile(1000)] })])]);
    const names = tracksOf(trace).map(({ name }) => name);
    expect(names).toContain("moved by reference B/s");
    expect(names).not.toContain("CPU copied B/s");
  });

  it("begins at 0 and says which moment that was", async () => {
    const [first, ...others] = await traceOf([frame(0, [relayProcess(1)])]);
    expect(first?.clock_snapshot?.clocks).toEqual([
      { clock_id: 6, timestamp: "0" },
      { clock_id: 1, timestamp: String(STARTED_AT * 1e6) },
    ]);
    expect(first?.sequence_flags).toBe(1);
    const times = others.flatMap(({ timestamp }) => (timestamp === undefined ? [] : [Number(timestamp)]));
    expect(Math.min(...times)).toBe(0);
    expect(Math.max(...times)).toBe(250e6);
  });

  it("has marks as instants and gaps as slices, with whatever is said in them", async () => {
    const hostile = 'a "note"\n<b>\u202e';
    const gaps = [{ from: STARTED_AT + 10, to: STARTED_AT + 30, reason: "over budget" }];
    const trace = await traceOf([frame(0, [], { gaps }), frame(1)], [{ at: STARTED_AT + 260, note: hostile }]);
    const names = namesOf(trace);
    const events = trace.flatMap(({ timestamp, track_event: event }) =>
      event === undefined || event.type === "TYPE_COUNTER"
        ? []
        : [[event.type, Number(timestamp), names.get(event.name_iid ?? "")]],
    );
    expect(events).toEqual([
      ["TYPE_SLICE_BEGIN", 10e6, "over budget"],
      ["TYPE_SLICE_END", 30e6, undefined],
      ["TYPE_INSTANT", 260e6, hostile],
    ]);
  });

  it("gives a process that has another's pid a track of its own", async () => {
    const trace = await traceOf([
      frame(0, [relayProcess(1, { id: 1, pid: 9, command: "\u001b[2Jold" })]),
      frame(1, [relayProcess(1, { id: 5, pid: 9, command: "new \ud800" })]),
    ]);
    expect(tracksOf(trace).flatMap(({ process }) => process ?? [])).toEqual([
      { pid: 9, process_name: "\u001b[2Jold" },
      { pid: 9, process_name: "new \ufffd" },
    ]);
  });
});

describe.skipIf(noPerfetto !== null)("a trace with single events, as Perfetto's own definitions read it", () => {
  const events = eventsBy([
    "i 1 1200000 1100000 2",
    `d 2 1900000 1300000 ${2 * 2 ** 32} 4096 ${8 * 2 ** 32 + 0xef53} 0`,
  ]);

  /** Slices by track name, as [name, from, to]; fails where an end has no beginning. */
  function slicesOf(trace: readonly DecodedPacket[]) {
    const names = namesOf(trace);
    const open = new Map<string, [string | undefined, number][]>();
    const slices: { track: string; name: string | undefined; from: number; to: number }[] = [];
    for (const { timestamp, track_event: event } of trace) {
      if (event?.type === "TYPE_SLICE_BEGIN") {
        const stack = open.get(event.track_uuid) ?? [];
        open.set(event.track_uuid, [...stack, [names.get(event.name_iid ?? ""), Number(timestamp)]]);
      } else if (event?.type === "TYPE_SLICE_END") {
        const begun = open.get(event.track_uuid)?.pop();
        if (begun === undefined) throw new Error("an end without a beginning");
        slices.push({ track: event.track_uuid, name: begun[0], from: begun[1], to: Number(timestamp) });
      }
    }
    expect([...open.values()].flat()).toEqual([]);
    return slices;
  }

  it("has each thread's calls with what they moved, and its states end to end", async () => {
    const trace = await traceOf([frame(0, [relayProcess(1)], { events }), frame(1)]);
    const tracks = tracksOf(trace);
    const thread = tracks.find((track) => track.thread !== undefined);
    expect(thread?.thread).toEqual({ pid: 88, tid: "89", thread_name: "=cmd" });
    const states = tracks.find(({ parent_uuid }) => parent_uuid === thread?.uuid);
    const slices = slicesOf(trace);
    expect(slices.filter(({ track }) => track === states?.uuid).map(({ name, from, to }) => [name, from, to])).toEqual([
      ["runnable", 100_000, 200_000],
      ["user", 200_000, 300_000],
      ["kernel", 300_000, 900_000],
      ["user", 900_000, 250e6],
    ]);
    expect(slices.filter(({ track }) => track === thread?.uuid)).toMatchObject([
      { name: "write", from: 300_000, to: 900_000 },
    ]);
    const words = new Map(
      trace.flatMap(({ interned_data: data }) =>
        (data?.debug_annotation_names ?? []).map(({ iid, name }) => [iid, name]),
      ),
    );
    const said = trace
      .flatMap(({ track_event: event }) => event?.debug_annotations ?? [])
      .map(({ name_iid, int_value, string_value }) => [words.get(name_iid), int_value ?? string_value]);
    expect(said).toEqual([
      ["result", "4096"],
      ["from", "memory"],
      ["to", "file (ext4)"],
      ["mechanism", "copy"],
    ]);
  });
});
