/** What --help teaches beside the options. */

export const WHAT_IT_COUNTS = `
What copyscope counts:
  copy               the CPU moves bytes from one place in memory to another: read() copies from
                     the page cache into your buffer, write() from your buffer into the kernel.
                     What moves by reference (sendfile from a file to a socket) or by DMA (O_DIRECT)
                     is not copied. Read and write between file and socket is 2 copies a byte,
                     sendfile is 0.
  mode transition    one crossing between user and kernel mode, in either direction. A system call
                     is two; so is a page fault taken in user mode. No other thread runs for it.
  context switch     the scheduler puts another thread on the CPU: because this one blocked
                     (voluntary), or because its turn was over (involuntary).
  Many texts on zero-copy say "four context switches" where they mean four mode transitions. A read
  from the page cache makes two transitions and, as a rule, no context switch at all.

Examples:
  copyscope                                      the dashboard, of the whole system
  copyscope --pid 4242                           the dashboard, of a running server
  copyscope record -- cp big.iso /mnt/backup     what this copy costs, beside its own output
  copyscope record --pid 4242 --duration 30      half a minute of a running server
  copyscope report FILE --format md              the same figures for a pull request
  copyscope replay FILE                          the same run in the dashboard, again
  copyscope calibrate                            what copies and crossings cost here
  copyscope export FILE --format parquet -o DIR  the same figures for DuckDB, pandas or Perfetto
  copyscope lab                                  the textbook's transfers, measured here
  copyscope doctor                               why it does not work, and what to do

Exit status: 125 when copyscope itself fails, whatever the subcommand. More: docs/command-line.md`;

export const LIVE_HELP = `
Opens nothing by itself: its address is said on standard error, and standard output is COMMAND's. COMMAND runs
as you, and the dashboard stays when it has ended, until Ctrl-C. Scope, detail and interval can be changed on
the page; commands cannot be started there.

Examples:
  copyscope                                  the whole system
  copyscope --comm nginx --port 8080
  copyscope -- dd if=/dev/zero of=/tmp/x bs=64k count=100000

Exit status: after Ctrl-C 0, or COMMAND's own; 125 to 127 as for record.`;

export const RECORD_HELP = `
COMMAND runs as you, with your terminal and your signals, and is watched from its first system call after
exec to its last, with everything it starts. Without COMMAND, SCOPE is watched until --duration or Ctrl-C.
Without any scope that is the whole system.

The summary goes to standard error: standard output is COMMAND's. The status line shows on a terminal; with
COMMAND it waits for --status where the two would write over each other.

Examples:
  copyscope record -- dd if=/dev/zero of=/tmp/x bs=64k count=1000
  copyscope record -o nginx.copyscope --comm nginx --duration 60
  copyscope record --system --detail counts --interval 1000

Exit status: COMMAND's own (128 + N when signal N ended it); 126 when it cannot be executed, 127 when it is
not found; 125 when copyscope itself fails. Without COMMAND: 0, also after Ctrl-C.`;

export const REPLAY_HELP = `
Its address is said on standard error. The page shows the recording as the dashboard showed the run: charts, data
path, processes, findings, at any moment or over any window, with a clock that plays it, faster if told. Ctrl-C ends.

Example:
  copyscope replay nginx.copyscope

Exit status: 0 after Ctrl-C; 125 when the file cannot be read, or the address is taken.`;

export const REPORT_HELP = `
A recording that ended early (its recorder was killed) is reported up to there, and says so.

Examples:
  copyscope report run.copyscope
  copyscope report run.copyscope --format json | jq .totals.copiesPerOutputByte
  copyscope report run.copyscope --format html -o report.html
  copyscope report run.copyscope --format md -o report.md
  copyscope report run.copyscope --format csv --table flows -o flows.csv`;

export const EXPORT_HELP = `
perfetto is one file, for ui.perfetto.dev or trace_processor. csv and parquet are tables, one file each: all of them
into a directory, or one with --table. One file goes to standard output unless -o names another place, and never
to a terminal. docs/exports.md lists every table and column.

Examples:
  copyscope export run.copyscope --format perfetto -o run.pftrace
  copyscope export run.copyscope --format parquet -o run
  duckdb -c "SELECT operation, sum(bytes) FROM 'run/flows.parquet' GROUP BY 1"
  copyscope export run.copyscope --format csv --table processes | head`;

export const LAB_HELP = `
Moves one file to a TCP socket and to another file in every way Linux has, each under copyscope's own eyes,
and prints what each way cost. Without TRANSFER, all of them.`;

export const CALIBRATE_HELP = `
Takes some seconds and needs no privilege (under sudo it goes on as you). Findings then say what would be saved
in CPU seconds, too, with an error bar. Measure again after a change of kernel, processor or mitigations:
a calibration of another machine is never used.

Examples:
  copyscope calibrate
  copyscope calibrate --format json | jq .costs.voluntarySwitch`;

export const PROBES_HELP = `
It can be kept and run by hand: copyscope probes --system > p.bt && sudo bpftrace p.bt. With --pid, the
processes are named to the running program by copyscope's tracer; alone it waits for them and counts nothing.`;

export const RECORDINGS_HELP = `
A recording that copyscope named itself can be pruned; one that a person named, titled or tagged is kept.

Examples:
  copyscope recordings                                     those in this directory, the newest first
  copyscope recordings describe run.copyscope --title "sendfile on" --tag nginx after
  copyscope recordings rename run.copyscope after-1
  copyscope recordings prune --older-than 30d --larger-than 5GiB --dry-run`;

export const SAVE_HELP = `
The dashboard keeps the last 15 minutes in memory, as far as they fit into 64 MiB. This writes the last part of
them into a recording, beside the others of the dashboard, and says its name. Where something was changed in
that time (scope, detail, interval), the recording begins after the change.

Examples:
  copyscope save --last 5m
  copyscope save --last 30s --port 8080`;

export const COMPARE_HELP = `
The first side is what the others are compared with. With several runs of each side, the change is told with its
spread, and whether it is more than what runs of one side differ among themselves (a permutation test; four runs a
side are enough for it to say something). Of single runs nobody knows that, and it says so.

Conditions name a figure of the JSON: copiesPerOutputByte, transitionsPerMiB, switchesPerMiB, cpuSecondsPerGiB,
deliveredBytesPerSecond and others. A plain bound is looked at on the median of a side. One with a
sign is a change of the median against the first side, in percent or absolute; a change that is no more than runs
differ counts as none, where each side has four runs or more. With fewer nobody knows, and the medians count.

Examples:
  copyscope compare before.copyscope after.copyscope
  copyscope compare before-*.copyscope -- after-*.copyscope --format md
  copyscope compare before.copyscope after.copyscope --format html -o change.html
  copyscope compare base.copyscope new.copyscope --fail-if 'copiesPerOutputByte > 0.1' \\
      --fail-if 'transitionsPerMiB > +10%'
  copyscope compare base-?.copyscope -- new-?.copyscope --fail-if 'cpuSecondsPerGiB > +10%'

Exit status: 0; 1 when a condition of --fail-if holds; 125 when one cannot be judged, because the figure is not known.`;
