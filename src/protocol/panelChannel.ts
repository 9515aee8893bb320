/**
 * Between panel and extension there is only the pipe: frames of the host channel, unopened, with credits, and a few
 * wishes that only the editor can carry out.
 */
export type ToPanel =
  /** Frames in order: text as string, binary as ArrayBuffer. Costs one credit. */
  | { readonly type: 'frames'; readonly frames: readonly (string | ArrayBuffer)[] }
  /** The pipe's state; after `open` the panel asks everything again. */
  | {
      readonly type: 'pipe';
      readonly state: 'connecting' | 'open' | 'closed';
      readonly reason?: string;
      readonly retryInMs?: number;
    }
  /** Asks the panel to show something: a tab, and what to select there. */
  | { readonly type: 'show'; readonly view: PanelView };

export type ToExtension =
  | { readonly type: 'ready'; readonly credits: number }
  | { readonly type: 'frames'; readonly frames: readonly (string | ArrayBuffer)[] }
  | { readonly type: 'credit'; readonly credits: number }
  | { readonly type: 'openPlace'; readonly file: string; readonly line: number; readonly column: number }
  /** Runs one of our own commands, by its id without the `pitstop.` prefix. */
  | { readonly type: 'command'; readonly command: string; readonly argument?: unknown }
  | { readonly type: 'copy'; readonly text: string }
  /** A table to be saved where the user says, in the form that the file's name asks for. */
  | {
      readonly type: 'save';
      /** A name for the file, without its ending. */
      readonly name: string;
      readonly forms: { readonly csv: string; readonly json: string };
    }
  | { readonly type: 'retryNow' };

/** How the panel is being looked at: all it remembers over a reload. */
export type PanelView = {
  readonly tab: string;
  readonly targetId?: string;
  readonly captureId?: string;
  readonly diff?: { readonly before: string; readonly after: string; readonly nodeId?: number };
  /** The plan that Queries shows. */
  readonly planId?: string;
  /** The experiment that Experiments shows. */
  readonly experimentId?: string;
  /** The finding that Overview opens. */
  readonly findingId?: string;
  /** The profile that Profiles shows, and the earlier one that it is compared with. */
  readonly profileId?: string;
  readonly profileBefore?: string;
  /** The hunt that Memory tells of. */
  readonly huntId?: string;
};
