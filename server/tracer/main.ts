#!/usr/bin/env node
/**
 * Entry of the tracer where copyscope was started by an ordinary user: sudo runs this file as root, with
 * the requests on standard input and the answers on standard output.
 */
import { spareMemory } from "../launch/spare-memory.ts";
import { runTracer } from "./tracer.ts";

spareMemory();

// Ctrl-C at the terminal is for copyscope's other process, which decides what is to be done.
for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"] as const) process.on(signal, () => {});
// Without a listener Node would open a debugger's port on this signal, in a process of root's.
process.on("SIGUSR1", () => {});

await runTracer(process.stdin, process.stdout, {
  // The client is unprivileged: it starts its command itself, and on its word only processes of its user are ended.
  startsCommands: false,
  runAs: null,
  own: [process.ppid],
  owner: Number(process.env["SUDO_UID"] ?? "0"),
});
process.exit(0);
