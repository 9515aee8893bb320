import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { limits } from '../../protocol/limits.ts';
import type { LoadPlan, LoadStep } from '../../protocol/loadRun.ts';
import type { Play } from './loadEngine.ts';
import { textOfIteration } from './loadText.ts';

/** Frames of a connection that no step has looked at, and who waits for the next. */
class Frames {
  private readonly unseen: string[] = [];
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(socket: WebSocket) {
    socket.on('message', (data) => {
      // The library gives buffers unless it is told otherwise.
      this.unseen.push(Buffer.isBuffer(data) ? data.toString('utf8') : '');
      this.wake?.();
    });
    socket.on('close', (code) => this.fail(new Error(`the connection was closed (${code})`)));
    socket.on('error', (error) => this.fail(error));
  }

  /** Makes whoever waits fail; the first reason stays. */
  fail(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  /** Waits for a frame that matches; those before it are passed over. */
  async matching(pattern: string): Promise<void> {
    const wanted = new RegExp(pattern, 'u');
    for (;;) {
      for (let frame = this.unseen.shift(); frame !== undefined; frame = this.unseen.shift())
        if (wanted.test(frame)) return;
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** Plays iterations over WebSockets: each opens a connection, plays the script and closes it. */
export function socketPlayer(plan: LoadPlan, script: readonly LoadStep[]): Play {
  const playStep = async (step: LoadStep, iteration: number, socket: WebSocket, frames: Frames): Promise<void> => {
    if ('send' in step) socket.send(textOfIteration(step.send, iteration));
    else if ('await' in step) await frames.matching(step.await);
    else if ('think' in step) await wait(step.think);
    else throw new Error('there is no `get` over a WebSocket');
  };

  return async (iteration) => {
    const socket = new WebSocket(textOfIteration(plan.url, iteration), {
      headers: plan.headers,
      maxPayload: limits.loadAnswerBytesMax.value,
      perMessageDeflate: false,
    });
    const frames = new Frames(socket);
    const tooLong = setTimeout(() => {
      frames.fail(new Error(`no answer within ${plan.timeoutSeconds} s`));
      socket.terminate();
    }, plan.timeoutSeconds * 1000);
    try {
      await once(socket, 'open');
      let thinkMs = 0;
      for (const step of script) {
        await playStep(step, iteration, socket, frames);
        if ('think' in step) thinkMs += step.think;
      }
      const endedAt = performance.now();
      const closed = once(socket, 'close');
      socket.close();
      await closed;
      return { endedAt, thinkMs };
    } finally {
      clearTimeout(tooLong);
      socket.terminate();
    }
  };
}
