/**
 * Command names are foreign data. Whatever is in them, they change no number, and reach the terminal, Markdown
 * and JSON as text.
 */
import { copyFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bpftraceVersions } from "../matrix/versions.ts";
import { copyscope, recordCommand } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop();
});

afterAll(() => shop.clean());

/** Names of files, which are the names the kernel gives the processes (its first 15 bytes). */
const NAMES: readonly (readonly [string, Buffer])[] = [
  ["commas and quotes", Buffer.from(`a,b"c'd\`,1,2`)],
  ["newlines", Buffer.from("one\ntwo\n\nthree")],
  ["braces", Buffer.from('}{"x":[1,2')],
  ["ANSI escapes", Buffer.from("\x1b[31mred\x1b]0;t\x07")],
  ["markup", Buffer.from("<script>x(1)")],
  ["pipes", Buffer.from("|a|b|*_x_*|")],
  ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x80, 0x41, 0xc3, 0x28])],
  ["fifteen bytes", Buffer.from("0123456789abcde")],
];

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  test.each(NAMES)("a name with %s changes nothing", async (_, name) => {
    const program = Buffer.concat([Buffer.from(`${shop.directory}/`), name]);
    copyFileSync(shop.program("reader"), program);
    // The name travels through a shell's printf, byte by byte, because an argument must be text here.
    const octal = [...program].map((byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");
    const { report } = await recordCommand(
      ["sh", "-c", `exec "$(printf '%b_' "$1" | sed '$ s/_$//')" 1234`, "sh", octal],
      shop.file("run.copyscope"),
      { bpftrace },
    );
    const process = report.processes.find(({ flows }) => flows.some(({ from }) => from === "zero"));
    expect(process?.command).toBe(new TextDecoder().decode(name.subarray(0, 15)));
    expect(process?.flows.find(({ from }) => from === "zero")).toMatchObject({ calls: 1234, bytes: 1234 });
    expect(report.trust.complete).toBe(true);
    for (const format of ["text", "md"]) {
      const { stdout } = await copyscope(["report", shop.file("run.copyscope"), "--format", format]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that they do not come through is what is tested
      expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\x9b]/);
      if (format === "md") expect(stdout).not.toContain("<script>");
    }
  });
});
