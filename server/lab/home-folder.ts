/** Whose files these are. */
import { userInfo } from "node:os";

/** The user's home as the user database has it: under sudo, HOME may still be root's. Null where it has none. */
export function homeFolder(): string | null {
  try {
    return userInfo().homedir;
  } catch {
    return null;
  }
}
