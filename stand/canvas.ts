import type { Page } from 'playwright-core';

/** An element in the browser, as far as it is read here. */
interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  closest(selector: string): PageElement | null;
  getBoundingClientRect(): Area;
}

/** A part of the page, in its pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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

const LOOK_AGAIN_MS = 300;
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

/** What the nodes and notes of the open canvas take up, and so much around them. */
export async function canvasArea(page: Page, margin: number): Promise<Area> {
  await untilAtRest(page);
  const areas = await page.locator('.vue-flow__node').evaluateAll((nodes: PageElement[]) =>
    nodes.map((node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );
  const left = Math.min(...areas.map(({ x }) => x)) - margin;
  const top = Math.min(...areas.map(({ y }) => y)) - margin;
  const right = Math.max(...areas.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...areas.map(({ y, height }) => y + height)) + margin;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** n8n moves the canvas smoothly to where it is asked for. */
async function untilAtRest(page: Page): Promise<void> {
  const pane = page.locator('.vue-flow__transformationpane');
  let [before, now] = ['', (await pane.getAttribute('style')) ?? ''];
  while (before !== now) {
    await page.waitForTimeout(LOOK_AGAIN_MS);
    [before, now] = [now, (await pane.getAttribute('style')) ?? ''];
  }
}
