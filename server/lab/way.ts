/**
 * The way of the bytes: the flows that carried them, and in words by which mechanism each leg of the way went.
 */
import type { EndpointKind } from "../model/endpoint.ts";
import type { CopiesPerByte, Mechanism } from "../model/mechanism.ts";
import { type FlowsByKind, median } from "./run-figures.ts";

/** A flow of a transfer: calls and bytes of one round, without those of start-up. */
export interface WayFlow {
  readonly operation: string;
  readonly from: EndpointKind;
  readonly to: EndpointKind;
  readonly mechanism: Mechanism;
  readonly copiesPerByte: CopiesPerByte;
  readonly calls: number;
  readonly bytes: number;
}

/** What a runtime reads and writes beside the file: a flow counts from a hundredth of the file's bytes on. */
const LEAST_SHARE = 0.01;

/** The flows of the rounds without those of start-up, medians of both, in the order of the way. */
export function wayOf(
  rounds: readonly FlowsByKind[],
  startUps: readonly FlowsByKind[],
  fileBytes: number,
): readonly WayFlow[] {
  const kinds = new Map(rounds.flatMap((round) => [...round]));
  const middle = (runs: readonly FlowsByKind[], kind: string, of: "calls" | "bytes") =>
    median(runs.map((run) => run.get(kind)?.[of] ?? 0)) ?? 0;
  return [...kinds]
    .map(([kind, { flow }]) => {
      const { operation, from, to, mechanism, copiesPerByte } = flow;
      const calls = middle(rounds, kind, "calls") - middle(startUps, kind, "calls");
      const bytes = middle(rounds, kind, "bytes") - middle(startUps, kind, "bytes");
      return { operation, from, to, mechanism, copiesPerByte, calls, bytes };
    })
    .filter(({ bytes }) => bytes >= fileBytes * LEAST_SHARE)
    .sort((a, b) => leg(a) - leg(b) || b.bytes - a.bytes);
}

/** First what takes bytes out of the file, then what takes them on. */
function leg({ from }: WayFlow): number {
  return from === "file" ? 0 : 1;
}

function mechanismWords({ mechanism, copiesPerByte }: WayFlow): string {
  if (mechanism === "unknown") return "unknown (may copy, or not)";
  if (mechanism !== "deferred") return mechanism;
  // The copy model has a row for loopback, where it always is one, and knows no other case.
  return copiesPerByte === 1 ? "deferred (copied in the end: loopback)" : "deferred (copied or not: nobody tells)";
}

/** "copy + copy" for read and write, "reference" for sendfile: one word for each leg. */
export function wayInWords(way: readonly WayFlow[]): string {
  const legs = [0, 1].map((which) => [...new Set(way.filter((flow) => leg(flow) === which).map(mechanismWords))]);
  return legs
    .filter((words) => words.length > 0)
    .map((words) => words.join(" or "))
    .join(" + ");
}
