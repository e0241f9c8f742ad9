/** Columns that several tables have: when, who, and what the scheduler and the clock say of it. */
import type { Activity, Frame, ProcessFrame } from "../model/frame.ts";
import { type ColumnOf, column, microseconds } from "./table.ts";

export interface InFrame {
  readonly frame: Frame;
}

export interface InProcess extends InFrame {
  readonly process: ProcessFrame;
}

/** Every process of a frame, with its frame. */
export function* processesOf(frame: Frame): Iterable<InProcess> {
  for (const process of frame.processes) yield { frame, process };
}

/** The frame that a row is of: begin and end, in microseconds since 1970. */
export function whenColumns<T extends InFrame>(): readonly ColumnOf<T>[] {
  return [
    column("frame_start", "timestamp", "beginning of the frame", ({ frame }) => microseconds(frame.start)),
    column("frame_end", "timestamp", "end of the frame", ({ frame }) => microseconds(frame.end)),
  ];
}

/** The process that a row is of. */
export function whoColumns<T extends InProcess>(): readonly ColumnOf<T>[] {
  return [
    column("process", "int64", "number of the process, unique in the recording", ({ process }) => process.id),
    column("pid", "int64", "its pid, which can come twice", ({ process }) => process.pid),
    column("command", "text", "its name, as it gave it to itself", ({ process }) => process.command),
  ];
}

/** `of` leads from a row to the process or thread. What the recording's detail does not measure is null. */
export function activityColumns<T>(of: (row: T) => Activity): readonly ColumnOf<T>[] {
  const time = (state: "user" | "kernel" | "runnable" | "blocked", about: string) =>
    column<T>(`${state}_ns`, "int64", `nanoseconds ${about}`, (row) => {
      const split = of(row).time;
      return split === null ? null : Math.round(split[state]);
    });
  return [
    column("page_faults_user", "int64", "page faults in user mode", (row) => of(row).pageFaults?.user ?? null),
    column("page_faults_kernel", "int64", "page faults in the kernel", (row) => of(row).pageFaults?.kernel ?? null),
    column("switches_voluntary", "int64", "it blocked", (row) => of(row).switches?.voluntary ?? null),
    column("switches_involuntary", "int64", "it was preempted", (row) => of(row).switches?.involuntary ?? null),
    column("wakeups", "int64", "wake-ups", (row) => of(row).wakeups),
    column("migrations", "int64", "moves to another CPU", (row) => of(row).migrations),
    time("user", "in user mode"),
    time("kernel", "in the kernel"),
    time("runnable", "wanting a CPU"),
    time("blocked", "blocked"),
  ];
}
