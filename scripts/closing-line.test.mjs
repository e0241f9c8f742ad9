import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, ".cache", `closing-line-${process.pid}`);
beforeEach(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "vitest.config.mjs"), "export default {};\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What vitest says last, and how it ends, for these test files. */
function run(files) {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), `import { describe, expect, test, beforeAll } from "vitest";\n${text}\n`);
  }
  const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/closing-line.mjs")}`];
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { stdout, status } = spawnSync(process.execPath, [vitest, "run", "--root", folder, ...reporters], {
    encoding: "utf8",
  });
  return { line: stdout.trimEnd().split("\n").at(-1), status };
}

test("the closing line counts what passed", () => {
  expect(run({ "a.test.mjs": `test("a", () => {}); test("b", () => {});` })).toEqual({
    line: "2 passed, 0 failed",
    status: 0,
  });
});

test("the closing line counts failures, broken files, failed hooks and stray errors, and what was skipped", () => {
  const { line, status } = run({
    "a.test.mjs": `test("a", () => {}); test("b", () => expect(1).toBe(2)); test.skip("c", () => {}); test.todo("d");`,
    "broken.test.mjs": `throw new Error("does not load");`,
    "hook.test.mjs": `describe("s", () => { beforeAll(() => { throw new Error("hook"); }); test("e", () => {}); });`,
    "stray.test.mjs": `test("f", async () => { Promise.reject(new Error("stray")); await new Promise((r) => setTimeout(r, 50)); });`,
  });
  // b, the file, the hook, the stray error; a and f passed; c and d, and e whose hook failed, did not run.
  expect(line).toBe("2 passed, 4 failed, 3 skipped");
  expect(status).toBe(1);
});
