import type { RegisteredEventType } from './catalog/eventTypeDefinition';

export type TypesByName = ReadonlyMap<string, RegisteredEventType>;

/**
 * Asks the database for event types.
 * @param wanted names that the catalog does not know
 * @param deadline `Clock.elapsed()` by which it must have answered
 * @returns its rows by name, or null when it cannot be asked
 */
export type AskForTypes = (
  wanted: readonly string[],
  deadline: number,
) => Promise<TypesByName | null>;

export interface TypeQuestions {
  readonly ask: (wanted: readonly string[]) => Promise<TypesByName | null>;
  /** Whether the database may be asked now. */
  readonly mayAsk: () => boolean;
}

/** What one execution knows of the database's event types: each name is asked for once. */
export class TypeKnowledge {
  private known = new Map<string, RegisteredEventType>();
  private readonly asked = new Set<string>();
  private isSilent = false;

  constructor(private readonly questions: TypeQuestions) {}

  /** @returns null for names that a silent database was not asked for: it is asked in vain once */
  async about(wanted: readonly string[]): Promise<TypesByName | null> {
    const open = wanted.filter((name) => !this.asked.has(name));
    if (open.length > 0 && !this.isSilent) await this.askFor(open);
    return open.every((name) => this.asked.has(name)) ? this.known : null;
  }

  private async askFor(names: readonly string[]): Promise<void> {
    const { ask, mayAsk } = this.questions;
    const answer = mayAsk() ? await ask(names) : null;
    if (answer === null) {
      this.isSilent = true;
      return;
    }
    for (const name of names) this.asked.add(name);
    this.known = new Map([...this.known, ...answer]);
  }
}
