import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostPath } from '../../protocol/hostChannel.ts';

/** Why a connection is not let in, as an HTTP status with a line for people. */
export type Refusal = { readonly status: 400 | 401 | 403 | 404 | 503; readonly reason: string };

/** Digests have one length, so the comparison tells nothing about the token, its length included. */
const digest = (value: string) => createHash('sha256').update(value).digest();

/**
 * Decides whether a WebSocket may open: the path, a Host header of this machine (a name that an attacker's DNS points
 * here is refused), no Origin (browsers always send one, our clients never do), and the token in constant time.
 */
export function refusalOf(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  door: { readonly port: number; readonly token: string },
): Refusal | undefined {
  if (request.url !== hostPath) return { status: 404, reason: `the host channel is at ${hostPath}` };
  const { host, origin, authorization = '' } = request.headers;
  if (host !== `127.0.0.1:${door.port}` && host !== `localhost:${door.port}`)
    return { status: 403, reason: 'the Host header does not name this machine' };
  if (origin !== undefined) return { status: 403, reason: 'web pages may not open the host channel' };
  const isToken = timingSafeEqual(digest(authorization), digest(`Bearer ${door.token}`));
  return isToken ? undefined : { status: 401, reason: 'the token is not the one of this host' };
}
