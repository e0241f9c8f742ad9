/**
 * `npm run build`: compiles server/, the page in client/ and the report's page in client/report/ into dist/. It is made
 * beside and put in place when complete, so a failed build leaves the last good one, and nobody ever runs half of a new one.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint, stampPath } from "./setup/sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const dist = join(root, "dist");
const fresh = join(root, ".cache", `build-${process.pid}`);
const former = join(root, ".cache", `former-${process.pid}`);

// Taken first: a source that is edited meanwhile makes this build count as old, never as current.
const sources = fingerprint(root);
const node = (...words) => spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" }).status === 0;
const page = (root, name) =>
  node("node_modules/vite/bin/vite.js", "build", root, "--outDir", join(fresh, name), "--logLevel", "warn");
const built =
  node("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", fresh, "--noEmitOnError") &&
  page("client", "client") &&
  page("client/report", "report");

if (built) {
  const main = join(fresh, "server/main.js");
  if (existsSync(main)) chmodSync(main, 0o755);
  mkdirSync(fresh, { recursive: true });
  writeFileSync(stampPath(fresh), `${sources}\n`);
  if (existsSync(dist)) renameSync(dist, former);
  renameSync(fresh, dist);
} else {
  console.error("copyscope: the build failed; the messages above say where. dist/ is as it was.");
  process.exitCode = 1;
}
rmSync(fresh, { recursive: true, force: true });
rmSync(former, { recursive: true, force: true });
