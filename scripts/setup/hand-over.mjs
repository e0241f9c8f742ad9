/** Runs the program that set-up was for, with our terminal, and ends as it ends. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Never returns early: Ctrl-C reaches the program itself, which decides what it means. */
export function handOver(args, root) {
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`copyscope: ${args[0]} could not be started: ${error.message}.`);
    process.exitCode = 125;
  });
  child.on("exit", (status, signal) => {
    process.exitCode = status ?? 128 + constants.signals[signal];
  });
}
