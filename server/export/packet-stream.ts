/** Packets → bytes: numbers for tracks and names, given out as they come up, and chunks for the sink. */
import { PbfWriter } from "pbf";
import type { ByteSink } from "./exporter.ts";
import {
  type Annotation,
  type TracePacket,
  type TrackDescriptor,
  type TrackEvent,
  writePacket,
} from "./perfetto-messages.ts";

/** Bytes that are handed on at once. */
const CHUNK = 64 * 1024;

/** An event as the makers of packets say it: names as words. */
export interface NamedEvent extends Omit<TrackEvent, "name" | "annotations"> {
  readonly name?: string;
  readonly annotations?: readonly (readonly [name: string, value: string | number])[];
}

export class PacketStream {
  readonly #sink: ByteSink;
  readonly #eventNames = new Names();
  readonly #annotationNames = new Names();
  #pbf = new PbfWriter();
  #tracks = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Describes a track and gives it a number. */
  track(track: Omit<TrackDescriptor, "uuid">): number {
    const uuid = ++this.#tracks;
    this.packet({ track: { uuid, ...track } });
    return uuid;
  }

  /** `timestamp`: nanoseconds of the trace. */
  event(timestamp: number, { name, annotations, ...event }: NamedEvent): void {
    const named = name === undefined ? event : { ...event, name: this.#eventNames.number(name) };
    const all = annotations?.map(([word, value]): Annotation => ({ name: this.#annotationNames.number(word), value }));
    const interned = { events: this.#eventNames.news(), annotations: this.#annotationNames.news() };
    this.packet({
      timestamp,
      event: all === undefined ? named : { ...named, annotations: all },
      ...(interned.events.length + interned.annotations.length === 0 ? {} : { interned }),
    });
  }

  packet(packet: TracePacket): void {
    writePacket(packet, this.#pbf);
  }

  /** Hands on what has come together, if it is much or `all` is asked for. */
  async drain(all = false): Promise<void> {
    if (this.#pbf.pos === 0 || (this.#pbf.pos < CHUNK && !all)) return;
    const bytes = this.#pbf.finish();
    this.#pbf = new PbfWriter();
    await this.#sink.write(bytes);
  }
}

/** Words → numbers from 1. */
class Names {
  readonly #numbers = new Map<string, number>();
  #news: (readonly [number, string])[] = [];

  number(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(word, number);
    this.#news.push([number, word]);
    return number;
  }

  /** Those that were not told yet. */
  news(): readonly (readonly [number, string])[] {
    const news = this.#news;
    if (news.length > 0) this.#news = [];
    return news;
  }
}
