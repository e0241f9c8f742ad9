/**
 * Opens a recording as the page does, and prints the seconds that took: its head and half a minute in its `middle`, or the
 * `charts` of all of it. For recordings.mjs, which runs it in a process of its own.
 */

import { framesBetween, replayedFrames, replayHead } from "../../dist/server/live/replay.js";
import { openRecording } from "../../dist/server/recording/read-recording.js";

const [, , file, what] = process.argv;
const begun = performance.now();
const opened = await replayHead(file, "recording", "bench");
if (!opened.ok) throw new Error(opened.message);
const { from, to } = opened.head;
let frames = 0;
if (what === "middle") {
  const at = (from + to) / 2;
  for await (const _ of framesBetween(file, at - 30_000, at)) frames++;
} else {
  const { recording } = await openRecording(file);
  for await (const _ of replayedFrames(recording, { minutes: true, process: null })) frames++;
}
console.log(((performance.now() - begun) / 1000).toFixed(4));
if (frames === 0) throw new Error("no frames were found there");
