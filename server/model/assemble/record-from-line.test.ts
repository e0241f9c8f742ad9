import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CAPTURED_VERSIONS, capturedLines } from "../../test/builders/captures.ts";
import { recordFromLine } from "./record-from-line.ts";

const names = (line: string) => {
  const record = recordFromLine(line);
  if (record.kind !== "names") throw new Error(`not names: ${record.kind}`);
  return Object.fromEntries(record.names.map(({ pid, name }) => [pid, name]));
};

/** The two numbers of a name, as the probes read them from task_struct.comm. */
const halves = (bytes: Uint8Array): readonly [bigint, bigint] => {
  const comm = new Uint8Array(16);
  comm.set(bytes.subarray(0, 16));
  const view = new DataView(comm.buffer);
  return [view.getBigUint64(0, true), view.getBigUint64(8, true)];
};

/** A line with a name, with its numbers bare (to 0.23) or quoted where a double cannot hold them (0.27). */
const nameLine = (bytes: Uint8Array, quoted: boolean): string => {
  const written = halves(bytes).map((half) => (quoted && half > 2n ** 53n ? `"${half}"` : String(half)));
  return `{"type": "map", "data": {"@name_a": {"7": [${written.join(",")}]}}}`;
};

describe.each(CAPTURED_VERSIONS)("a line of bpftrace %s", (version) => {
  const other = capturedLines(version, "other-lines");
  const recordsOf = (text: string) => other.filter((line) => line.includes(text)).map(recordFromLine);

  it("is understood, whatever the probes print", () => {
    const lines = [...capturedLines(version, "counts"), ...capturedLines(version, "full")];
    const strange = lines.map(recordFromLine).filter((record) => record.kind === "strange");
    // a map's key that is not there any more is deleted now and then, which 0.23 and newer remark upon
    expect(strange.filter(({ line }) => !line.includes('"map_delete_elem"'))).toEqual([]);
  });

  it("gives the maps of the workload by name and without their side", () => {
    const maps = capturedLines(version, "counts").map(recordFromLine);
    const found = new Set(maps.flatMap((record) => (record.kind === "map" ? [record.map] : [])));
    for (const map of ["calls", "flows", "switches", "moves", "faults", "gone", "submitted", "completed", "nic"]) {
      expect(found).toContain(map);
    }
    expect(maps.some(({ kind }) => kind === "births")).toBe(true);
  });

  it("gives the names of the workload's programs, hostile ones too", () => {
    const all = capturedLines(version, "counts").flatMap((line) => {
      const record = recordFromLine(line);
      return record.kind === "names" ? record.names.map(({ name }) => name) : [];
    });
    expect(all.sort()).toEqual(
      ["sh", "families", "families", "uring", 'a,"]}\n\ufffd\\u', "exactly15bytes!", "naïve€name12"].sort(),
    );
  });

  it("gives flips and receipts with their numbers", () => {
    const records = capturedLines(version, "full").map(recordFromLine);
    const flips = records.flatMap((record) => (record.kind === "flip" ? [record] : []));
    const done = records.flatMap((record) => (record.kind === "done" ? [record.sequence] : []));
    expect(done).toEqual(flips.map(({ sequence }) => sequence));
    expect(done.length).toBeGreaterThan(2);
    const times = flips.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every(Number.isSafeInteger)).toBe(true);
  });

  it("gives stats as calls and bytes, near enough where a double cannot hold them", () => {
    expect(recordsOf('"@flows_a"')[0]).toEqual({
      kind: "map",
      map: "flows",
      entries: [{ key: [1, 2 ** 53 - 1, 2, 3, 4], values: [1, 2 ** 53] }],
    });
  });

  it("gives a histogram by powers of two; 0.17 writes all from 2^31 on as one bucket below zero", () => {
    const empty = Array.from({ length: version === "0.17" ? 28 : 29 }, () => 0);
    const counts = [2, 0, 1, ...empty, 1];
    expect(recordsOf('"@wait_a"')[0]).toEqual({ kind: "map", map: "wait", entries: [{ key: [0], values: counts }] });
  });

  it("gives a name of 16 bytes without rounding any", () => {
    expect(recordsOf('"@name_a"')[0]).toEqual({
      kind: "names",
      names: [{ pid: 7, name: `${"\ufffd".repeat(8)}\u0001` }],
    });
  });

  it("says how many events were lost", () => {
    const [lost] = recordsOf('"lost_events"');
    expect(lost).toMatchObject({ kind: "lost" });
    expect(lost?.kind === "lost" && lost.events).toBeGreaterThan(0);
  });

  it("says that probes are attached", () => {
    expect(recordsOf('"attached_probes"')).toEqual([{ kind: "attached" }]);
  });

  it("takes a number that is no map for an empty one", () => {
    expect(recordsOf('"@one"')).toEqual([{ kind: "map", map: "one", entries: [] }]);
  });

  it("keeps what the program did not print as strange, word for word", () => {
    const [line] = other.filter((candidate) => candidate.includes("quoted"));
    expect(recordFromLine(line ?? "")).toEqual({ kind: "strange", line });
  });

  it("is strange when it is cut off, wherever that is", () => {
    const lines = [...capturedLines(version, "counts"), ...other].filter((line) => line.length < 4000);
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (line, at) => {
          const cut = line.slice(0, Math.floor(at * line.length));
          expect(recordFromLine(cut)).toEqual({ kind: "strange", line: cut });
        },
      ),
    );
  });
});

describe("a name", () => {
  const written = (bytes: readonly number[]) => nameLine(new Uint8Array(bytes), false);

  it.each([
    ["a comma and a quote", [...Buffer.from('a,"b')], 'a,"b'],
    ["a newline", [...Buffer.from("a\nb")], "a\nb"],
    ["what looks like our own output", [...Buffer.from('"},"@gone_a":{')], '"},"@gone_a":{'],
    ["bytes that are not UTF-8", [0xff, 0x41, 0xc3], "\ufffdA\ufffd"],
    [
      "a character cut in two by the kernel's 15 bytes",
      [...Buffer.from("fourteen bytes"), 0xc3],
      "fourteen bytes\ufffd",
    ],
    ["all 16 bytes", [...Buffer.from("sixteen bytes...")], "sixteen bytes..."],
    ["garbage after its NUL", [0x61, 0, 0x62, 0xff, 0, 0, 0, 0, 0x63], "a"],
    ["nothing", [0, 0x61, 0x62], ""],
    ["the same character where the first number is highest", Array(16).fill(0xff), "\ufffd".repeat(16)],
  ])("may hold %s", (_, bytes, expected) => {
    expect(names(written(bytes))).toEqual({ 7: expected });
    expect(names(nameLine(new Uint8Array(bytes), true))).toEqual({ 7: expected });
  });

  it("comes back as it was for all bytes, bare or quoted", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 15 }), fc.boolean(), (bytes, quoted) => {
        const end = bytes.indexOf(0);
        const expected = new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
        expect(names(nameLine(bytes, quoted))).toEqual({ 7: expected });
      }),
    );
  });

  it("comes with a birth, after the parent", () => {
    const [low, high] = halves(Buffer.from("exactly15bytes!"));
    expect(recordFromLine(`{"type": "map", "data": {"@born_b": {"9": [8,${low},${high}]}}}`)).toEqual({
      kind: "births",
      births: [{ pid: 9, parent: 8, name: "exactly15bytes!" }],
    });
  });
});

describe("a line that nobody expects", () => {
  it.each([
    ["nothing", ""],
    ["a blank", " "],
    ["no JSON", "Attaching 25 probes..."],
    ["a warning of bpftrace's", "stdin:422:3-20: WARNING: while loops are deprecated"],
    ["a bare number", "7"],
    ["null", "null"],
    ["a list", "[]"],
    ["an object without a type", "{}"],
    ["a foreign type", '{"type": "time", "data": "12:00:00\\n"}'],
    ["a map without data", '{"type": "map"}'],
    ["a map of no name", '{"type": "map", "data": {}}'],
    ["a map whose name is none", '{"type": "map", "data": {"calls": {"1": 2}}}'],
    ["a value that is text", '{"type": "map", "data": {"@calls_a": {"1,2": "many"}}}'],
    ["a value that is nothing", '{"type": "map", "data": {"@calls_a": {"1,2": null}}}'],
    ["a tuple with text", '{"type": "map", "data": {"@ended_a": {"1,2": [1,"x"]}}}'],
    ["stats without a total", '{"type": "stats", "data": {"@flows_a": {"1,2": {"count": 1}}}}'],
    ["a histogram of nothing", '{"type": "hist", "data": {"@wait_a": {"0": [{"min": 1}, 2]}}}'],
    ["a key that is text", '{"type": "map", "data": {"@calls_a": {"sh,2": 1}}}'],
    ["a name that is text", '{"type": "map", "data": {"@name_a": {"7": ["sh", 0]}}}'],
    ["a name with a fraction", '{"type": "map", "data": {"@name_a": {"7": [1.5, 0]}}}'],
    ["a birth that is text", '{"type": "map", "data": {"@born_a": {"7": [1, null, 0]}}}'],
    ["lost events without a number", '{"type": "lost_events", "data": {"events": "many"}}'],
    ["a message of no words", '{"type": "printf", "data": ""}'],
    ["a message that is none", '{"type": "printf", "data": 7}'],
    ["a flip without a time", '{"type": "printf", "data": "flip 7\\n"}'],
    ["a flip with words", '{"type": "printf", "data": "flip one two\\n"}'],
    ["a receipt without a number", '{"type": "printf", "data": "done\\n"}'],
  ])("is strange: %s", (_, line) => {
    expect(recordFromLine(line)).toEqual({ kind: "strange", line });
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json()), (line) => void recordFromLine(line)),
    );
  });

  it("never throws where the frame of a map holds anything", () => {
    const types = fc.constantFrom("map", "stats", "hist", "printf", "lost_events", "helper_error");
    const maps = fc.constantFrom("@name_a", "@born_b", "@calls_a", "@flows_b", "@wait_a", "@thread", "@");
    fc.assert(
      fc.property(
        types,
        maps,
        fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
        (type, map, data) => {
          recordFromLine(JSON.stringify({ type, data: { [map]: data } }));
          recordFromLine(JSON.stringify({ type, data }));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a histogram", () => {
  it("puts each power of two into its own bucket", () => {
    for (let power = 1; power < 63; power++) {
      const low = 2 ** power;
      const line = `{"type":"hist","data":{"@wait_a":{"0":[{"min":${low},"max":${2 * low - 1},"count":3}]}}}`;
      const record = recordFromLine(line);
      const values = record.kind === "map" ? record.entries[0]?.values : undefined;
      expect(values?.length, line).toBe(power + 1);
      expect(values?.at(-1)).toBe(3);
    }
  });
});
