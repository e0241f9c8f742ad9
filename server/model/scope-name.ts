/** A scope in few words, where many stand in a list. Not harmless yet: names are as programs chose them. */
import type { Scope } from "./frame.ts";
import { shellWords } from "./safe-text.ts";

/** Names of programs and cgroups in it are as they were given: to be made harmless where it is shown. */
export function scopeName(scope: Scope): string {
  switch (scope.kind) {
    case "system":
      return "whole system";
    case "pid":
      return `process ${scope.pid}`;
    case "comm":
      return `programs named ${scope.comm}`;
    case "cgroup":
      return `cgroup ${scope.path}`;
    case "command":
      return shellWords(scope.argv);
  }
}
