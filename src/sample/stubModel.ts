import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatChunk, ChatMessage } from './chat.ts';

/*
 * A stand-in for a language model: it speaks the streaming OpenAI chat interface and takes its time between tokens, so
 * that a gateway in front of it behaves as with a real one. It answers by rules, the same for the same question.
 * It listens on a free loopback port, prints the port, and ends when its standard input does.
 *
 *   SAMPLE_TOKEN_MS   time between tokens; 4 where it is not set
 *   SAMPLE_REFUSALS   one completion in so many is refused, as a content filter would; 150 where it is not set
 */
type ChatRequest = { readonly messages: readonly ChatMessage[]; readonly tools?: readonly unknown[] };
type Delta = ChatChunk['choices'][number]['delta'];
type Finish = ChatChunk['choices'][number]['finish_reason'];

const tokenMs = Number(process.env['SAMPLE_TOKEN_MS'] ?? 4);
const refusalEvery = Number(process.env['SAMPLE_REFUSALS'] ?? 150);
let completions = 0;

/** Which tool the question asks for, with its arguments; null where the model can answer by itself. */
function toolFor(question: string): { readonly name: string; readonly arguments: string } | null {
  const order = /order (\d+)/i.exec(question)?.[1];
  if (order === undefined) return null;
  if (/refund|money back/i.test(question)) return { name: 'refund_quote', arguments: JSON.stringify({ order }) };
  return { name: 'order_status', arguments: JSON.stringify({ order }) };
}

/** The tokens of the answer: from the tool's result where there is one, else from the articles the question came with. */
function answerTokens(messages: readonly ChatMessage[]): readonly string[] {
  const last = messages.at(-1);
  const article = /^- [^:]*: ([^.]+)/m.exec(messages[0]?.content ?? '')?.[1] ?? 'I have to look that up';
  const answer =
    last?.role === 'tool'
      ? `I have looked it up for you: ${last.content} Is there anything else?`
      : `Thank you for asking. ${article}. Shall I do that for you?`;
  return answer.match(/\S+\s*/g) ?? [];
}

/** Pieces of the completion in order, each with the reason when it is the last. */
function* piecesFor(request: ChatRequest): Generator<readonly [Delta, Finish]> {
  completions += 1;
  if (completions % refusalEvery === 0) {
    yield [{}, 'content_filter'];
    return;
  }
  const last = request.messages.at(-1);
  const tool = last?.role === 'user' && request.tools !== undefined ? toolFor(last.content) : null;
  if (tool === null) {
    for (const content of answerTokens(request.messages)) yield [{ content }, null];
    yield [{}, 'stop'];
    return;
  }
  const id = `call_${completions}`;
  yield [{ tool_calls: [{ index: 0, id, function: { name: tool.name, arguments: '' } }] }, null];
  for (const part of tool.arguments.match(/.{1,6}/g) ?? [])
    yield [{ tool_calls: [{ index: 0, function: { arguments: part } }] }, null];
  yield [{}, 'tool_calls'];
}

const tokensIn = (text: string) => Math.ceil(text.length / 4);

async function stream(request: ChatRequest, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (chunk: ChatChunk) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  let output = 0;
  for (const [delta, finish] of piecesFor(request)) {
    await wait(tokenMs);
    if (response.destroyed) return;
    send({ choices: [{ delta, finish_reason: finish }] });
    output += 1;
  }
  const system = tokensIn(request.messages[0]?.content ?? '');
  const input = request.messages.reduce((sum, message) => sum + tokensIn(message.content), 0);
  send({
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: { cached_tokens: system } },
  });
  response.end('data: [DONE]\n\n');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    response.writeHead(404).end();
    return;
  }
  const asked: ChatRequest = JSON.parse(await bodyOf(request));
  await stream(asked, response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (!response.headersSent) response.writeHead(400);
    response.end(String(error));
  });
});
server.listen(0, '127.0.0.1', () => {
  // A TCP server's address is an object.
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
// Ctrl-C reaches the whole group; the gateway ends this one when its last turn is done.
process.on('SIGINT', () => undefined);
