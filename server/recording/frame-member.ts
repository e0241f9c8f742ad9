/**
 * A minute of a recording: frames and marks as lines of one gzip member, and their sum as another one behind it.
 * Each minute says its shapes anew, so that it can be read without what came before.
 */
import type { Frame } from "../model/frame.ts";
import { RowEncoder, type RowShape } from "../model/frame-rows.ts";
import { StepSum } from "../model/frame-steps.ts";
import { FrameSum } from "../model/frame-sum.ts";
import type { RecordedMark, RecordingIndex, SumLine } from "../model/recording-lines.ts";
import { GzipMember, gzipMember } from "./gzip-member.ts";

/** A minute at four frames a second. */
const MOST_FRAMES = 240;
/** Before compression: a fork storm's minute is cut into several, whose sums are read one at a time. */
const MOST_TEXT = 8 * 2 ** 20;
/**
 * Processes that were in one frame only. A sum has a row for each of them, in whichever member they are: of a fork storm it is
 * no shorter than the frames, and cutting it costs nothing but the rows of those who live on.
 */
const MOST_ONCE = 4_000;
/** From which on it is known who was in one frame only: in the first all were. */
const FEW_FRAMES = 4;

export class FrameMember {
  /** Where in the file it begins. */
  readonly at: number;
  readonly #gzip = new GzipMember();
  readonly #encoder = new RowEncoder();
  readonly #sum = new FrameSum();
  readonly #steps = new StepSum();
  readonly #marks: RecordedMark[] = [];
  #text = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(at: number) {
    this.at = at;
  }

  get isFull(): boolean {
    const { count, once } = this.#sum;
    return count >= MOST_FRAMES || this.#text >= MOST_TEXT || (count >= FEW_FRAMES && once >= MOST_ONCE);
  }

  /** The bytes to append. */
  async frame(frame: Frame): Promise<Buffer> {
    this.#sum.add(frame);
    this.#from = Math.min(this.#from, frame.start);
    this.#to = Math.max(this.#to, frame.end);
    const encoded = this.#encoder.encode(frame);
    const lines = `${shapeLines(encoded.shapes)}${line({ frame: encoded.frame })}`;
    this.#steps.add(frame, lines.length);
    return await this.#add(lines);
  }

  /** The bytes to append. */
  async mark(mark: RecordedMark): Promise<Buffer> {
    this.#marks.push(mark);
    return await this.#add(line({ mark }));
  }

  /** Closes the member; the bytes to append, and what the sum of its frames says. */
  async end(): Promise<Buffer> {
    return await this.#gzip.end();
  }

  /** Its line in the index; `bytes`: how long it has become. */
  place(bytes: number): RecordingIndex["minutes"][number] {
    const [from, to] = this.#bounds();
    return [from, to, this.#sum.count, this.at, bytes];
  }

  get marks(): readonly RecordedMark[] {
    return this.#marks;
  }

  /** The member with the sum. `bytes`: how long this one has become; `previous`: where the sum before begins. */
  async sum(bytes: number, previous: number | null): Promise<Buffer> {
    const encoder = new RowEncoder();
    const shapes: RowShape[] = [];
    const rowsOf = (frames: readonly Frame[]) =>
      frames.map((frame) => {
        const encoded = encoder.encode(frame);
        shapes.push(...encoded.shapes);
        return encoded.frame;
      });
    const [from, to] = this.#bounds();
    const sum: SumLine = {
      from,
      to,
      frames: this.#sum.count,
      at: this.at,
      bytes,
      previous,
      marks: this.#marks,
      work: rowsOf(this.#sum.frames()),
      steps: this.#steps.steps().map((step) => ({ ...step, work: rowsOf(step.work) })),
    };
    return await gzipMember(`${shapeLines(shapes)}${line({ sum })}`);
  }

  /** Earliest start and latest end; of a member of marks alone the first mark. */
  #bounds(): readonly [number, number] {
    const first = this.#marks[0]?.at ?? 0;
    return this.#sum.count > 0 ? [this.#from, this.#to] : [first, first];
  }

  async #add(lines: string): Promise<Buffer> {
    this.#text += lines.length;
    return await this.#gzip.add(lines);
  }
}

/** A value as a line of a recording. */
export function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function shapeLines(shapes: readonly RowShape[]): string {
  return shapes.map((shape) => line({ shape })).join("");
}
