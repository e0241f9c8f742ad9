/**
 * The threads of a trace, from single events: each thread's calls as slices on its track, with what they moved, and
 * below it a track of its states (user, kernel, runnable, blocked, unknown), end to end.
 *
 * A window's frames are kept until it closes, because its lanes are made of all of them. Its length and its number
 * of events are bounded where they are captured.
 */
import type { Frame } from "../model/frame.ts";
import type { LaneCall, Lanes, ThreadLanes } from "../model/lanes.ts";
import { lanesFromEvents } from "../model/lanes-from-events.ts";
import type { PacketStream } from "./packet-stream.ts";

interface Tracks {
  readonly calls: number;
  readonly states: number;
}

type Annotations = readonly (readonly [string, string | number])[];

/** What a click on a call shows. */
function annotationsOf({ result, end, flow }: LaneCall): Annotations {
  if (end === null) return [["returns", "not under its own number"]];
  if (flow === null) return [["result", result]];
  return [
    ["result", result],
    ["from", flow.from.filesystem === null ? flow.from.kind : `${flow.from.kind} (${flow.from.filesystem})`],
    ["to", flow.to.filesystem === null ? flow.to.kind : `${flow.to.kind} (${flow.to.filesystem})`],
    ["mechanism", flow.mechanism],
    ...(flow.flags.length === 0 ? [] : [["flags", flow.flags.join(" ")] as const]),
  ];
}

export class ThreadTracks {
  readonly #stream: PacketStream;
  /** Epoch milliseconds → nanoseconds of the trace. */
  readonly #time: (epoch: number) => number;
  readonly #tracks = new Map<string, Tracks>();
  #window: Frame[] = [];

  constructor(stream: PacketStream, time: (epoch: number) => number) {
    this.#stream = stream;
    this.#time = time;
  }

  async frame(frame: Frame): Promise<void> {
    if (frame.events === undefined || frame.events.opened !== null) await this.finish();
    if (frame.events !== undefined) this.#window.push(frame);
  }

  /** Writes the window that has come together. */
  async finish(): Promise<void> {
    const lanes = lanesFromEvents(this.#window);
    this.#window = [];
    if (lanes === null) return;
    for (const thread of lanes.threads) {
      this.#write(thread, lanes);
      await this.#stream.drain();
    }
  }

  #write(thread: ThreadLanes, { start, end: over }: Lanes): void {
    const zero = this.#time(start);
    const { calls, states } = this.#tracksOf(thread);
    const slice = (track: number, from: number, to: number, name: string, annotations: Annotations) => {
      // What began before the trace begins with it.
      this.#stream.event(Math.max(0, zero + from), { type: "begin", track, name, annotations });
      this.#stream.event(Math.max(0, zero + to), { type: "end", track });
    };
    for (const { from, to, state } of thread.segments) slice(states, from, to, state, []);
    for (const [index, call] of thread.calls.entries()) {
      const until = thread.calls[index + 1]?.start ?? thread.segments.at(-1)?.to ?? over;
      slice(calls, call.start, call.end ?? Math.max(call.start, until), call.name, annotationsOf(call));
    }
  }

  #tracksOf({ process, pid, tid, command }: ThreadLanes): Tracks {
    const key = `${process},${tid}`;
    const known = this.#tracks.get(key);
    if (known !== undefined) return known;
    const calls = this.#stream.track({ thread: { pid, tid, name: command } });
    const tracks = { calls, states: this.#stream.track({ name: "state", parent: calls }) };
    this.#tracks.set(key, tracks);
    return tracks;
  }
}
