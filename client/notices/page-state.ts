/** What state the page is in, as one value: the sentence to show, and whether there is anything to draw beneath it. */
import type { LiveFrame, LiveState } from "../../server/model/live/protocol.ts";
import { clock } from "../charts/time-ticks.ts";
import type { Link } from "../state/live.ts";

export interface PageState {
  readonly name:
    | "connecting"
    | "outdated"
    | "disconnected"
    | "starting"
    | "restarting"
    | "failed"
    | "ended"
    | "replaying"
    | "no-data"
    | "silent"
    | "nothing-in-scope"
    | "fine";
  readonly tone: "plain" | "warn" | "bad";
  readonly title: string;
  readonly text: string;
  /** What to do about it, as the doctor says; may hold commands. */
  readonly remedy: string | null;
}

const state = (
  name: PageState["name"],
  tone: PageState["tone"],
  title: string,
  text: string,
  remedy: string | null = null,
): PageState => ({ name, tone, title, text, remedy });

const FINE = state("fine", "plain", "", "");

function ended({ reason, exitCode }: { reason: string; exitCode: number | null }): string {
  if (reason === "command-exited")
    return `The command has ended${exitCode === null ? "" : ` with status ${exitCode}`}.`;
  if (reason === "target-gone") return "The process that was watched is gone.";
  return "Tracing was stopped.";
}

/** Which moment the figures are of that nothing newer takes the place of. */
function whose(recent: readonly LiveFrame[]): string {
  const newest = recent.at(-1);
  return `Figures are those of ${newest === undefined ? "before" : clock(newest.end)}.`;
}

/** `recent`: the frames of the last seconds. */
export function pageState(link: Link, live: LiveState | null, recent: readonly LiveFrame[]): PageState {
  if (link === "outdated") {
    return state("outdated", "bad", "copyscope was replaced", "This page is older than the server. Reload it.");
  }
  if (live === null) {
    return link === "lost"
      ? state("disconnected", "bad", "Disconnected", "Trying to reach copyscope again …")
      : state("connecting", "plain", "Connecting", "Looking for copyscope …");
  }
  if (link === "lost") {
    const text = `${whose(recent)} Trying again; missed frames are fetched when the connection is back.`;
    return state("disconnected", "bad", "Disconnected", text);
  }
  const { phase } = live;
  switch (phase.phase) {
    case "starting":
      return state(
        "starting",
        "plain",
        "Attaching probes",
        "bpftrace compiles and attaches; this takes a second or two.",
      );
    case "restarting":
      if (live.lab !== null) {
        return state("restarting", "warn", "The lab runs", `${live.lab} What was watched is watched again afterwards.`);
      }
      return state(
        "restarting",
        "warn",
        "Attaching probes anew",
        "Scope, detail or interval changed. The gap will be marked.",
      );
    case "failed":
      return state("failed", "bad", "Tracing failed", phase.message, phase.remedy);
    case "ended":
      return state(
        "ended",
        "warn",
        "Ended",
        `${ended(phase)} Everything until then can be looked at; choose another scope to go on.`,
      );
    case "replaying":
      return state("replaying", "warn", "Replaying a recording", phase.file);
    case "running":
      break;
  }
  if (live.silent) {
    const text = `The tracer has told nothing for seconds: it is stopped, or gets no CPU. ${whose(recent)} What is counted meanwhile comes when it goes on.`;
    return state("silent", "warn", "No frames come", text);
  }
  if (recent.length === 0)
    return state(
      "no-data",
      "plain",
      "No frame yet",
      "The probes are attached; the first frame comes within an interval.",
    );
  if (recent.every(({ processes }) => processes === 0)) {
    const text =
      "Nothing in this scope has called the kernel in the last seconds. Tracing goes on; start the workload, or choose another scope.";
    return state("nothing-in-scope", "plain", "Nothing in scope", text);
  }
  return FINE;
}
