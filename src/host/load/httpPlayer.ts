import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import type { LoadPlan, LoadStep } from '../../protocol/loadRun.ts';
import type { Play } from './loadEngine.ts';
import { textOfIteration } from './loadText.ts';

type Ask = { readonly method: string; readonly url: URL; readonly body: string | null };

/** The answer's body; read to its end in any case, so that the connection can be used again. */
async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += part.length;
    if (bytes > limits.loadAnswerBytesMax.value) throw new Error('an answer was too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Plays iterations over HTTP: a request each, or the steps of the script, over connections that are kept. */
export function httpPlayer(plan: LoadPlan): { readonly play: Play; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
  const base = new URL(plan.url);

  const answerTo = async ({ method, url, body }: Ask, signal: AbortSignal): Promise<string> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...plan.headers,
      };
      const asked = request(url, { agent, method, headers, signal }, resolve);
      asked.on('error', reject);
      asked.end(body ?? undefined);
    });
    const text = await bodyOf(response);
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new Error(`status ${status}`);
    return text;
  };

  const playStep = async (step: LoadStep, iteration: number, answer: string, signal: AbortSignal): Promise<string> => {
    if ('send' in step)
      return answerTo({ method: 'POST', url: base, body: textOfIteration(step.send, iteration) }, signal);
    if ('get' in step)
      return answerTo({ method: 'GET', url: new URL(textOfIteration(step.get, iteration), base), body: null }, signal);
    if ('await' in step) {
      if (!new RegExp(step.await, 'u').test(answer)) throw new Error(`an answer did not match ${step.await}`);
      return answer;
    }
    await wait(step.think, undefined, { signal });
    return answer;
  };

  const play: Play = async (iteration) => {
    const signal = AbortSignal.timeout(plan.timeoutSeconds * 1000);
    let thinkMs = 0;
    try {
      if (plan.script === null) {
        const body = plan.body === null ? null : textOfIteration(plan.body, iteration);
        await answerTo({ method: plan.method, url: base, body }, signal);
      } else {
        let answer = '';
        for (const step of plan.script) {
          answer = await playStep(step, iteration, answer, signal);
          if ('think' in step) thinkMs += step.think;
        }
      }
    } catch (error) {
      throw signal.aborted ? new Error(`no answer within ${plan.timeoutSeconds} s`) : error;
    }
    return { endedAt: performance.now(), thinkMs };
  };

  return { play, close: () => agent.destroy() };
}
