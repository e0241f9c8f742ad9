/**
 * Twenty busy processes, for so many seconds: ten that read pieces of a file on request and send them over a socket,
 * with a line of log each, and ten that ask. The load of twenty small servers and clients on one machine.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

const [seconds = "30", role, port] = process.argv.slice(2);
const SELF = fileURLToPath(import.meta.url);
const REQUEST = 16;

if (role === "server") serve();
else if (role === "client") ask(Number(port));
else for (let pair = 0; pair < 10; pair++) startPair();

setTimeout(() => process.exit(0), Number(seconds) * 1000);

function startPair() {
  const server = spawn(process.execPath, [SELF, seconds, "server"], { stdio: ["ignore", "pipe", "inherit"] });
  server.stdout.once("data", (text) => {
    spawn(process.execPath, [SELF, seconds, "client", String(text).trim()], { stdio: "inherit" });
  });
}

function serve() {
  const file = openSync(process.execPath, "r");
  const log = openSync("/dev/null", "w");
  const buffer = Buffer.alloc(65536);
  const server = createServer((socket) => {
    socket.on("data", (request) => {
      const length = request.readUInt32LE(0);
      readSync(file, buffer, 0, length, request.readUInt32LE(4));
      writeSync(log, `GET ${length}\n`);
      socket.write(buffer.subarray(0, length));
    });
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1", () => {
    writeSync(1, `${server.address().port}\n`);
    closeSync(1);
  });
}

function ask(port) {
  const socket = connect(port, "127.0.0.1");
  let left = 0;
  const next = () => {
    left = 1000 + Math.floor(Math.random() * 60_000);
    const request = Buffer.alloc(REQUEST);
    request.writeUInt32LE(left, 0);
    request.writeUInt32LE(Math.floor(Math.random() * 5e7), 4);
    socket.write(request);
  };
  socket.on("connect", next);
  socket.on("error", () => {});
  socket.on("data", (data) => {
    left -= data.length;
    if (left <= 0) setTimeout(next, Math.random() * 8);
  });
}
