import type { Page } from 'playwright-core';

/** An element in the browser, as far as it is read here. */
interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  closest(selector: string): PageElement | null;
}

/** A node as the canvas shows it. */
export interface ShownNode {
  readonly name: string;
  /** False: n8n has no such type or version, and draws a question mark. */
  readonly isKnown: boolean;
  /** n8n has put its warning sign on it. */
  readonly hasIssues: boolean;
}

/** What n8n asks for in the panel of a node. */
export interface Prompts {
  /** Names of credential types of which none is chosen, as on the buttons. */
  readonly credentials: readonly string[];
  /** Internal names of parameters with a warning sign. */
  readonly parameters: readonly string[];
}

const CONNECT = /^Connect to /;
const PARAMETER = 'parameter-input-';
/** The field of a parameter, by its name; a field within it has a name of its own. */
const OF_PARAMETER = `[data-test-id^="${PARAMETER}"]:not([data-test-id="${PARAMETER}field"])`;

/** The nodes of the open canvas, without its notes. */
export function shownNodes(page: Page): Promise<ShownNode[]> {
  return page.getByTestId('canvas-node').evaluateAll((nodes: PageElement[]) =>
    nodes.map((node) => ({
      name: node.getAttribute('data-node-name') ?? '',
      isKnown: node.querySelector('.n8n-node-icon')?.textContent?.trim() !== '?',
      hasIssues: node.querySelector('[data-test-id=node-issues]') !== null,
    })),
  );
}

/** What the panel that is open asks for. */
export async function promptsOfPanel(page: Page): Promise<Prompts> {
  const buttons = await page.getByTestId('node-credentials-empty-state').allInnerTexts();
  const fields = await page
    .getByTestId('parameter-issues')
    .evaluateAll(
      (signs: PageElement[], selector) =>
        signs.map((sign) => sign.closest(selector)?.getAttribute('data-test-id') ?? ''),
      OF_PARAMETER,
    );
  return {
    credentials: buttons.map((text) => text.trim().replace(CONNECT, '')),
    parameters: fields.map((field) => field.replace(PARAMETER, '')),
  };
}

/** The text of the notes on the open canvas. */
export function shownNotes(page: Page): Promise<string[]> {
  return page.getByTestId('sticky').allInnerTexts();
}
