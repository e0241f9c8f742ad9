#!/usr/bin/env node
/**
 * Entry of copyscope. Started as root it becomes the tracer and lets an unprivileged child do the work;
 * started by a user it does the work and starts the tracer through sudo.
 */
import { fileURLToPath } from "node:url";
import { withSubcommand } from "./cli/subcommand.ts";
import { TRACER_VARIABLE } from "./launch/environment.ts";
import { hostTracer } from "./launch/host.ts";
import { inheritedDescriptors } from "./launch/inherited.ts";
import { ownWords } from "./launch/raw-words.ts";
import { spareMemory } from "./launch/spare-memory.ts";

/** The subcommands that trace; the others never need privilege. */
const TRACING: readonly string[] = ["live", "record", "lab"];

inheritedDescriptors(); // before anything else is opened
const hosted = process.env[TRACER_VARIABLE] !== undefined;
const argv = ownWords(hosted);
const asked = withSubcommand(argv);
const words = asked.includes("--") ? asked.slice(0, asked.indexOf("--")) : asked;
const traces = TRACING.includes(words[0] ?? "") && !words.some((word) => word === "--help" || word === "-h");

if (traces) spareMemory();
if (traces && !hosted && process.geteuid?.() === 0) {
  // bpftrace has been killed by now; the kernel takes a second to detach its probes, which is not waited for.
  process.exit(await hostTracer(fileURLToPath(import.meta.url), words[0] === "live" ? "terminated" : "ends"));
}
// The command line is loaded here only: it takes a third of a second, and the tracer has no use for it.
const [{ runCli }, { nodeIo }, { realParts }] = await Promise.all([
  import("./cli/run-cli.ts"),
  import("./cli/node-io.ts"),
  import("./cli/real-parts.ts"),
]);
process.exitCode = await runCli(argv, nodeIo(), realParts(process.cwd()));
