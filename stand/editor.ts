import { type Browser, type Page, selectors } from 'playwright-core';
import { launchChromium } from './chromium';
import type { Owner } from './n8nApi';

const WINDOW = { width: 1440, height: 900 };
const WITHIN_MS = 30_000;
/** How n8n marks the parts of its editor. */
const TEST_ID = 'data-test-id';

/** n8n's editor in a real browser, used as a person uses it. */
export class Editor {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly address: string,
  ) {}

  /** Opens a browser and signs in. */
  static async open(address: string, owner: Owner): Promise<Editor> {
    selectors.setTestIdAttribute(TEST_ID);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: WINDOW });
      page.setDefaultTimeout(WITHIN_MS);
      await page.goto(`${address}/signin`);
      await page.fill('input[type=email]', owner.email);
      await page.fill('input[type=password]', owner.password);
      await page.click('button:has-text("Sign in")');
      await page.waitForURL(/\/(home|workflow)/);
      return new Editor(browser, page, address);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Opens the nodes panel of an empty canvas and searches it until it lists `expected`. */
  async searchNodesPanel(text: string, expected: string): Promise<void> {
    await this.openEmptyCanvas();
    await this.page.getByTestId('node-creator-plus-button').click();
    await this.page.getByTestId('node-creator-search-bar').fill(text);
    await this.page.getByTestId('node-creator-item-name').getByText(expected).waitFor();
  }

  /** What the nodes panel lists, as it is written there. */
  async listedNodes(): Promise<string[]> {
    return this.page.getByTestId('node-creator-item-name').allInnerTexts();
  }

  /** Opens the canvas of a saved workflow, fitted into the window. */
  async openWorkflow(id: string): Promise<void> {
    await this.page.goto(`${this.address}/workflow/${id}`);
    await this.showCanvas();
  }

  /** Imports a file into an empty canvas by the menu: Import, From file. */
  async importWorkflow(file: string): Promise<void> {
    await this.openEmptyCanvas();
    await this.page.getByTestId('workflow-menu').click();
    await this.page.getByTestId('workflow-menu-item-import').hover();
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByTestId('workflow-menu-item-import-from-file').click();
    await (await chooser).setFiles(file);
    await this.showCanvas();
  }

  /** Opens the panel of a node on the open canvas. */
  async openNode(name: string): Promise<void> {
    await this.page.locator(`[${TEST_ID}="canvas-node"][data-node-name="${name}"]`).dblclick();
    await this.page.getByTestId('node-parameters').first().waitFor();
  }

  /** Closes the open panel. */
  async closeNode(): Promise<void> {
    await this.page.getByTestId('ndv-close-button').click();
    await this.page.getByTestId('node-parameters').first().waitFor({ state: 'hidden' });
  }

  /** Executes the open node, and waits until n8n has said that it succeeded and is quiet again. */
  async executeNode(): Promise<void> {
    await this.page.getByTestId('node-execute-button').click();
    await this.untilSucceeded();
  }

  /** Executes the open workflow, likewise. */
  async executeWorkflow(): Promise<void> {
    await this.page.getByTestId('execute-workflow-button').click();
    await this.untilSucceeded();
  }

  /** Shows the output of the open node as JSON and gives its text. */
  async outputAsJson(): Promise<string> {
    const output = this.page.getByTestId('output-panel');
    await output.getByTestId('radio-button-json').click();
    const shown = output.getByTestId('ndv-data-container').filter({ hasText: '{' });
    await shown.waitFor();
    return shown.innerText();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  private async openEmptyCanvas(): Promise<void> {
    await this.page.goto(`${this.address}/workflow/new`);
    await this.page.getByTestId('node-creator-plus-button').waitFor();
    await this.dismissTip();
  }

  private async showCanvas(): Promise<void> {
    await this.page.getByTestId('canvas-node').first().waitFor();
    await this.dismissTip();
    await this.page.getByTestId('zoom-to-fit').click();
  }

  private async untilSucceeded(): Promise<void> {
    const success = this.page.getByText('executed successfully');
    await success.waitFor();
    await success.waitFor({ state: 'hidden' });
  }

  /** n8n announces a changed shortcut in a bubble once. */
  private async dismissTip(): Promise<void> {
    const tip = this.page.getByRole('button', { name: 'Got it' });
    if (await tip.isVisible()) await tip.click();
  }
}
