import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { compiledProgram } from "./compile.ts";
import { startSink } from "./sinks.ts";

async function send(port: number, bytes: number): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.resume().end(Buffer.alloc(bytes));
  await once(socket, "close");
}

async function compiledSink(): Promise<string> {
  const compiled = await compiledProgram("sink", await temporaryDirectory());
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.path;
}

test("a receiver counts the bytes of each connection and ends after the last", async () => {
  const started = await startSink(await compiledSink(), 3);
  if (!started.ok) throw new Error(started.message);
  const { sink } = started;
  for (const bytes of [0, 300_000, 7]) await send(sink.port, bytes);
  await sink.finished;
  expect(sink.received).toEqual([0, 300_000, 7]);
});

test("a receiver that is ended is finished", async () => {
  const started = await startSink(await compiledSink(), 1);
  if (!started.ok) throw new Error(started.message);
  started.sink.end();
  await started.sink.finished;
  expect(started.sink.received).toEqual([]);
});

test("one that does not start says why", async () => {
  expect(await startSink("/bin/false", 1)).toEqual({
    ok: false,
    message: "the lab's receiver did not start: it ended with status 1.",
  });
});
