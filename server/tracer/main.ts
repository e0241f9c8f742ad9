#!/usr/bin/env node
/**
 * Entry of the tracer where copyscope was started by an ordinary user: sudo runs this file as root, with
 * the requests on standard input and the answers on standard output.
 */
import { statSync } from "node:fs";
import { runTracer } from "./tracer.ts";

// Ctrl-C at the terminal is for copyscope's other process, which decides what is to be done.
for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"] as const) process.on(signal, () => {});

const user = Number(process.env["SUDO_UID"] ?? "0");

await runTracer(process.stdin, process.stdout, {
  runAs: null,
  own: [process.ppid],
  // The client is unprivileged: on its word, only processes of its own user are ended.
  mayEnd: (pid) => {
    try {
      return statSync(`/proc/${pid}`).uid === user;
    } catch {
      return false;
    }
  },
});
process.exit(0);
