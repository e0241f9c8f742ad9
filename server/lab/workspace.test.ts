import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { makeWorkspace } from "./workspace.ts";

test("the workspace has a file of random bytes, an empty one, and goes altogether", async () => {
  const root = await temporaryDirectory();
  const made = await makeWorkspace(9 * 2 ** 20 + 5, [root]);
  if (!made.ok) throw new Error(made.message);
  const { workspace } = made;
  expect(dirname(workspace.folder)).toBe(root);
  expect(await workspace.fill()).toBeNull();
  const bytes = await readFile(workspace.file);
  expect(bytes.length).toBe(9 * 2 ** 20 + 5);
  // Random: no 16 bytes of it come twice, in the last of its pieces neither.
  expect(bytes.indexOf(bytes.subarray(-16))).toBe(bytes.length - 16);
  expect((await stat(workspace.emptyFile)).size).toBe(0);
  expect(existsSync(workspace.target)).toBe(false);
  await workspace.remove();
  expect(existsSync(workspace.folder)).toBe(false);
});

test("a filesystem that lies in memory is the second choice", async () => {
  const disk = await temporaryDirectory();
  const made = await makeWorkspace(1, ["/dev/shm", disk]);
  if (!made.ok) throw new Error(made.message);
  expect(["tmpfs", "ramfs"].includes(made.workspace.filesystem) ? "memory" : dirname(made.workspace.folder)).toBe(disk);
  await made.workspace.remove();
});

test("without room for it, there is a sentence that says where was looked and what to do", async () => {
  const root = await temporaryDirectory();
  const made = await makeWorkspace(2 ** 52, [root, "/nowhere"]);
  expect(made).toEqual({
    ok: false,
    message: expect.stringMatching(/^the lab needs .* on a disk, and finds them in none of '.*', '\/nowhere'\.$/),
    remedy: expect.stringContaining("COPYSCOPE_LAB_MIB=16 copyscope lab"),
  });
});
