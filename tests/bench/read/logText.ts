import type { Draw } from './draw';

/** Words that people write to each other about meetings, most frequent first as far as they go. */
const PLAIN = `the to you we for and a your is of in our on it that this with can have will be at
from or if not are as all time call day just get us how was about what like need week here when
they there know good today out please reply team work see back more now new help send make ask
want their one so up question office phone meeting link plan price offer thank sure great maybe
tomorrow morning evening later before after website form saw interest budget local service clinic
lead contact note detail follow check confirm open ready happy quick short long best first next
last other many few some any each both only also very too much than then where which who why`
  .split(/\s+/)
  .filter((word) => word !== '');

const SYLLABLES = 'ba co di fe gu ha jo ki lo mu na po qua ri sa te vu wi xa yo za bri cle dru';

/** Rarer words, made of syllables: real text has a long tail too. */
function tail(count: number): string[] {
  const parts = SYLLABLES.split(' ');
  const part = (n: number): string => parts[n % parts.length] ?? '';
  return Array.from({ length: count }, (_, i) => {
    const n = i + parts.length;
    return part(n) + part(Math.floor(n / parts.length)) + part(n * 7 + 3) + part(i * 5 + 1);
  });
}

const WORDS = [...PLAIN, ...tail(5000)];

/** Words whose frequency is known: what the benchmark searches for. */
export const PLANTED = {
  /** In every 8th message. */
  common: { word: 'appointment', every: 8 },
  /** In every 500th. */
  medium: { word: 'consultation', every: 500 },
  /** In every 100,000th. */
  rare: { word: 'zeppelin', every: 100_000 },
} as const;

/** A message of 6 to 25 words, their frequencies as skewed as in English. */
export function messageText(draw: Draw, ordinal: number): string {
  const words = Array.from({ length: 6 + draw.below(20) }, () => WORDS[draw.skewed(WORDS.length)]);
  for (const { word, every } of Object.values(PLANTED)) {
    if (ordinal % every === every - 1) words.push(word);
  }
  return words.join(' ');
}
