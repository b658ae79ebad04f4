import type { Answer, TemplateWorld } from './templateWorld';

/** How a template with a webhook is called by the system that it listens to. */
export interface WebhookCase {
  readonly template: string;
  /** One more event about the lead, as the system sends it: the same for the same number. */
  readonly deliver: (world: TemplateWorld, number: number) => Promise<Answer>;
  /** The same by somebody who has no key, or who cannot sign. */
  readonly deliverAsStranger: (world: TemplateWorld, number: number) => Promise<Answer>;
  /** n8n itself answers 403 for what it checks. */
  readonly refusedWith: 401 | 403;
  /** Something that the template cannot take, from the system itself. */
  readonly deliverBad: (world: TemplateWorld) => Promise<Answer>;
  /** What is wrong with it, as the caller named it. */
  readonly badField: string;
  /** What the event is about: no other has the same. */
  readonly entityId: (number: number) => string;
  /** What its row holds, besides the lead. */
  readonly row: (number: number) => Readonly<Record<string, unknown>>;
}
