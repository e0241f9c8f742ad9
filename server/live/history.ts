/**
 * The past, in bounded memory: every frame for a quarter of an hour, then sums of five seconds for two hours,
 * then sums of a minute for a day. A frame enters every level at once; each level forgets its oldest.
 */
import { mergedFrame } from "../model/live/merged-frame.ts";
import type { LiveFrame } from "../model/live/protocol.ts";

interface LevelOptions {
  /** Length of a step in milliseconds; 0: every frame as it is. */
  readonly step: number;
  /** What is older than this, in milliseconds, is forgotten. */
  readonly keep: number;
}

const MINUTE = 60_000;

const LEVELS: readonly LevelOptions[] = [
  { step: 0, keep: 15 * MINUTE },
  { step: 5_000, keep: 120 * MINUTE },
  { step: MINUTE, keep: 24 * 60 * MINUTE },
];

/** However short the interval, no level holds more frames than this. 15 minutes at 100 ms are 9,000. */
const MOST_FRAMES = 9_000;

class Level {
  readonly step: number;
  readonly #keep: number;
  readonly #most: number;
  /** Whole steps, oldest first. */
  readonly frames: LiveFrame[] = [];
  /** Frames of the step that is not over yet, already summed. */
  #open: LiveFrame | null = null;

  constructor({ step, keep }: LevelOptions, most: number) {
    this.step = step;
    this.#keep = keep;
    this.#most = most;
  }

  add(frame: LiveFrame): void {
    if (this.step === 0) this.frames.push(frame);
    else this.#addToStep(frame);
    const oldest = frame.end - this.#keep;
    while (this.frames.length > this.#most || (this.frames[0]?.end ?? oldest) < oldest) this.frames.shift();
  }

  /** The step that is not over yet; null where there is none. */
  get open(): LiveFrame | null {
    return this.#open;
  }

  #addToStep(frame: LiveFrame): void {
    const same = this.#open !== null && stepOf(this.#open, this.step) === stepOf(frame, this.step);
    if (this.#open !== null && !same) this.frames.push(this.#open);
    this.#open = same && this.#open !== null ? mergedFrame([this.#open, frame]) : frame;
  }
}

function stepOf({ start }: LiveFrame, step: number): number {
  return Math.floor(start / step);
}

/** The sequence of the first frame that is summed in this one. */
function firstSequence(frame: LiveFrame | undefined): number {
  return frame === undefined ? Number.POSITIVE_INFINITY : frame.sequence - frame.merged + 1;
}

export interface Range {
  /** Epoch milliseconds; null: as far as there is anything. */
  readonly from: number | null;
  readonly to: number | null;
  /** Not finer than this; null: as fine as there is. */
  readonly step: number | null;
}

export class LiveHistory {
  readonly #levels: readonly Level[];

  /** `most`: how many frames a level may hold. */
  constructor(levels: readonly LevelOptions[] = LEVELS, most = MOST_FRAMES) {
    this.#levels = levels.map((level) => new Level(level, most));
  }

  /** Frames held, over all levels. */
  get size(): number {
    return this.#levels.reduce((sum, { frames }) => sum + frames.length, 0);
  }

  get last(): LiveFrame | null {
    return this.#levels[0]?.frames.at(-1) ?? null;
  }

  add(frame: LiveFrame): void {
    for (const level of this.#levels) level.add(frame);
  }

  /** Every frame after this sequence that is still held whole, oldest first. */
  since(sequence: number): readonly LiveFrame[] {
    const frames = this.#levels[0]?.frames ?? [];
    const last = frames.at(-1);
    if (last === undefined || last.sequence <= sequence) return [];
    // Sequences rise by one, so the place can be computed.
    return frames.slice(Math.max(0, frames.length - (last.sequence - sequence)));
  }

  /** All there is, as fine as it is held: recent frames whole, before them sums. No time is missing or in two of them. */
  all(): readonly LiveFrame[] {
    let pieces: readonly LiveFrame[] = [];
    for (const { frames, open } of this.#levels) {
      const begins = firstSequence(pieces[0]);
      // A step that reaches into the finer frames takes their place.
      const earlier = [...frames, ...(open === null ? [] : [open])].filter((step) => firstSequence(step) < begins);
      const taken = earlier.at(-1)?.sequence ?? 0;
      pieces = [...earlier, ...pieces.filter((piece) => firstSequence(piece) > taken)];
    }
    return pieces;
  }

  /** Frames that touch the range, summed to steps where that is asked for. */
  range({ from, to, step }: Range): readonly LiveFrame[] {
    const touching = this.all().filter(
      ({ start, end }) => (from === null || end > from) && (to === null || start < to),
    );
    return step === null || step <= 0 ? touching : inSteps(touching, step);
  }
}

/** Frames summed so that each begins in another step of the clock. */
function inSteps(frames: readonly LiveFrame[], step: number): readonly LiveFrame[] {
  const groups = new Map<number, LiveFrame[]>();
  for (const frame of frames) {
    const key = stepOf(frame, step);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [frame]);
    else group.push(frame);
  }
  return [...groups.values()].map(mergedFrame);
}

/** At most `most` frames: neighbouring ones are summed where there are more. */
export function atMost(frames: readonly LiveFrame[], most: number): readonly LiveFrame[] {
  if (frames.length <= most) return frames;
  const each = Math.ceil(frames.length / most);
  return Array.from({ length: Math.ceil(frames.length / each) }, (_, index) =>
    mergedFrame(frames.slice(index * each, (index + 1) * each)),
  );
}
