/** For subcommands that need no privilege: under sudo they go on as the user who asked. */
import { invokingUser } from "./invoking-user.ts";

/** From here on this process is the invoking user's, where sudo names one. It cannot be undone. */
export function giveUpRoot(): void {
  const user = invokingUser();
  if (user === null) return;
  process.setgroups?.([user.gid]);
  process.setgid?.(user.gid);
  process.setuid?.(user.uid);
}
