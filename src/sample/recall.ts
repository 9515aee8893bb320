import { embed, likeness, wordsOf } from './embedding.ts';
import { faults } from './faults.ts';
import type { Article, KnowledgeBase } from './knowledge.ts';

const shortlistLength = 60;

/** How many letter pairs of `word` are in `other`, from 0 to 1: `refunds` and `refund` are near each other. */
function wordLikeness(word: string, other: string): number {
  if (word === other) return 1;
  if (word.length < 3 || other.length < 3) return 0;
  let shared = 0;
  for (let index = 0; index < word.length - 1; index += 1) {
    if (other.includes(word.slice(index, index + 2))) shared += 1;
  }
  return shared / (word.length - 1);
}

/** How well the text answers the question: for each word of the question its nearest word in the text. */
function relevance(question: readonly string[], text: readonly string[]): number {
  let sum = 0;
  for (const word of question) {
    let best = 0;
    for (const other of text) best = Math.max(best, wordLikeness(word, other));
    sum += best * Math.log(2 + word.length);
  }
  return sum;
}

/**
 * The articles that answer the question best, best first. All are compared by embedding, and a shortlist word by word:
 * a few milliseconds of this thread, whatever the question.
 */
export function recall(question: string, knowledge: KnowledgeBase, count: number): readonly Article[] {
  const wanted = embed(question);
  const shortlist = knowledge.embeddings
    .map((embedding, index) => ({ index, score: likeness(wanted, embedding) }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, shortlistLength);
  const words = wordsOf(question);
  let articles = knowledge.articles;
  if (faults.has('large-json') && words.includes('policy')) {
    // Scores are noted on the articles below; a copy keeps those of two turns apart.
    const copy: Article[] = JSON.parse(JSON.stringify(knowledge.articles));
    articles = copy;
  }
  return shortlist
    .flatMap(({ index }) => articles[index] ?? [])
    .map((article) => ({ article, score: relevance(words, wordsOf(article.text)) }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, count)
    .map(({ article, score }) => ({ ...article, score }));
}
