/**
 * The lab beside the live view. One tracer serves one capture, and the two would measure each other: so the live capture
 * ends, its gap is marked, the lab runs, and what was watched is watched again.
 */
import type { LabAnswer, LabOutcome, LabStarter } from "../model/live/lab.ts";
import type { Answer } from "../model/live/protocol.ts";
import type { CaptureControl } from "./capture-control.ts";

export class LiveLab {
  readonly #starter: LabStarter | null;
  readonly #control: CaptureControl;
  readonly #changed: () => void;
  #running: string | null = null;
  #last: LabOutcome | null = null;

  /** `changed`: called when {@link now} would say something else. */
  constructor(starter: LabStarter | null, control: CaptureControl, changed: () => void) {
    this.#starter = starter;
    this.#control = control;
    this.#changed = changed;
  }

  get now(): LabAnswer {
    return { transfers: this.#starter?.transfers ?? [], running: this.#running, last: this.#last };
  }

  /** Begins; answered at once. The result is in {@link now} when it is done. */
  start(names: readonly string[]): Answer {
    const starter = this.#starter;
    if (starter === null) return { ok: false, message: "There is no lab here." };
    if (this.#running !== null) return { ok: false, message: "The lab runs already." };
    const strange = names.find((name) => !starter.transfers.some((transfer) => transfer.name === name));
    if (strange !== undefined) return { ok: false, message: "The lab knows no such transfer." };
    this.#say("Waiting for the live capture to end …");
    void this.#run(starter, names);
    return { ok: true };
  }

  async #run(starter: LabStarter, names: readonly string[]): Promise<void> {
    let outcome: LabOutcome = { ok: false, message: "The lab was not begun.", remedy: null };
    try {
      const answer = await this.#control.interlude("the lab ran", async () => {
        outcome = await starter.run(names, (line) => this.#say(line));
      });
      if (!answer.ok) outcome = { ok: false, message: answer.message, remedy: null };
    } catch (error) {
      outcome = { ok: false, message: error instanceof Error ? error.message : String(error), remedy: null };
    }
    this.#last = outcome;
    this.#running = null;
    this.#changed();
  }

  #say(line: string): void {
    this.#running = line;
    this.#changed();
  }
}
