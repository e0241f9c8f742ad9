/**
 * One object for each flow of a run, so that tallies can be keyed by it.
 */
import type { FlowIdentity } from "../flow-identity.ts";
import type { Operation } from "../operation.ts";
import { flowOfCall, flowOfRequest } from "./flow-from-words.ts";

export class FlowIdentities {
  readonly #known = new Map<string, FlowIdentity | null>();
  readonly #shared = new Map<string, FlowIdentity>();

  /** Of a data-moving call, with the words of its descriptors and its flags (probes/parts/call-facts.bt). */
  ofCall(operation: Operation, first: number, second: number, flags: number): FlowIdentity {
    const key = `${operation.name},${first},${second},${flags}`;
    return this.#once(key, () => flowOfCall(operation, first, second, flags));
  }

  /** Of a completed io_uring request; null where its opcode moves no data. */
  ofRequest(opcode: number, word: number): FlowIdentity | null {
    return this.#once(`io_uring,${opcode},${word}`, () => flowOfRequest(opcode, word));
  }

  #once<T extends FlowIdentity | null>(key: string, make: () => T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    // Different words can be the same flow in words (two block devices): they share one object.
    const shared = made === null ? made : ((this.#shared.get(JSON.stringify(made)) as T | undefined) ?? made);
    if (shared !== null) this.#shared.set(JSON.stringify(shared), shared);
    this.#known.set(key, shared);
    return shared;
  }
}
