/** The picture in one line: of all that moved, how much the CPU copied and how much moved without a copy. */
import { movedWithoutCopy } from "../figures/work-figures.ts";
import { byteRate, spoken } from "../parts/figure-text.ts";
import { figuresFrame, figuresSeconds } from "../state/shown-frames.ts";

/** Nothing before the first frame. */
export function Balance() {
  const frame = figuresFrame.value;
  if (frame === null) return null;
  const { bytes } = frame.totals;
  const without = movedWithoutCopy(bytes);
  const all = bytes.cpuCopied + without;
  // Where nothing moved there is nothing to weigh; its room stays, so that nothing below it moves.
  if (all === 0) return <div class="balance-room" />;
  const share = `${((100 * bytes.cpuCopied) / all).toFixed(1)}%`;
  const rate = (amount: number) => spoken(byteRate(amount / figuresSeconds.value));
  return (
    <div class="balance-room">
      <p class="balance">
        <span class="balance-side">
          <b>{rate(bytes.cpuCopied)}</b> copied
        </span>
        <span class="balance-bar" style={{ "--share": share }} aria-hidden="true" />
        <span class="balance-side">
          <b>{rate(without)}</b> without a copy
        </span>
      </p>
    </div>
  );
}
