import { describe, expect, it } from "vitest";
import { OPERATIONS, type Operation } from "../operation.ts";
import { flowOfCall, flowOfRequest, operationByNumber } from "./flow-from-words.ts";

const FILE = 8 * 2 ** 32 + 0xef53;
const PIPE = 1 * 2 ** 32 + 0x50495045;
const TCP = 12 * 2 ** 32 + 2 ** 44 + (2 << 16) + 6;
const UDP = 12 * 2 ** 32 + 2 * 2 ** 44 + (2 << 16) + 17;
const WRITE_END = 2 ** 40;
const NONE = 2 ** 41;

const operation = (name: string): Operation => {
  const found = OPERATIONS.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const way = (name: string, first: number, second = 0, flags = 0) => {
  const flow = flowOfCall(operation(name), first, second, flags);
  return [flow.operation, flow.from.kind, flow.to.kind, flow.mechanism];
};

describe("the flow of a call", () => {
  it("into memory is from its descriptor", () => {
    for (const { name, shape } of OPERATIONS) {
      if (shape.kind !== "into-memory") continue;
      expect(way(name, UDP)).toEqual([name, "udp", "memory", "copy"]);
    }
  });

  it("from memory is to its descriptor", () => {
    for (const { name, shape } of OPERATIONS) {
      if (shape.kind !== "from-memory") continue;
      expect(way(name, UDP)).toEqual([name, "memory", "udp", "copy"]);
    }
  });

  it("of sendfile is from its second descriptor to its first, for so its arguments stand", () => {
    expect(way("sendfile", TCP, FILE)).toEqual(["sendfile", "file", "tcp", "reference"]);
    expect(way("sendfile", PIPE, FILE).slice(1, 3)).toEqual(["file", "pipe"]);
  });

  it.each(["splice", "tee", "copy_file_range"])("of %s is from its first descriptor to its second", (name) => {
    expect(way(name, FILE, PIPE).slice(0, 3)).toEqual([name, "file", "pipe"]);
    expect(way(name, PIPE, TCP).slice(0, 3)).toEqual([name, "pipe", "tcp"]);
  });

  it("of vmsplice goes the way of the pipe's end", () => {
    expect(way("vmsplice", PIPE + WRITE_END).slice(1, 3)).toEqual(["memory", "pipe"]);
    expect(way("vmsplice", PIPE).slice(1, 3)).toEqual(["pipe", "memory"]);
  });

  it.each(["process_vm_readv", "process_vm_writev"])("of %s is from memory to memory", (name) => {
    expect(way(name, 0)).toEqual([name, "memory", "memory", "copy"]);
  });

  it("on a descriptor that there is not has an unknown end", () => {
    expect(way("read", NONE).slice(1, 3)).toEqual(["unknown", "memory"]);
    expect(way("sendfile", TCP, NONE).slice(1, 3)).toEqual(["unknown", "tcp"]);
  });

  it.each([
    [0x2, ["MSG_PEEK"]],
    [0x20, ["MSG_TRUNC"]],
    [0x2000, ["MSG_ERRQUEUE"]],
    [0x2000000, ["MSG_SOCK_DEVMEM"]],
    [0x4000000, ["MSG_ZEROCOPY"]],
    [0x22, ["MSG_PEEK", "MSG_TRUNC"]],
    [0x40, []],
  ])("names the flags of 0x%s that matter", (flags, names) => {
    expect(flowOfCall(operation("recvfrom"), TCP, 0, flags).flags).toEqual(names);
  });

  it("with MSG_SOCK_DEVMEM is unknown: what stayed in the device's memory counts with what was copied", () => {
    expect(way("recvmsg", TCP, 0, 0x2000000)[3]).toBe("unknown");
  });

  it("with MSG_ZEROCOPY is deferred only where the socket has SO_ZEROCOPY", () => {
    expect(way("sendto", TCP + 2 ** 38, 0, 0x4000000)[3]).toBe("deferred");
    expect(way("sendto", TCP, 0, 0x4000000)[3]).toBe("copy");
  });
});

describe("operationByNumber", () => {
  it("knows every operation on both architectures, under its own number", () => {
    for (const arch of ["x64", "arm64"] as const) {
      const operations = operationByNumber(arch);
      expect([...operations.values()]).toEqual([...OPERATIONS]);
    }
    expect(operationByNumber("x64").get(0)?.name).toBe("read");
    expect(operationByNumber("arm64").get(63)?.name).toBe("read");
    expect(operationByNumber("x64").get(39)).toBeUndefined();
  });
});

describe("the flow of an io_uring request", () => {
  it.each([
    [22, "io_uring:read", "file", "memory"],
    [23, "io_uring:write", "memory", "file"],
    [4, "io_uring:read_fixed", "file", "memory"],
    [30, "io_uring:splice", "pipe", "file"],
  ])("of opcode %i is %s", (opcode, name, from, to) => {
    const flow = flowOfRequest(opcode, FILE);
    expect([flow?.operation, flow?.from.kind, flow?.to.kind]).toEqual([name, from, to]);
  });

  it("that splices into a pipe may come from anything, but from a pipe where it goes elsewhere, and tee always", () => {
    const ends = (opcode: number, word: number) => {
      const flow = flowOfRequest(opcode, word);
      return [flow?.from.kind, flow?.to.kind, flow?.mechanism];
    };
    expect(ends(30, PIPE)).toEqual(["unknown", "pipe", "unknown"]);
    expect(ends(30, TCP)).toEqual(["pipe", "tcp", "reference"]);
    expect(ends(33, PIPE)).toEqual(["pipe", "pipe", "reference"]);
    expect(ends(30, NONE)).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("is none where the opcode moves no data", () => {
    expect(flowOfRequest(0, NONE)).toBeNull();
  });

  it("has unknown ends where the completion has no request", () => {
    expect(flowOfRequest(255, NONE)).toMatchObject({ operation: "io_uring:multishot", from: { kind: "unknown" } });
  });
});
