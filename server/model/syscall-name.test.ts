import { describe, expect, it } from "vitest";
import { OPERATIONS } from "./operation.ts";
import { syscallName } from "./syscall-name.ts";

function x64(number: number): string {
  return syscallName({ arch: "x64", compat: false, number });
}

function arm64(number: number): string {
  return syscallName({ arch: "arm64", compat: false, number });
}

describe("syscallName", () => {
  it.each([
    [0, "read"],
    [17, "pread64"],
    [61, "wait4"],
    [262, "newfstatat"],
    [302, "prlimit64"],
    [166, "umount2"],
    [435, "clone3"],
    [471, "rseq_slice_yield"],
  ])("names %i on x86-64 as strace does", (number, name) => {
    expect(x64(number)).toBe(name);
  });

  it.each([
    [63, "read"],
    [79, "newfstatat"],
    [25, "fcntl"],
    [62, "lseek"],
    [223, "fadvise64"],
    [435, "clone3"],
  ])("names %i on arm64 as strace does", (number, name) => {
    expect(arm64(number)).toBe(name);
  });

  it("knows every operation of the operation table under its own name, on both architectures", () => {
    for (const { name, numbers } of OPERATIONS) {
      expect(x64(numbers.x64)).toBe(name);
      expect(arm64(numbers.arm64)).toBe(name);
    }
  });

  it("marks calls of 32-bit programs, which have other numbers", () => {
    expect(syscallName({ arch: "x64", compat: true, number: 3 })).toBe("i386:read");
    expect(syscallName({ arch: "x64", compat: true, number: 140 })).toBe("i386:_llseek");
    expect(syscallName({ arch: "x64", compat: true, number: 9999 })).toBe("i386:syscall_9999");
    expect(syscallName({ arch: "arm64", compat: true, number: 3 })).toBe("arm:3");
  });

  it("marks x32 calls, with their own numbers from 512 on", () => {
    expect(x64(0x4000_0000)).toBe("x32:read");
    expect(x64(0x4000_0000 + 515)).toBe("x32:readv");
    expect(x64(0x4000_0000 + 999)).toBe("x32:syscall_999");
  });

  it("keeps the number of a call that nobody knows, and of one that a tracer has cancelled", () => {
    expect(x64(999)).toBe("syscall_999");
    expect(arm64(999)).toBe("syscall_999");
    expect(x64(-1)).toBe("syscall_-1");
  });
});
