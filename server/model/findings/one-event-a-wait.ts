/** An event loop that fetches its events one by one because it has room for one: epoll_wait with maxevents too small. */
import type { ReportProcess } from "../report.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import { batchName, particular } from "./particular.ts";

const CALLS: readonly string[] = ["epoll_wait", "epoll_pwait", "epoll_pwait2"];
/** Fewer cost under a millisecond. */
const LEAST_CALLS = 1000;
/** What came back filled all the room there was: more may have been there. */
const FULL_SHARE = 0.5;
/** An array of four events or more that is full at half of the calls is a busy server, not a small array. */
const SMALL_ROOM = 4;

function statementFor(call: string, { particulars }: ReportProcess): Statement | null {
  const full = particular(particulars, batchName(call, "full"));
  const some = particular(particulars, batchName(call, "some"));
  const useful = full.times + some.times;
  if (useful < LEAST_CALLS || full.times < FULL_SHARE * useful) return null;
  const room = full.things / full.times;
  if (room >= SMALL_ROOM) return null;
  return {
    title: `${call} has room for ${room < 1.5 ? "one event" : "few events"}, and is full nearly every time`,
    evidence: [
      { label: "calls that returned events", value: useful, unit: "calls" },
      { label: "events", value: full.things + some.things, unit: "events" },
      { label: "calls that returned as many as they had room for", value: full.times / useful, unit: "share" },
    ],
    threshold:
      "At least 1,000 calls that returned events, half of them as many as there was room for, and room for less than four: with a full array nobody knows what else is ready until the next call.",
    advice:
      "Give epoll_wait an array of 64 events or more (maxevents), and deal with all of them before the next call.",
    // How many would have been ready together is not known.
    saves: {},
  };
}

export const oneEventRule: FindingRule = {
  rule: "one-event-a-wait",
  look: (process) => CALLS.map((call) => statementFor(call, process)).filter((statement) => statement !== null),
};
