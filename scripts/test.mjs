/** `npm test`: sets up what copyscope and its tests need, then runs the tests. Arguments after `--` go to vitest. */
import { fileURLToPath } from "node:url";
import { handOver } from "./setup/hand-over.mjs";
import { perform } from "./setup/perform.mjs";
import { stepsToTest } from "./setup/steps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const args = process.argv.slice(2);
const choosesReporter = args.some((arg) => arg.startsWith("--reporter"));

if (perform(stepsToTest(root), root)) {
  const reporters = [...(choosesReporter ? [] : ["--reporter=default"]), "--reporter=./scripts/closing-line.mjs"];
  handOver(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args], root);
} else {
  process.exitCode = 1;
}
