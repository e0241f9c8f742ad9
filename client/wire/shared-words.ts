/**
 * The same words once. JSON makes each string of a frame anew, four a flow: a third of a million in fifteen minutes,
 * which the browser's collector would look at again and again.
 */
import type { LiveFlow, LiveFrame } from "../../server/model/live/protocol.ts";

/** Words of a server that is not ours, or of a file that was made by hand, are not to grow this without end. */
const MOST = 1_000;

const words = new Map<string, string>();

function shared<Word extends string>(word: Word): Word {
  const known = words.get(word);
  if (known !== undefined) return known as Word;
  if (words.size < MOST) words.set(word, word);
  return word;
}

type Held = { -readonly [At in keyof LiveFlow]: LiveFlow[At] };

/** Makes the words of frames that were just read (and are nobody else's) the same strings as those of earlier ones. */
export function shareWords(frames: readonly LiveFrame[]): void {
  for (const { flows } of frames) {
    for (const flow of flows as Held[]) {
      flow[0] = shared(flow[0]);
      flow[1] = shared(flow[1]);
      flow[2] = shared(flow[2]);
      flow[3] = shared(flow[3]);
    }
  }
}
