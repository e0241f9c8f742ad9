import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPrivilege, privilegesOutcome } from "./privileges.ts";
import type { Surroundings } from "./surroundings.ts";

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
  here = { proc: folder, sys: folder, root: folder, path: join(folder, "bin") };
  for (const name of ["self", "bin", "etc"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "etc/group"), "root:x:0:\nsudo:x:27:ann\nusers:x:100:\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function become(uid: number, groups: string, effective = "0000000000000000"): void {
  const text = `Name:\tnode\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGroups:\t${groups} \nCapEff:\t${effective}\n`;
  writeFileSync(join(folder, "self/status"), text);
}

function installSudo(exitCode: number): void {
  writeFileSync(join(folder, "bin/sudo"), `#!/bin/sh\nexit ${exitCode}\n`);
  chmodSync(join(folder, "bin/sudo"), 0o755);
}

describe("privileges", () => {
  test("of root are those the kernel lists", async () => {
    become(0, "0", "000001ffffffffff");
    const privilege = await findPrivilege(here);
    expect(privilege).toEqual({ kind: "root", capabilities: ["CAP_SYS_ADMIN", "CAP_PERFMON", "CAP_BPF"] });
    expect(privilegesOutcome(privilege).status).toBe("ok");
  });

  test("of root in an ordinary container are not enough", async () => {
    // Docker's default set.
    become(0, "0", "00000000a80425fb");
    const outcome = privilegesOutcome(await findPrivilege(here));
    expect(outcome).toMatchObject({ status: "fail", remedy: expect.stringContaining("--privileged") });
  });

  test("of a user come from sudo without a password", async () => {
    become(1000, "100");
    installSudo(0);
    expect(await findPrivilege(here)).toEqual({ kind: "sudo", uid: 1000, asksPassword: false });
  });

  test("of a member of the group sudo come with a password", async () => {
    become(1000, "100 27");
    installSudo(1);
    const privilege = await findPrivilege(here);
    expect(privilege).toEqual({ kind: "sudo", uid: 1000, asksPassword: true });
    expect(privilegesOutcome(privilege)).toMatchObject({ status: "ok", found: expect.stringContaining("password") });
  });

  test("of a user whom sudo does not know are none", async () => {
    become(1000, "100 2727");
    installSudo(1);
    expect(privilegesOutcome(await findPrivilege(here))).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("sudo"),
    });
  });

  test("of a user without sudo are none", async () => {
    become(1000, "27");
    expect(privilegesOutcome(await findPrivilege(here)).found).toContain("there is no sudo");
  });
});
