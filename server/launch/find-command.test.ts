import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { findCommand } from "./find-command.ts";
import { wordFromBytes } from "./raw-words.ts";

let here: string;

const program = (name: string, mode = 0o755) => {
  writeFileSync(join(here, name), "#!/bin/sh\n");
  chmodSync(join(here, name), mode);
};

beforeEach(async () => {
  here = await temporaryDirectory();
});

describe("findCommand", () => {
  it("finds a program on the PATH, in whichever folder it is", () => {
    program("tool");
    expect(findCommand("tool", `/nonexistent:${here}`)).toEqual({ ok: true });
    expect(findCommand("sh")).toEqual({ ok: true });
  });

  it("finds a program by its path, and does not search for it", () => {
    program("tool");
    expect(findCommand(join(here, "tool"), "")).toEqual({ ok: true });
    expect(findCommand("./tool", here)).toMatchObject({ exitCode: 127 });
  });

  it("takes an empty folder in the PATH for the current one", () => {
    expect(findCommand("package.json", ":/nonexistent")).toMatchObject({ exitCode: 126 });
  });

  it("says that there is no such command: 127, as a shell does", () => {
    for (const name of ["no-such-command", "/no/such/command", join(here, "nothing/in/here")]) {
      expect(findCommand(name, here)).toEqual({ ok: false, exitCode: 127, message: `${name}: command not found` });
    }
    expect(findCommand("", here)).toEqual({ ok: false, exitCode: 127, message: "'': command not found" });
  });

  it("says that a file cannot be executed: 126", () => {
    program("notes", 0o644);
    const message = `${join(here, "notes")}: permission denied`;
    expect(findCommand("notes", here)).toEqual({ ok: false, exitCode: 126, message });
    expect(findCommand(join(here, "notes"))).toEqual({ ok: false, exitCode: 126, message });
  });

  it("says that a folder cannot be executed: 126", () => {
    mkdirSync(join(here, "folder"));
    expect(findCommand(join(here, "folder"))).toMatchObject({
      exitCode: 126,
      message: expect.stringContaining("is a directory"),
    });
  });

  it("goes on searching past a file that cannot be executed", () => {
    program("tool", 0o644);
    mkdirSync(join(here, "later"));
    program("later/tool");
    expect(findCommand("tool", `${here}:${join(here, "later")}`)).toEqual({ ok: true });
  });

  it("follows links, and says that a broken one leads nowhere", () => {
    program("tool");
    symlinkSync("tool", join(here, "link"));
    symlinkSync("nothing", join(here, "broken"));
    expect(findCommand("link", here)).toEqual({ ok: true });
    expect(findCommand("broken", here)).toMatchObject({ exitCode: 127 });
  });

  it("takes names that are no text byte by byte", () => {
    const name = Buffer.from([0x6d, 0xfc, 0x6c, 0x6c]); // Latin-1
    writeFileSync(Buffer.concat([Buffer.from(`${here}/`), name]), "", { mode: 0o755 });
    expect(findCommand(wordFromBytes(name), here)).toEqual({ ok: true });
    expect(findCommand(name.toString(), here)).toMatchObject({ exitCode: 127 });
  });
});
