/** `npm start`: sets up what is missing, then opens the dashboard. Arguments after `--` go to copyscope. */
import { fileURLToPath } from "node:url";
import { handOver } from "./setup/hand-over.mjs";
import { perform } from "./setup/perform.mjs";
import { stepsToStart } from "./setup/steps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

if (perform(stepsToStart(root), root)) {
  handOver(["dist/server/main.js", ...process.argv.slice(2)], root);
} else {
  process.exitCode = 125;
}
