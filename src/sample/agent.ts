import type { ChatMessage, ToolCall } from './chat.ts';
import { faults } from './faults.ts';
import type { History } from './history.ts';
import type { KnowledgeBase } from './knowledge.ts';
import type { ModelClient } from './modelClient.ts';
import { recall } from './recall.ts';
import type { Tools } from './tools.ts';

export type TurnRequest = { readonly conversation: number; readonly question: string };
export type TurnResult = {
  /** Null where the model refused. */
  readonly answer: string | null;
  readonly toolNames: readonly string[];
  readonly tokens: { readonly input: number; readonly output: number; readonly cached: number };
};
/** What a turn tells on its way. */
export type TurnEvents = { readonly onText: (text: string) => void; readonly onTool: (name: string) => void };

const roundsMax = 4;
const turnMsMax = 30_000;
const articlesPerTurn = 3;

/** The agent: for each question it remembers, reads up, and lets the model call tools until it has an answer. */
export class Agent {
  private readonly model: ModelClient;
  private readonly tools: Tools;
  private readonly history: History;
  private readonly knowledge: KnowledgeBase;
  private readonly shutdown: AbortSignal;

  constructor(parts: {
    readonly model: ModelClient;
    readonly tools: Tools;
    readonly history: History;
    readonly knowledge: KnowledgeBase;
    readonly shutdown: AbortSignal;
  }) {
    this.model = parts.model;
    this.tools = parts.tools;
    this.history = parts.history;
    this.knowledge = parts.knowledge;
    this.shutdown = parts.shutdown;
  }

  /** One turn. Rejects when it takes over half a minute, or when the gateway shuts down. */
  async turn(request: TurnRequest, events: TurnEvents): Promise<TurnResult> {
    const running = new AbortController();
    const stop = () => running.abort(new Error('the gateway is shutting down'));
    const tooLong = setTimeout(() => running.abort(new Error('the turn took too long')), turnMsMax);
    this.shutdown.addEventListener('abort', stop);
    try {
      this.shutdown.throwIfAborted();
      const result = await this.answer(await this.prompt(request), running.signal, events);
      const { question } = request;
      await this.history.keep(request.conversation, { question, answer: result.answer, tokens: result.tokens.output });
      return result;
    } finally {
      clearTimeout(tooLong);
      if (!faults.has('abort-listeners')) this.shutdown.removeEventListener('abort', stop);
    }
  }

  /** What the model is shown: the articles that fit, what was said before, and the question. */
  private async prompt({ conversation, question }: TurnRequest): Promise<readonly ChatMessage[]> {
    const past = await this.history.recent(conversation);
    const articles = recall(question, this.knowledge, articlesPerTurn);
    const system = [
      'You answer customers of a shop. Use the tools for orders, and these articles for the rest:',
      ...articles.map(({ title, text }) => `- ${title}: ${text}`),
    ];
    return [{ role: 'system', content: system.join('\n') }, ...past, { role: 'user', content: question }];
  }

  private async answer(
    prompt: readonly ChatMessage[],
    signal: AbortSignal,
    { onText, onTool }: TurnEvents,
  ): Promise<TurnResult> {
    const descriptions = await this.tools.list();
    const toolNames: string[] = [];
    const tokens = { input: 0, output: 0, cached: 0 };
    let messages = prompt;
    for (let round = 0; round < roundsMax; round += 1) {
      const completion = await this.model.complete(messages, descriptions, signal, onText);
      tokens.input += completion.tokens.input;
      tokens.output += completion.tokens.output;
      tokens.cached += completion.tokens.cached;
      if (completion.isRefused) return { answer: null, toolNames, tokens };
      const { toolCalls, text } = completion;
      if (toolCalls.length === 0) return { answer: text, toolNames, tokens };
      for (const call of toolCalls) onTool(call.function.name);
      toolNames.push(...toolCalls.map((call) => call.function.name));
      const results = await this.callTools(toolCalls);
      messages = [...messages, { role: 'assistant', content: text, tool_calls: toolCalls }, ...results];
    }
    throw new Error(`the model asked for tools ${roundsMax} times and gave no answer`);
  }

  private callTools(calls: readonly ToolCall[]): Promise<readonly ChatMessage[]> {
    return this.tools.use((client) =>
      Promise.all(
        calls.map(async (call) => ({
          role: 'tool' as const,
          tool_call_id: call.id,
          content: await client.call(call.function.name, call.function.arguments),
        })),
      ),
    );
  }
}
