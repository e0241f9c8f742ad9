/** Which processes should be asked whether they do TLS: those that have sent much over TCP, each once. */
import type { Frame, ProcessFrame } from "../model/frame.ts";
import { MIB } from "../model/units.ts";

/** Before so much no finding speaks (findings/tls-in-user-space.ts); a quarter, for the answer takes a frame. */
const ENOUGH_BYTES = MIB / 4;
/** Processes that are remembered; a storm of short ones must not be remembered without end. */
const MOST = 4096;

export class TlsWatch {
  readonly #sent = new Map<number, number>();

  /** Pids to ask about, after this frame. */
  candidates({ processes }: Frame): readonly number[] {
    return processes.filter((process) => this.#hasJustSentEnough(process)).map(({ pid }) => pid);
  }

  #hasJustSentEnough({ id, flows }: ProcessFrame): boolean {
    let bytes = 0;
    for (const { to, mechanism, bytes: moved } of flows) if (to.kind === "tcp" && mechanism === "copy") bytes += moved;
    if (bytes === 0) return false;
    const before = this.#sent.get(id) ?? 0;
    if (this.#sent.size >= MOST && before === 0) return false;
    this.#sent.set(id, before + bytes);
    return before < ENOUGH_BYTES && before + bytes >= ENOUGH_BYTES;
  }
}
