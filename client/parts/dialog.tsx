/** A modal dialog: the browser's own, which keeps focus inside, closes on Escape and gives focus back. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notice } from "../notices/notice.tsx";

interface DialogProps {
  readonly title: string;
  /** For lists. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog while it is mounted, with the focus in its first text field: `onClose` is called by its button, Escape
 * and a click beside it, and has to take it away.
 */
export function Dialog({ title, wide = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Who opened it to type can type. On a touch screen a keyboard would come and cover it.
    const field = dialog.current?.querySelector<HTMLElement>("input[type=text]");
    if (field != null && matchMedia("(pointer: fine)").matches) field.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog-wide" : ""}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        // The backdrop is the dialog itself; what lies in it are its children.
        if (event.target === dialog.current) dialog.current?.close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="button" aria-label="Close" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        {children}
        <Notice inDialog />
      </div>
    </dialog>
  );
}
