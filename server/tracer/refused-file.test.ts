/**
 * The fixtures are what three versions of bpftrace really said of program.bt (detail counts, the whole system), each
 * time with one thing in it made wrong: a struct, a field or a tracepoint that there is not, a loop that the kernel's
 * verifier refuses, a slip of syntax, and a wrong field in a file that must be there. The program is of the days when
 * disks were counted by a probe.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ComposedProgram } from "../probes/compose.ts";
import { PROBE_FILES, type ProbeFile } from "../probes/sources.ts";
import { refusedFile } from "./refused-file.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/refused/${name}`, import.meta.url), "utf8");

const text = fixture("program.bt");
const PROGRAM: ComposedProgram = {
  text,
  maps: [],
  missing: [],
  probes: [],
  files: [...text.matchAll(/^ \* ([\w-]+)\.bt /gm)].map((match) => match[1] ?? ""),
};

const DISK: ProbeFile = {
  name: "disk",
  needs: ["block:block_rq_complete"],
  details: ["counts", "full", "events"],
  part: "disk DMA",
};
const FILES: readonly ProbeFile[] = [...PROBE_FILES, DISK];

describe.each(["0.17", "0.23", "0.27"])("what bpftrace %s says", (version) => {
  it.each([
    ["struct", "io-uring", "io_kiocbx"],
    ["field", "disk", "nr_sectorx"],
    ["tracepoint", "disk", "block_rq_completex"],
    ["verifier", "disk", "block_rq_complete"],
    ["syntax", "io-uring", "syntax"],
  ])("of a wrong %s names the file it is in, with the reason", (what, file, word) => {
    const refused = refusedFile(fixture(`${version}-${what}.txt`), PROGRAM, FILES);
    expect(refused?.refused).toBe(file);
    expect(refused?.reason).toMatch(/^this bpftrace refuses its probes: /);
    expect(refused?.reason).toContain(word);
    expect(refused?.reason.length).toBeLessThan(300);
  });

  it("of a file that must be there names none: the program cannot do without it", () => {
    expect(refusedFile(fixture(`${version}-needed.txt`), PROGRAM, FILES)).toBeNull();
  });
});

describe("refusedFile", () => {
  it.each([
    ["nothing", ""],
    ["a warning", "stdin:386-389: WARNING: While loops are deprecated and may be removed in the future.\n"],
    [
      "what bpftrace says every time",
      `ERROR: Unknown error -1: couldn't set RLIMIT_MEMLOCK for bpftrace. If your program is not loading, you can try "ulimit -l 8192"\n`,
    ],
    ["an error that names no place", "ERROR: failed to open perf buffer: Permission denied\n"],
    ["a line beyond the program's probes", "stdin:0:1-2: ERROR: something\n"],
    ["a tracepoint of no file", "ERROR: Error loading program: tracepoint:foo:bar (try -v)\n"],
  ])("finds no file in %s", (_, errors) => {
    expect(refusedFile(errors, PROGRAM, FILES)).toBeNull();
  });

  it("does not name a file that is not in the program", () => {
    const program = { ...PROGRAM, files: PROGRAM.files.filter((file) => file !== "disk") };
    expect(refusedFile(fixture("0.17-verifier.txt"), program, FILES)).toBeNull();
  });
});
