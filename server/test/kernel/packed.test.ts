/**
 * copyscope as npm installs it: the tarball that `npm pack` makes, unpacked in a folder elsewhere, with nothing beside it but
 * the packages that package.json names as dependencies. Nothing is fetched: they are those of this checkout.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));
const { dependencies, version } = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly version: string;
};

let folder: string;
let copyscope: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-test-"));
  // without the build that npm would do first: the tests have built it
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: CHECKOUT, stdio: "ignore" });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "copyscope"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  const tarball = join(folder, `copyscope-${version}.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", join(modules, "copyscope"), "--strip-components=1"]);
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(CHECKOUT, "node_modules", name), join(modules, name));
  }
  copyscope = join(modules, ".bin/copyscope");
  symlinkSync("../copyscope/bin/copyscope", copyscope);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...argv: readonly string[]) => {
  const { exitCode, stdout, stderr } = await execa(copyscope, argv, { cwd: folder, reject: false, stdin: "ignore" });
  return { exitCode, stdout, stderr };
};

test("says its version and its help", async () => {
  expect(await run("--version")).toMatchObject({ exitCode: 0, stdout: version });
  for (const subcommand of ["live", "record", "report", "compare", "export", "replay", "lab", "doctor", "probes"]) {
    const { exitCode, stdout } = await run(subcommand, "--help");
    expect({ subcommand, exitCode }).toEqual({ subcommand, exitCode: 0 });
    expect(stdout).toContain(`Usage: copyscope ${subcommand}`);
  }
});

test("finds its probes and this machine healthy", async () => {
  expect(await run("doctor")).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await run("probes", "--system");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("tracepoint:raw_syscalls:sys_exit");
});

test("records a command, and reports it in every format", async () => {
  expect(await run("record", "-o", "x.copyscope", "--", "true")).toMatchObject({ exitCode: 0 });
  for (const format of ["text", "md", "json", "csv", "html"]) {
    const { exitCode } = await run("report", "x.copyscope", "--format", format, "-o", `x.${format}`);
    expect({ format, exitCode }).toEqual({ format, exitCode: 0 });
    expect(existsSync(join(folder, `x.${format}`))).toBe(true);
  }
});

test("compiles the lab's programs and measures a transfer", async () => {
  const { exitCode, stdout } = await run("lab", "sendfile");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^sendfile .* reference$/m);
});
