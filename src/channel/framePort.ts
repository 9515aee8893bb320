/** A two-way road for whole frames: a WebSocket, or the panel's pipe. Text is a string, binary an ArrayBuffer of its own. */
export type FramePort = {
  readonly send: (frame: string | ArrayBuffer) => void;
  /** Set once, before the first frame can arrive. */
  readonly listen: (listener: FramePortListener) => void;
  readonly close: () => void;
};

export type FramePortListener = {
  readonly onFrame: (frame: string | ArrayBuffer) => void;
  readonly onClose: (reason: string) => void;
};
