/** A flow as columns: from where to where, by which mechanism. Used for frames' flows and for single calls. */
import type { FlowIdentity } from "../model/flow-identity.ts";
import { type ColumnOf, column } from "./table.ts";

/** `of` leads from a row to its flow; null where it has none. */
export function flowColumns<T>(of: (row: T) => FlowIdentity | null): readonly ColumnOf<T>[] {
  const text = (name: string, about: string, read: (flow: FlowIdentity) => string | null) =>
    column<T>(name, "text", about, (row) => {
      const flow = of(row);
      return flow === null ? null : read(flow);
    });
  return [
    text("from_kind", "endpoint the bytes came from", ({ from }) => from.kind),
    text("from_filesystem", "its filesystem, where it is a file", ({ from }) => from.filesystem),
    text("from_traits", "what matters of it (direct, loopback, …), by spaces", ({ from }) => from.traits.join(" ")),
    text("to_kind", "endpoint they went to", ({ to }) => to.kind),
    text("to_filesystem", "its filesystem, where it is a file", ({ to }) => to.filesystem),
    text("to_traits", "what matters of it, by spaces", ({ to }) => to.traits.join(" ")),
    text("flags", "MSG_* flags that matter, by spaces", ({ flags }) => flags.join(" ")),
    text("mechanism", "how the bytes moved", ({ mechanism }) => mechanism),
    column(
      "copies_per_byte",
      "int64",
      "CPU copies of each byte, 0 or 1; null where nobody knows",
      (row) => of(row)?.copiesPerByte ?? null,
    ),
  ];
}
