/**
 * A recording as a Perfetto trace (https://perfetto.dev/docs/reference/synthetic-track-event), which ui.perfetto.dev
 * and trace_processor open: a process track with counters for each process, marks as instants, gaps as slices, and of
 * single events the calls and states of each thread.
 *
 * The trace's clock is nanoseconds since the recording began. A clock snapshot at its head says which moment of the
 * calendar that was.
 */
import type { Frame, ProcessFrame, RunInfo } from "../model/frame.ts";
import { CounterTracks } from "./counter-tracks.ts";
import type { ByteSink, ExportedMark, Exporter } from "./exporter.ts";
import { PacketStream } from "./packet-stream.ts";
import { ThreadTracks } from "./thread-tracks.ts";

export class PerfettoExporter implements Exporter {
  readonly #stream: PacketStream;
  readonly #startedAt: number;
  readonly #processes = new Map<number, number>();
  readonly #counters: CounterTracks;
  readonly #threads: ThreadTracks;
  #marks: number | null = null;
  #gaps: number | null = null;
  #end = 0;

  constructor(info: RunInfo, sink: ByteSink) {
    this.#startedAt = info.startedAt;
    this.#stream = new PacketStream(sink);
    this.#counters = new CounterTracks(this.#stream, (process) => this.#processTrack(process));
    this.#threads = new ThreadTracks(this.#stream, (epoch) => this.#time(epoch));
    this.#stream.packet({
      first: true,
      clocks: [
        { clock: "boottime", nanoseconds: 0 },
        { clock: "realtime", nanoseconds: Math.round(info.startedAt * 1e6) },
      ],
    });
  }

  async frame(frame: Frame): Promise<void> {
    this.#counters.frame(frame, this.#time(frame.start));
    for (const gap of frame.gaps) {
      this.#gaps ??= this.#stream.track({ name: "gaps in the recording" });
      this.#stream.event(this.#time(gap.from), { type: "begin", track: this.#gaps, name: gap.reason });
      this.#stream.event(this.#time(gap.to), { type: "end", track: this.#gaps });
    }
    await this.#threads.frame(frame);
    this.#end = this.#time(frame.end);
    await this.#stream.drain();
  }

  async mark({ at, note }: ExportedMark): Promise<void> {
    this.#marks ??= this.#stream.track({ name: "marks" });
    this.#stream.event(this.#time(at), { type: "instant", track: this.#marks, name: note });
    await this.#stream.drain();
  }

  async finish(): Promise<void> {
    await this.#threads.finish();
    this.#counters.finish(this.#end);
    await this.#stream.drain(true);
  }

  #processTrack({ id, pid, command }: ProcessFrame): number {
    const known = this.#processes.get(id);
    if (known !== undefined) return known;
    const track = this.#stream.track({ process: { pid, name: command } });
    this.#processes.set(id, track);
    return track;
  }

  /** Epoch milliseconds → nanoseconds of the trace, which has no time before it began. */
  #time(epoch: number): number {
    return Math.max(0, Math.round((epoch - this.#startedAt) * 1e6));
  }
}
