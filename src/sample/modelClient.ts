import { Agent, request, type IncomingMessage } from 'node:http';
import type { ChatChunk, ChatMessage, TokenCounts, ToolCall, ToolDescription } from './chat.ts';

/** What a completion came to. `isRefused` where the model's filter ended it. */
export type Completion = {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly isRefused: boolean;
  readonly tokens: TokenCounts;
};

/** The data of each server-sent event in the body; the event that ends the stream is left out. */
async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event.replace(/^data: /, '');
      if (data !== '[DONE]') yield data;
    }
  }
}

/** A client of a model that speaks the OpenAI chat interface and streams. */
export class ModelClient {
  private readonly url: URL;
  private readonly connections = new Agent({ keepAlive: true });

  constructor(baseUrl: string) {
    this.url = new URL('/v1/chat/completions', baseUrl);
  }

  /** One completion; `onText` gets each piece of text as it comes. */
  async complete(
    messages: readonly ChatMessage[],
    tools: readonly ToolDescription[],
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<Completion> {
    const response = await this.post(
      {
        model: 'stub-1',
        stream: true,
        stream_options: { include_usage: true },
        messages,
        tools: tools.map((tool) => ({ type: 'function', function: tool })),
      },
      signal,
    );
    if (response.statusCode !== 200) throw new Error(`the model answered with status ${response.statusCode}`);
    let text = '';
    let isRefused = false;
    let tokens: TokenCounts = { input: 0, output: 0, cached: 0 };
    const calls: { id: string; name: string; arguments: string }[] = [];
    for await (const event of eventsOf(response)) {
      const chunk: ChatChunk = JSON.parse(event);
      const choice = chunk.choices[0];
      if (choice?.delta.content !== undefined) {
        text += choice.delta.content;
        onText(choice.delta.content);
      }
      for (const piece of choice?.delta.tool_calls ?? []) {
        const call = (calls[piece.index] ??= { id: '', name: '', arguments: '' });
        call.id += piece.id ?? '';
        call.name += piece.function.name ?? '';
        call.arguments += piece.function.arguments ?? '';
      }
      if (choice?.finish_reason === 'content_filter') isRefused = true;
      if (chunk.usage !== undefined) {
        const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = chunk.usage;
        tokens = { input, output, cached: details.cached_tokens };
      }
    }
    const toolCalls = calls.map(({ id, name, arguments: given }) => ({
      id,
      type: 'function' as const,
      function: { name, arguments: given },
    }));
    return { text, toolCalls, isRefused, tokens };
  }

  private post(body: unknown, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const asked = request(this.url, { method: 'POST', agent: this.connections, headers, signal }, resolve);
      asked.on('error', reject);
      asked.end(JSON.stringify(body));
    });
  }
}
