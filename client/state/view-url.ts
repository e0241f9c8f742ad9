/**
 * The view as the part of the URL after #, so that it can be shared: `recording=run.copyscope`, `span=300000`, `time=FROM-TO`, `window=FROM-TO`,
 * `edge=page-cache>socket>reference`, `process=12.0843806a` (of the copyscope whose id begins so), `order=copied`, `filter=nginx`. What cannot be read is left out.
 */
import { type Edge, PATH_MECHANISMS, PATH_NODES } from "../../server/model/live/data-path.ts";
import { PROCESS_ORDERS, type ProcessOrder } from "../../server/model/live/protocol.ts";
import type { TimeRange } from "./view.ts";

export interface SharedView {
  /** The recording that is replayed; null: the live run. */
  readonly recording: string | null;
  readonly span: number;
  readonly held: TimeRange | null;
  readonly brushed: TimeRange | null;
  readonly edge: Edge | null;
  readonly process: number | null;
  /** Of which copyscope's processes that is one: the beginning of its id; null: of any, for a recording's are always the same. */
  readonly processOf: string | null;
  readonly order: ProcessOrder;
  readonly descending: boolean;
  readonly filter: string;
}

/** What a page without a fragment shows. */
export const DEFAULT_VIEW: SharedView = {
  recording: null,
  span: 60_000,
  held: null,
  brushed: null,
  edge: null,
  process: null,
  processOf: null,
  order: "copied",
  descending: true,
  filter: "",
};

const rangeText = ({ from, to }: TimeRange) => `${Math.round(from)}-${Math.round(to)}`;

/** The fragment of a view, without `#`; empty for the view a page opens with. */
export function fragmentFromView(view: SharedView): string {
  const words = new URLSearchParams();
  if (view.recording !== null) words.set("recording", view.recording);
  if (view.span !== DEFAULT_VIEW.span) words.set("span", String(Math.round(view.span)));
  if (view.held !== null) words.set("time", rangeText(view.held));
  if (view.brushed !== null) words.set("window", rangeText(view.brushed));
  if (view.edge !== null) words.set("edge", `${view.edge.from}>${view.edge.to}>${view.edge.mechanism}`);
  if (view.process !== null) words.set("process", [view.process, view.processOf ?? []].flat().join("."));
  if (view.order !== DEFAULT_VIEW.order) words.set("order", view.order);
  if (!view.descending) words.set("rising", "1");
  if (view.filter !== "") words.set("filter", view.filter);
  return words.toString();
}

function range(text: string | null): TimeRange | null {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? "") ?? [];
  return Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : null;
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

function chosenProcess(text: string | null): Pick<SharedView, "process" | "processOf"> {
  const [, id, of] = /^(\d{1,12})(?:\.([0-9a-z-]{1,8}))?$/.exec(text ?? "") ?? [];
  return { process: id === undefined ? null : Number(id), processOf: of ?? null };
}

function edge(text: string | null): Edge | null {
  const [from, to, mechanism] = text?.split(">") ?? [];
  const source = PATH_NODES.find((node) => node === from);
  const target = PATH_NODES.find((node) => node === to);
  const how = PATH_MECHANISMS.find((one) => one === mechanism);
  return source && target && how ? { from: source, to: target, mechanism: how } : null;
}

/** The view of a fragment, with or without `#`. */
export function viewFromFragment(fragment: string): SharedView {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const span = whole(words.get("span"));
  return {
    recording: words.get("recording")?.slice(0, 255) || null,
    span: span !== null && span >= 1_000 && span <= 86_400_000 ? span : DEFAULT_VIEW.span,
    held: range(words.get("time")),
    brushed: range(words.get("window")),
    edge: edge(words.get("edge")),
    ...chosenProcess(words.get("process")),
    order: PROCESS_ORDERS.find((one) => one === words.get("order")) ?? DEFAULT_VIEW.order,
    descending: words.get("rising") === null,
    filter: (words.get("filter") ?? "").slice(0, 100),
  };
}
