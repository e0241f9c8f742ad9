/** A scope in words, for the header and the dialog. */
import type { Scope } from "../../server/model/frame.ts";
import { safeForTerminal, shellWords } from "../../server/model/safe-text.ts";

/** Names in it are as the system has them, hostile ones too: fit for Preact, which escapes, not for a terminal. */
export function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case "system":
      return "Whole system";
    case "pid":
      return `Process ${scope.pid} and its children`;
    case "comm":
      return `Programs named ${safeForTerminal(scope.comm, 40)}`;
    case "cgroup":
      return `cgroup ${safeForTerminal(scope.path, 60)}`;
    case "command":
      return safeForTerminal(shellWords(scope.argv), 60);
  }
}
