import type { ServiceName } from '@esep/client';
import type { Continuation, FileProblem, SignedHead, Verdict } from '@esep/verifier';

/** What the worker is asked, and what it answers. */
export interface Tasks {
  readonly receipt: {
    readonly asks: { readonly receipt: string; readonly keys: readonly string[] };
    readonly answers: Verdict;
  };
  readonly file: {
    readonly asks: { readonly bytes: Uint8Array; readonly keys: readonly string[] };
    readonly answers: FileChecked;
  };
  readonly continuation: {
    readonly asks: ContinuationAsked & { readonly service: ServiceName };
    readonly answers: ContinuationChecked;
  };
}

export type TaskName = keyof Tasks;

export interface Task {
  readonly name: TaskName;
  readonly asks: Tasks[TaskName]['asks'];
}

export type FileChecked =
  | { readonly ok: true; readonly receipts: readonly ReceiptChecked[] }
  | { readonly ok: false; readonly reason: FileProblem };

export interface ReceiptChecked {
  /** The event as it was hashed; of what is no receipt, what it says. */
  readonly event: string;
  /** Which log it says that it stands in. */
  readonly log: string | undefined;
  readonly verdict: Verdict;
}

export interface ContinuationAsked {
  /** The head that was kept; where there is none, the present one is held against itself. */
  readonly kept: SignedHead | undefined;
  /** The present head, as its log gave it. */
  readonly note: string;
  readonly keys: readonly string[];
  /** Does somebody else than the host of the log say the keys? */
  readonly isKeyTrusted: boolean;
}

export interface ContinuationChecked {
  /** The key that the present head was checked with. */
  readonly key: string;
  readonly found: Continuation;
}
