import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { type Btf, readBtf } from "./btf.ts";

function btfOf(path?: string): Btf {
  const btf = readBtf(path);
  if ("failure" in btf) throw new Error(btf.failure);
  return btf;
}

const failureOf = (path: string) => {
  const btf = readBtf(path);
  return "failure" in btf ? btf.failure : null;
};

const HERE = "failure" in readBtf() ? null : btfOf();

/** The type records and strings of a small BTF file: `struct task { …pid at 4…, comm at 24 }`, an enum, an int. */
function smallBtf(): Buffer {
  const strings = Buffer.from("\0task\0pid\0comm\0FIRST\0THIRD\0int\0big\0member\0");
  const string = (text: string) => strings.indexOf(`\0${text}\0`) + 1;
  const words: number[] = [];
  const type = (name: string, kind: number, vlen: number, size: number, large = false) =>
    words.push(string(name), (kind << 24) | vlen | (large ? 2 ** 31 : 0), size);
  type("int", 1, 0, 4); // int, and the word that follows it
  words.push(32);
  type("task", 7, 0, 0); // a forward declaration of the struct's name
  type("task", 4, 2, 40); // struct: name, type, offset in bits
  words.push(string("pid"), 1, 32, string("comm"), 1, 24 * 8);
  type("big", 4, 1, 40, true); // with bit-field sizes in the offsets' high bytes
  words.push(string("member"), 1, (3 << 24) | (16 * 8));
  type("FIRST", 6, 2, 4); // an enum
  words.push(string("FIRST"), 0xffffffff, string("THIRD"), 3);
  const types = Buffer.from(new Uint32Array(words).buffer);
  const header = Buffer.alloc(24);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt8(1, 2);
  [24, 0, types.length, types.length, strings.length].forEach((value, index) => {
    header.writeUInt32LE(value, 4 + 4 * index);
  });
  return Buffer.concat([header, types, strings]);
}

describe("readBtf", () => {
  it("reads structs, members and enumerators, and passes over what else there is", async () => {
    const file = join(await temporaryDirectory(), "btf");
    writeFileSync(file, smallBtf());
    const btf = btfOf(file);
    expect(btf.memberOffset("task", "pid")).toBe(4);
    expect(btf.memberOffset("task", "comm")).toBe(24);
    expect(btf.memberOffset("big", "member")).toBe(16);
    expect(btf.enumerator("FIRST")).toBe(-1);
    expect(btf.enumerator("THIRD")).toBe(3);
    expect(btf.hasStruct("task")).toBe(true);
  });

  it("gives null for what there is not, the beginning of a name too", async () => {
    const file = join(await temporaryDirectory(), "btf");
    writeFileSync(file, smallBtf());
    const btf = btfOf(file);
    expect(btf.memberOffset("task", "com")).toBeNull();
    expect(btf.memberOffset("tas", "comm")).toBeNull();
    expect(btf.memberOffset("int", "comm")).toBeNull();
    expect(btf.enumerator("SECOND")).toBeNull();
    expect(btf.hasStruct("int")).toBe(false);
  });

  it("says that a file is not there", () => {
    expect(failureOf("/no/such/file")).toMatch(/^\/no\/such\/file cannot be read: this kernel was built without BTF/);
  });

  it.each([
    ["text", Buffer.from("this is no type information at all")],
    ["nothing", Buffer.alloc(0)],
    ["a beginning", Buffer.from([0x9f, 0xeb, 1, 0])],
    ["the other byte order", Buffer.concat([Buffer.from([0xeb, 0x9f]), Buffer.alloc(30)])],
  ])("says that a file of %s is not BTF", async (_, content) => {
    const file = join(await temporaryDirectory(), "btf");
    writeFileSync(file, content);
    expect(failureOf(file)).toBe(`${file} is not BTF`);
  });

  it("says that a file that was cut off is not BTF", async () => {
    const file = join(await temporaryDirectory(), "btf");
    const whole = smallBtf();
    for (const length of [whole.length - 1, 60, 24]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(failureOf(file)).toBe(`${file} is not BTF`);
    }
  });
});

describe.skipIf(HERE === null)("this kernel's own type information", () => {
  it("has what the probes ask for", () => {
    expect(HERE?.hasStruct("task_struct")).toBe(true);
    expect(HERE?.hasStruct("inet_connection_sock")).toBe(true);
    expect(HERE?.hasStruct("no_such_struct")).toBe(false);
    expect(HERE?.memberOffset("task_struct", "no_such_member")).toBeNull();
    expect(HERE?.enumerator("NO_SUCH_ENUMERATOR")).toBeNull();
  });

  it("knows what the kernel's interface has promised for good", () => {
    // include/uapi/linux/bpf.h and include/net/sock.h: such numbers never change
    expect(HERE?.enumerator("BPF_MAP_TYPE_HASH")).toBe(1);
    expect(HERE?.enumerator("BPF_PROG_TYPE_TRACEPOINT")).toBe(5);
    expect(HERE?.enumerator("TCP_ESTABLISHED")).toBe(1);
    expect(HERE?.enumerator("SOCK_DEAD")).toBe(0);
    expect(HERE?.memberOffset("list_head", "prev")).toBe(8);
    expect(HERE?.memberOffset("iovec", "iov_len")).toBe(8);
  });

  it("agrees with bpftool, where there is one", ({ skip }) => {
    let dump: string;
    try {
      dump = execFileSync("bpftool", ["btf", "dump", "file", "/sys/kernel/btf/vmlinux"], {
        encoding: "utf8",
        maxBuffer: 2 ** 30,
      });
    } catch {
      return skip("no bpftool");
    }
    const task = dump.slice(dump.search(/STRUCT 'task_struct' /));
    expect(HERE?.memberOffset("task_struct", "comm")).toBe(Number(/'comm' .*bits_offset=(\d+)/.exec(task)?.[1]) / 8);
    expect(HERE?.enumerator("SOCK_ZEROCOPY")).toBe(Number(/'SOCK_ZEROCOPY' val=(\d+)/.exec(dump)?.[1]));
  });
});
