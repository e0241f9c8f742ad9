import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { withShortTracepointList } from "./short-tracepoint-list.ts";

let folder: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  mkdirSync(join(folder, "bin"));
});

function program(name: string, script: string): void {
  writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "bin", name), 0o755);
}

/** What `command` prints, with the programs above before the machine's. */
function run(command: readonly string[], tracepoints: readonly string[] = ["sched:sched_switch"]) {
  const [file = "", ...words] = withShortTracepointList(command, tracepoints);
  const PATH = `${join(folder, "bin")}:${process.env["PATH"]}`;
  return execFileSync(file, words, { encoding: "utf8", env: { ...process.env, PATH }, input: "program" });
}

const WORDS = ["printf", "%s|", "-f", "a b", "*", "", "$HOME"];
const PRINTED = "-f|a b|*||$HOME|";

describe("a command with a short list of tracepoints", () => {
  it("is the command, word by word, with its own standard input", () => {
    expect(run(WORDS)).toBe(PRINTED);
    expect(run(["cat"])).toBe("program");
  });

  it("runs without, where a mount namespace is refused", () => {
    program("unshare", "exit 1");
    expect(run(WORDS)).toBe(PRINTED);
  });

  it("runs without, where a mount is refused", () => {
    program("unshare", '[ "$4" = true ] && exit 0; shift 3; exec "$@"');
    program("mount", `echo "$@" >>${folder}/asked; exit 1`);
    expect(run(WORDS)).toBe(PRINTED);
  });

  it("runs without, where there is no unshare", () => {
    program("unshare", "exit 127");
    expect(run(WORDS)).toBe(PRINTED);
  });

  it("ends as the command ends", () => {
    expect(() => run(["sh", "-c", "exit 7"])).toThrow(expect.objectContaining({ status: 7 }));
  });
});
