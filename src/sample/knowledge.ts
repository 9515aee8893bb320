import { embed, type Embedding } from './embedding.ts';

/** An article of the shop's help pages. */
export type Article = { readonly id: number; readonly title: string; readonly text: string; score?: number };

const topics = ['delivery', 'returns', 'refund', 'invoice', 'warranty', 'account', 'payment', 'policy'] as const;
const subjects = ['parcel', 'order', 'voucher', 'address', 'courier', 'customs', 'gift', 'receipt', 'deposit'] as const;
const phrases = [
  'is confirmed by mail within one working day',
  'can be changed until the warehouse has packed it',
  'needs the number that stands on the first page',
  'is paid back to the card that was charged',
  'takes between three and five days inside the country',
  'may be refused when the seal is broken',
  'is kept for thirty days at the nearest shop',
  'has to be asked for in writing by the person who paid',
] as const;

const pick = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};

/** The help pages, the same at each start. */
function writeArticles(count: number): readonly Article[] {
  return Array.from({ length: count }, (_, id) => {
    const topic = pick(topics, id);
    const sentences = Array.from(
      { length: 8 },
      (_sentence, line) => `The ${pick(subjects, id * 7 + line * 3)} for a ${topic} ${pick(phrases, id + line * 5)}.`,
    );
    return { id, title: `${topic} ${pick(subjects, id)} ${id}`, text: sentences.join(' ') };
  });
}

/** All articles, and beside each its embedding, in one order. */
export type KnowledgeBase = { readonly articles: readonly Article[]; readonly embeddings: readonly Embedding[] };

export function openKnowledgeBase(count: number): KnowledgeBase {
  const articles = writeArticles(count);
  return { articles, embeddings: articles.map((article) => embed(`${article.title} ${article.text}`)) };
}
