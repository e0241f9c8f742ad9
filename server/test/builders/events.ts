/** Single events for tests, as the probes print them. */
import { EventAssembler } from "../../model/assemble/event-assembler.ts";
import { eventFromText } from "../../model/assemble/event-record.ts";
import { ProcessTable } from "../../model/assemble/process-table.ts";
import type { FrameEvents } from "../../model/frame-events.ts";

const WHO = 88 * 2 ** 22 + 89;

/**
 * The events of one frame that begins at 1,000,000 ns, of thread 89 of process 88. A line is its letter and what follows
 * the thread: `i SEQUENCE NOW SINCE WAS`.
 */
export function eventsBy(lines: readonly string[]): FrameEvents {
  const processes = new ProcessTable();
  processes.list([{ pid: 88, parent: 1, command: "=cmd" }]);
  const assembler = new EventAssembler("x64", processes);
  assembler.open(1_000_000);
  assembler.granted(10, true);
  for (const line of lines) {
    const event = eventFromText(`${line[0]} ${WHO}${line.slice(1)}\n`);
    if (event == null) throw new Error(`no event: ${line}`);
    assembler.add(event);
  }
  const events = assembler.frame({ start: 1_000_000, isLast: true });
  if (events === null) throw new Error("no events");
  return events;
}
