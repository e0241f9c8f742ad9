// pipeline: what a Node program does to send or copy a file.
//
// Per chunk: one read() in a thread of libuv's pool and one write() (or, behind,
// one writev() of several chunks), in the main thread to a socket and in the
// pool to a file. Around them, futexes, epoll and eventfd wake-ups.
//
//   node pipeline.mjs FILE tcp:PORT|PATH CHUNK
//
// copyscope shows `read` file → memory and `write` memory → tcp (or file), both
// `copy`: 2 copies per output byte like read-write, with several times its mode
// transitions and context switches.

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";

const [file, destination, size] = process.argv.slice(2);
const chunk = Number(size);
if (!destination || !Number.isInteger(chunk) || chunk < 1) {
  console.error("usage: node pipeline.mjs FILE tcp:PORT|PATH CHUNK");
  process.exit(1);
}

/** Resolves when the sink has taken every byte and closed its side. */
async function toSocket(port) {
  const socket = connect({ host: "127.0.0.1", port });
  const taken = once(socket, "close");
  socket.resume();
  await pipeline(createReadStream(file, { highWaterMark: chunk }), socket);
  await taken;
}

function toFile(path) {
  return pipeline(createReadStream(file, { highWaterMark: chunk }), createWriteStream(path));
}

try {
  const port = /^tcp:(\d+)$/.exec(destination)?.[1];
  await (port ? toSocket(Number(port)) : toFile(destination));
} catch (error) {
  console.error(`pipeline: ${error.message}`);
  process.exit(1);
}
