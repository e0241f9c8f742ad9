/** Lines of a recording, of whatever format → what they say, one after the other. */
import type { z } from "zod";
import type { Frame } from "../model/frame.ts";
import { BadRow, type FrameRows, RowDecoder } from "../model/frame-rows.ts";
import type { ScopeStep } from "../model/frame-steps.ts";
import type { EndLine, RecordedMark, RecordingAbout, SumLine } from "../model/recording-lines.ts";
import {
  aboutSchema,
  frameRowsSchema,
  markSchema,
  recordedEndSchema,
  shapeSchema,
  sumSchema,
} from "../model/recording-schema.ts";
import { checkedValue, jsonOf } from "./recording-line.ts";
import { upgradersFrom } from "./upgrade/steps.ts";
import type { Upgrader } from "./upgrade/upgrader.ts";

/** What a sum says beside the frames that it is the sum of. */
export type Sum = Omit<SumLine, "work" | "steps">;

/** What one line says. */
export type Recorded =
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "mark"; readonly mark: RecordedMark }
  | { readonly kind: "sum"; readonly sum: Sum; readonly frames: readonly Frame[]; readonly steps: readonly ScopeStep[] }
  | { readonly kind: "end"; readonly end: EndLine }
  | { readonly kind: "about"; readonly about: RecordingAbout }
  | { readonly kind: "schema" }
  | { readonly kind: "bad"; readonly reason: string };

const KINDS = {
  shape: shapeSchema,
  frame: frameRowsSchema,
  sum: sumSchema,
  mark: markSchema,
  end: recordedEndSchema,
  about: aboutSchema,
} satisfies Record<string, z.ZodType>;

/** Reads lines in their order; begin anew at each gzip member that says its shapes itself. */
export class RecordedLines {
  readonly #upgraders: readonly Upgrader[];
  #decoder = new RowDecoder();

  constructor(format: number) {
    this.#upgraders = upgradersFrom(format) ?? [];
  }

  /** What a line says: of an older format it may be several things, of a shape nothing. Bad ones end it. */
  read(line: string): readonly Recorded[] {
    let values: readonly unknown[] = [jsonOf(line)];
    for (const upgrader of this.#upgraders) {
      const next: unknown[] = [];
      for (const value of values) {
        const upgraded = upgrader.lines(value);
        if (!upgraded.ok) return [{ kind: "bad", reason: upgraded.reason }];
        next.push(...upgraded.lines);
      }
      values = next;
    }
    return values.flatMap((value) => this.#value(value) ?? []);
  }

  #value(value: unknown): Recorded | null {
    if (typeof value === "object" && value !== null && "schema" in value) return { kind: "schema" };
    const checked = checkedValue(value, KINDS);
    if (!checked.ok) return { kind: "bad", reason: checked.reason };
    const { shape, frame, sum, mark, end, about } = checked.value;
    try {
      if (shape !== undefined) this.#decoder.define(shape);
      else if (frame !== undefined) return { kind: "frame", frame: this.#decoder.decode(frame) };
      else if (mark !== undefined) return { kind: "mark", mark };
      else if (end !== undefined) return { kind: "end", end };
      else if (about !== undefined) return { kind: "about", about };
      else if (sum !== undefined) {
        const { work, steps, ...rest } = sum;
        const framesOf = (rows: readonly FrameRows[]) => rows.map((each) => this.#decoder.decode(each));
        return {
          kind: "sum",
          sum: rest,
          frames: framesOf(work),
          steps: steps.map((step) => ({ ...step, work: framesOf(step.work) })),
        };
      }
      return null;
    } catch (error) {
      if (error instanceof BadRow) return { kind: "bad", reason: error.message };
      throw error;
    }
  }
}
