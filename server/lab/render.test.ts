import { beforeAll, describe, expect, test } from "vitest";
import { reportFromFrames } from "../model/report-from-frames.ts";
import { frame, readFile, runEnd, runInfo, sendfile, writeSocket } from "../test/builders/frames.ts";
import { seenRounds, seenRun, transferNamed } from "../test/builders/lab-runs.ts";
import { labResult } from "./lab-result.ts";
import { measuredTransfer, type SeenRun } from "./measured-transfer.ts";
import { rendered } from "./render.ts";
import type { LabResult } from "./result.ts";

const BYTES = 64 * 65536;
const readWrite = seenRounds(transferNamed("read-write"), 3, BYTES, [readFile(BYTES, 64), writeSocket(BYTES, 64)], {
  read: 64,
  write: 64,
});
const sent = seenRounds(transferNamed("sendfile"), 3, BYTES, [sendfile(BYTES, 64)], { sendfile: 64 });
const zerocopied = seenRounds(
  transferNamed("zerocopy"),
  3,
  BYTES,
  [readFile(BYTES, 64), { ...writeSocket(BYTES, 64), operation: "sendto", mechanism: "deferred" }],
  { read: 64, sendto: 64, poll: 9, recvmsg: 9 },
);
const hostile = "uring-send: \u001b[2J<script>|\u202e`@all`: Invalid argument";
const refused = [
  seenRun(transferNamed("uring-send"), "measure", { ending: { pid: 7, status: 1, targetBytes: null }, said: hostile }),
];

function result(of: Readonly<Record<string, readonly SeenRun[]>>): LabResult {
  const rows = Object.entries(of).map(([name, runs]) => measuredTransfer(transferNamed(name), BYTES, runs));
  return labResult(reportFromFrames(runInfo(), [frame(0)], runEnd()), "ext4", { fileBytes: BYTES, rounds: 3 }, rows);
}

let everything: LabResult;
beforeAll(() => {
  everything = result({ "read-write": readWrite, sendfile: sent, zerocopy: zerocopied, "uring-send": refused });
});

describe("the lab's conclusion", () => {
  test("compares read-write with sendfile in plain words", () => {
    expect(everything.conclusion).toEqual([
      "read-write copied every byte twice and made 4 mode transitions for each chunk of 64 KiB; sendfile copied no byte and made 2 mode transitions for each chunk of 64 KiB.",
      "Against read-write, sendfile moved 1 times as much a second and took 100% of the CPU time.",
      "Context switches are another thing: 0 per MiB in read-write, 0 per MiB in sendfile.",
      "All 3 are as the textbook has them.",
      "1 transfer could not be done on this machine.",
    ]);
  });

  test("takes the two that differ most where those were not run, and one alone where there is one", () => {
    const { conclusion } = result({ sendfile: sent, zerocopy: zerocopied });
    expect(conclusion[0]).toMatch(/^zerocopy copied every byte twice and made 4\.56 .*; sendfile copied no byte/);
    expect(result({ sendfile: sent }).conclusion).toContain("That is what the textbook says.");
    expect(result({ "uring-send": refused }).conclusion[0]).toBe("No transfer could be measured.");
  });

  test("says what is not as the textbook has it, and what is not complete", () => {
    const twice = seenRounds(transferNamed("sendfile"), 3, BYTES, [sendfile(BYTES, 128)], { sendfile: 128 });
    const short = twice.map((seen) => ({ ...seen, arrivedBytes: 5 }));
    const { conclusion } = result({ sendfile: short });
    expect(conclusion).toContain("Not as the textbook has it: sendfile.");
    expect(conclusion).toContain("NOT COMPLETE, so that figures may be wrong: sendfile.");
  });
});

describe("the lab's table", () => {
  test("is ASCII, at most 110 wide, and has a row for each transfer", () => {
    const text = rendered(everything, "table");
    expect(text.replace("\\u{202e}", "")).toMatch(/^[\n\x20-\x7e]+$/);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(text).toMatch(/^read-write +\d+ +2\.00 +4\.00 +64\.0 +0\.00 +[\d.]+ +[\d.]+ +as said +copy \+ copy$/m);
    expect(text).toMatch(/^uring-send +refused: see below$/m);
    expect(text).toContain("uring-send was refused: \\x1b[2J<script>|");
  });

  test("says below what the textbook has otherwise", () => {
    const twice = seenRounds(transferNamed("sendfile"), 3, BYTES, [sendfile(BYTES, 128)], { sendfile: 128 });
    expect(rendered(result({ sendfile: twice }), "table")).toContain(
      "sendfile: the textbook says 0 copies a byte and 2 transitions a chunk; seen here: 0.00 and 4.00.",
    );
  });
});

test("Markdown has the same cells, and foreign words are harmless in it", () => {
  const text = rendered(everything, "md");
  expect(text).toMatch(/^\| read-write \| \d+ \| 2\.00 \| 4\.00 \| 64\.0 \|/m);
  for (const foreign of ["<script>", "\u001b", "\u202e"]) expect(text).not.toContain(foreign);
});

test("JSON is the result itself", () => {
  expect(JSON.parse(rendered(everything, "json"))).toEqual(JSON.parse(JSON.stringify(everything)));
  expect(everything.schema).toBe("copyscope-lab/1");
});
