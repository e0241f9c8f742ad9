import { describe, expect, it } from "vitest";
import { DETAILS } from "../model/frame.ts";
import { kernelFacts, without } from "../test/builders/kernel-facts.ts";
import { type ComposedProgram, type ComposeOptions, composeProgram } from "./compose.ts";
import type { ResolvedScope } from "./scope-macros.ts";
import { allTracepoints } from "./sources.ts";

const SCOPES: readonly (readonly [string, ResolvedScope])[] = [
  ["system", { kind: "system", exclude: [11, 12] }],
  ["the system with nobody left out", { kind: "system", exclude: [] }],
  ["processes", { kind: "processes" }],
  ["command", { kind: "command", root: 77 }],
  ["comm", { kind: "comm", comm: Buffer.from("nginx") }],
  ["cgroup", { kind: "cgroup", ids: [1n, 2n ** 60n], path: "/a/b" }],
];

function compose(more: Partial<ComposeOptions> = {}): ComposedProgram {
  const program = attempt(more);
  if ("failure" in program) throw new Error(program.failure);
  return program;
}

function attempt(more: Partial<ComposeOptions> = {}) {
  return composeProgram({
    scope: { kind: "processes" },
    detail: "counts",
    intervalMs: 250,
    threads: false,
    cpuInKeys: false,
    mapCapacity: 16_384,
    tracerPid: 4711,
    kernel: kernelFacts(),
    ...more,
  });
}

/** The program as bpftrace reads it: without comments and strings. */
const code = ({ text }: ComposedProgram) =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\/\/.*$/gm, "")
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');

const everything = (["x64", "arm64"] as const).flatMap((arch) =>
  DETAILS.flatMap((detail) =>
    SCOPES.flatMap(([name, scope]) =>
      [false, true].map((threads) => ({ arch, detail, name, scope, threads, kernel: kernelFacts({ arch }) })),
    ),
  ),
);

describe("every program", () => {
  it.each(everything)("for $name, $detail, $arch, threads $threads, holds nothing left to be replaced", (options) => {
    const text = code(compose(options));
    expect(text.match(/\b[A-Z][A-Z_]+\b/g)?.filter((word) => word !== "BEGIN") ?? []).toEqual([]);
    expect(text).not.toContain("@@");
  });

  it.each(everything)(
    "for $name, $detail, $arch, threads $threads, prints and clears both sides of each map",
    (options) => {
      const program = compose(options);
      expect(program.maps).toEqual(expect.arrayContaining(["calls", "flows", "switches", "born", "name", "gone"]));
      for (const map of program.maps) {
        for (const side of ["a", "b"]) {
          expect(program.text).toContain(`print(@${map}_${side}); clear(@${map}_${side});`);
          expect(code(program)).toMatch(new RegExp(`@${map}_${side}\\[[^;]*\\] = `));
        }
      }
    },
  );

  it.each(everything)("for $name, $detail, $arch, threads $threads, sets the side before it counts", (options) => {
    // every probe that counts reads @side into $side first, or bpftrace refuses the variable
    for (const body of code(compose(options)).split(/^}$/m)) {
      const use = body.search(/\$side (==|&)/);
      if (use !== -1) expect(body.slice(0, use)).toContain("$side = @side;");
    }
  });

  it.each(everything)(
    "for $name, $detail, $arch, threads $threads, deletes nothing that is being cleared: bpftrace 0.17 ends of it",
    (options) => {
      const text = code(compose(options)).replaceAll(/if \(@hold == 0\) \{[^}]*\}/g, "");
      const cleared = [...text.matchAll(/clear\(@(\w+)\)/g)].map(([, name]) => name);
      const deleted = [...text.matchAll(/delete\(@(\w+)\[/g)].map(([, name]) => name);
      expect(cleared).toContain("calls_a");
      expect(deleted).toContain("task");
      expect(deleted.filter((name) => cleared.includes(name))).toEqual([]);
    },
  );

  it("begins and ends with the probe that answers whether all are attached", () => {
    const { probes } = compose();
    expect(probes.at(0)).toBe("syscalls:sys_enter_getpriority");
    expect(probes.at(-1)).toBe("syscalls:sys_enter_getpriority");
    expect(probes).toContain("BEGIN");
    expect(probes).toContain("sched:sched_switch");
    expect(probes.filter((name) => /^ms:/.test(name))).toHaveLength(2);
  });

  it("asks for no tracepoint that is not in the list of all: some versions of bpftrace are shown that list only", () => {
    for (const options of everything) {
      const asked = [...compose(options).text.matchAll(/^tracepoint:([\w:]+)$/gm)].map(([, name]) => name);
      expect(asked.length).toBeGreaterThan(10);
      expect(asked.filter((name) => !allTracepoints().includes(name ?? ""))).toEqual([]);
    }
  });

  it("lists as many probes as bpftrace will load", () => {
    for (const options of everything) {
      const program = compose(options);
      expect(program.probes).toHaveLength(code(program).match(/^\{$/gm)?.length ?? 0);
    }
  });

  it("keeps the files' headers, so that it can be read", () => {
    const { text, files } = compose();
    for (const file of files) expect(text).toContain(`\n * ${file}.bt  `);
  });

  it("says the interval, the tracer and the kernel's own numbers", () => {
    const text = code(compose({ intervalMs: 1337, kernel: kernelFacts({ commOffset: 2992, zerocopyBit: 19 }) }));
    expect(text).toContain("interval:ms:1337\n");
    expect(text).toContain("pid == 4711");
    expect(text).toContain("(uint64)curtask + 2992");
    expect(text).toContain("skc_flags >> 19 & 1");
  });

  it("ends a frame early when its processes may have taken half of a map, a quarter where processors count apart", () => {
    for (const detail of DETAILS) {
      expect(code(compose({ detail, mapCapacity: 4096 }))).toContain("if ($crowd > 2048) { @due = (uint64)1; }");
      expect(code(compose({ detail, mapCapacity: 4096, cpuInKeys: true }))).toContain("if ($crowd > 1024)");
    }
    // at a fork, at an exec; and anew at each flip, of which there are two
    expect(code(compose()).match(/@crowd = \$crowd;/g)).toHaveLength(2);
    expect(code(compose()).match(/@due = \(uint64\)0;\s+@crowd = \(uint64\)0;/g)).toHaveLength(3);
  });

  it("prints single events in detail events only, a bounded number of them", () => {
    const limits = { windowSeconds: 2.5, perSecond: 1000 };
    const events = code(compose({ detail: "events", events: limits, intervalMs: 250 }));
    expect(events).toContain("@left = (uint64)250;");
    expect(events).toContain("@until = (uint64)nsecs + 2500000000;");
    // each line is paid for
    expect(events.match(/@left = \$left - 1;/g)).toHaveLength(5);
    expect(compose({ detail: "events" }).text.match(/printf\("[cdwboi] /g)).toHaveLength(6);
    expect(code(compose({ detail: "full" }))).not.toContain("@window");
  });

  it("keeps time in detail full only", () => {
    expect(code(compose({ detail: "full" }))).toContain("@thread[");
    expect(code(compose({ detail: "counts" }))).not.toContain("@thread[");
    expect(compose({ detail: "full" }).maps).toEqual(expect.arrayContaining(["latency", "size", "wait", "ended"]));
    expect(compose({ detail: "counts" }).maps).not.toContain("latency");
  });

  it("tells threads apart only when asked", () => {
    expect(code(compose({ threads: true }))).toContain("$thread = (uint64)tid;");
    expect(code(compose({ threads: false }))).toContain("$thread = (uint64)0;");
  });

  it("counts under the processor's number too where bpftrace drops first updates, and is the same in all else", () => {
    for (const detail of DETAILS) {
      const plain = code(compose({ detail }));
      const split = code(compose({ detail, cpuInKeys: true, mapCapacity: 2 * 16_384 }));
      const counted = split.match(/@\w+_[ab]\[[^;]*\] = (?:count|sum|stats|hist)\(/g) ?? [];
      expect(counted.length).toBeGreaterThan(30);
      expect(counted.filter((update) => !update.includes(", (uint64)cpu] = "))).toEqual([]);
      expect(split.replaceAll(", (uint64)cpu] = ", "] = ")).toBe(plain);
      expect(plain).not.toContain("cpu]");
    }
  });

  it("knows the architecture's numbers and flags", () => {
    expect(code(compose())).toContain("thread_info.status & 2");
    const arm = code(compose({ kernel: kernelFacts({ arch: "arm64" }) }));
    expect(arm).toContain("thread_info.flags & 0x400000");
    expect(arm).toContain("0x10000) {"); // O_DIRECT
    expect(arm).toContain("$id == 167"); // prctl
  });
});

describe("a kernel that lacks a tracepoint", () => {
  it.each([
    ["exceptions:page_fault_user", "page faults", "page-faults"],
    ["exceptions:page_fault_kernel", "page faults", "page-faults"],
    ["filemap:mm_filemap_add_to_page_cache", "page-cache fill", "page-cache"],
    ["skb:skb_copy_datagram_iovec", "socket-buffer copies", "socket-copies"],
    ["net:net_dev_start_xmit", "NIC DMA from page fragments", "nic"],
    ["io_uring:io_uring_complete", "io_uring", "io-uring"],
  ])("%s goes without %s, says so, and has all the rest", (tracepoint, part, file) => {
    const program = compose({ kernel: kernelFacts({ tracepoints: without(tracepoint) }) });
    expect(program.missing).toEqual([{ part, reason: `this kernel has no tracepoint ${tracepoint}` }]);
    expect(program.files).toEqual(compose().files.filter((name) => name !== file));
    expect(code(program)).not.toContain(tracepoint);
  });

  it.each([
    "raw_syscalls:sys_enter",
    "raw_syscalls:sys_exit",
    "sched:sched_switch",
    "sched:sched_wakeup",
    "sched:sched_process_exec",
    "task:task_newtask",
    "syscalls:sys_enter_kill",
  ])("cannot be traced without %s, which is said in a sentence", (tracepoint) => {
    for (const detail of DETAILS) {
      expect(attempt({ detail, kernel: kernelFacts({ tracepoints: without(tracepoint) }) })).toEqual({
        failure: `this kernel has no tracepoint ${tracepoint}`,
      });
    }
  });

  it("needs cgroup tracepoints for a cgroup only", () => {
    const kernel = kernelFacts({ tracepoints: without("cgroup:cgroup_mkdir") });
    expect(compose({ kernel }).missing).toEqual([]);
    expect(attempt({ kernel, scope: { kind: "cgroup", ids: [1n], path: "/a" } })).toHaveProperty("failure");
  });

  it("may have either name of io_uring's submission", () => {
    const [newer, older] = ["io_uring:io_uring_submit_req", "io_uring:io_uring_submit_sqe"];
    expect(code(compose({ kernel: kernelFacts({ tracepoints: without(older) }) }))).toContain(newer);
    const before = compose({ kernel: kernelFacts({ tracepoints: without(newer) }) });
    expect(before.missing).toEqual([]);
    expect(code(before)).toContain(`tracepoint:${older}\n`);
    expect(compose({ kernel: kernelFacts({ tracepoints: without(newer, older) }) }).missing).toEqual([
      { part: "io_uring", reason: `this kernel has no tracepoint ${newer} or ${older}` },
    ]);
  });

  it("without io_uring says so", () => {
    expect(compose({ kernel: kernelFacts({ structs: new Set() }) }).missing).toEqual([
      { part: "io_uring", reason: "this kernel has no io_uring" },
    ]);
  });

  it("whose page cache knows no orders adds one page at a time", () => {
    const tracepoints = new Map([...kernelFacts().tracepoints].map(([name]) => [name, new Set<string>()]));
    expect(code(compose({ kernel: kernelFacts({ tracepoints }) }))).toContain("$pages = (uint64)1 << 0;");
  });
});

describe("a file that this bpftrace refuses", () => {
  it("is left out with the reason", () => {
    const program = compose({ without: new Map([["nic", "it says no"]]) });
    expect(program.missing).toEqual([{ part: "NIC DMA from page fragments", reason: "it says no" }]);
    expect(program.files).not.toContain("nic");
  });

  it("fails the whole where nothing works without it", () => {
    expect(attempt({ without: new Map([["scheduler", "it says no"]]) })).toEqual({ failure: "it says no" });
  });
});

describe("a cgroup's path", () => {
  const predicate = (path: string) =>
    /strncmp\(str\(args->path\), "(.*)", (\d+)\)/.exec(compose({ scope: { kind: "cgroup", ids: [1n], path } }).text) ??
    [];
  /** What the literal says, as bpftrace reads it. */
  const read = (literal: string) =>
    Buffer.from(
      literal.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    ).toString();

  it.each([
    ["plain", "/system.slice/nginx.service"],
    ["the hierarchy's root", ""],
    ["with a quote and a backslash", '/a"b\\x41c'],
    ["with a newline", "/a\nb"],
    ["that would end the comment or the string", '/*/ */"); system("id"); //'],
    ["that says a word of ours", "/SCOPE/TRACER_PID/PRINT_AND_CLEAR_A/FLIP"],
    ["with dollars", "/$&/$1/$pid"],
    ["with a percent sign", "/%s%n"],
    ["not in ASCII", "/café/日本"],
  ])("%s is compared byte by byte, up to its slash", (_, path) => {
    const [, literal = "", length] = predicate(path);
    expect(read(literal)).toBe(`${path}/`);
    expect(Number(length)).toBe(Buffer.byteLength(`${path}/`));
    expect(literal).toMatch(/^(?:[a-z\d_./@:+=, -]|\\x[0-9a-f]{2})*$/);
  });

  it("is known by the numbers of the directories there are", () => {
    const { text } = compose({ scope: { kind: "cgroup", ids: [7n, 2n ** 60n], path: "/a" } });
    expect(text).toContain("@cgroup[7] = (uint64)1;\n  @cgroup[1152921504606846976] = (uint64)1;");
  });
});
