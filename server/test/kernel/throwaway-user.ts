/**
 * A user made for a test and removed after it, with an installed copyscope that everybody may read: the checkout
 * may be in root's home. Needs root.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, execaSync } from "execa";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PREFIX = "copyscope-test-";
const PATH = `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;

export interface ThrowawayUser {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  /** The environment that {@link as} gives. */
  readonly environment: Readonly<Record<string, string>>;
  /** The words that run what follows them as this user, from a shell's clean environment, at home. */
  as(environment?: Readonly<Record<string, string>>): readonly string[];
  remove(): void;
}

/** `sudoers`: what the user may do with sudo and no password, as sudoers(5) writes it; null: nothing. */
export function makeThrowawayUser(sudoers: string | null): ThrowawayUser {
  if (process.geteuid?.() !== 0) throw new Error("These tests make a user, for which they need to be run as root.");
  sweep();
  const name = `${PREFIX}${process.pid}`;
  execaSync("useradd", ["--create-home", "--shell", "/bin/sh", name]);
  const [, , uid = "", , , home = ""] = execaSync("getent", ["passwd", name]).stdout.split(":");
  if (sudoers !== null) {
    // where Node is, is not always where sudo looks
    const rules = `Defaults:${name} secure_path="${PATH}"\n${name} ALL=(ALL) NOPASSWD: ${sudoers}\n`;
    writeFileSync(rulesOf(name), rules, { mode: 0o440 });
  }
  const environment = { PATH, HOME: home, USER: name, LOGNAME: name, SHELL: "/bin/sh", LANG: "C.UTF-8" };
  return {
    name,
    uid: Number(uid),
    home,
    environment,
    as: (more = {}) => [
      ...["runuser", "-u", name, "--", "env", "-i", "-C", home],
      ...Object.entries({ ...environment, ...more }).map(([key, value]) => `${key}=${value}`),
    ],
    remove: () => remove(name),
  };
}

export interface Installed {
  /** The command as npm links it. */
  readonly command: string;
  remove(): void;
}

/** Installs what an installation has: the package's files and the packages it needs, readable for everybody. */
export async function installForEverybody(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), "copyscope-installed-"));
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: readonly string[] };
  for (const name of [...files, "package.json"]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const list = await execa("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: ROOT, reject: false });
  const packages = list.stdout.split("\n").filter((path) => path.includes("/node_modules/"));
  for (const path of packages) cpSync(path, join(folder, relative(ROOT, path)), { recursive: true });
  await execa("chmod", ["-R", "a+rX", folder]);
  chmodSync(folder, 0o755);
  return {
    command: join(folder, "bin/copyscope"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function rulesOf(name: string): string {
  return `/etc/sudoers.d/${name}`;
}

function remove(name: string): void {
  rmSync(rulesOf(name), { force: true });
  execaSync("userdel", ["--force", "--remove", name], { reject: false });
}

/** Removes what tests that were killed have left. */
function sweep(): void {
  for (const [, name = "", pid] of readFileSync("/etc/passwd", "utf8").matchAll(/^(copyscope-test-(\d+)):/gm)) {
    if (!existsSync(`/proc/${pid}`)) remove(name);
  }
}
