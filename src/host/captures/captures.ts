import type { Capture, CaptureId, CaptureWay } from '../../protocol/captures.ts';

/** Script ids of the engine and their urls, known only while the process lived. */
export type ScriptTable = readonly (readonly [scriptId: number, url: string])[];

export type NewCapture = {
  /** A finished file inside the captures folder; it is renamed to its content's hash. */
  readonly partialFile: string;
  readonly way: CaptureWay;
  readonly label?: string;
  readonly scripts: ScriptTable;
} & Partial<Pick<Capture, 'targetId' | 'targetName' | 'targetPid' | 'pauseMs' | 'processKey'>>;

/** The captures folder and its index. */
export type Captures = {
  readonly folder: string;
  readonly list: () => readonly Capture[];
  /** Throws the Failure `captureUnknown`. */
  readonly get: (captureId: CaptureId) => Capture;
  /** Url of each script of the capture's process; empty when it was imported. */
  readonly scriptsOf: (captureId: CaptureId) => ReadonlyMap<number, string>;
  /** A path for a file in the making; what a crash leaves there is removed at the next start. */
  readonly partialFile: () => string;
  readonly add: (capture: NewCapture) => Promise<Capture>;
  readonly remove: (captureId: CaptureId) => Promise<void>;
};
