import type { Editor } from './editor';

/** How a person adds a log to the workflow of greeting.ts, which is open and was executed once. */
export const STEPS = [putNodeBehind, sayWhatHappened, chooseCredentialAndPublish] as const;

/** The stand's name for the credential of the activity log. */
const CREDENTIAL = 'Activity Log';
const CREDENTIALS_LISTED = '[data-test-id^="node-credentials-select-item-"]';
/** A place in a panel with nothing in it: a click there closes what a field has opened. */
const CORNER = { x: 10, y: 10 };

/** What the finished step shows, for a picture. */
export type Show = () => Promise<void>;

/** Step 1: the plus sign behind the node that does something, and the name of ours. */
async function putNodeBehind({ page }: Editor, show: Show): Promise<void> {
  const send = page.locator('[data-node-name="Send SMS"][data-test-id="canvas-node"]');
  await send.getByTestId('canvas-handle-plus').click();
  await page.getByTestId('node-creator-search-bar').fill('log activity');
  const found = page.getByTestId('node-creator-item-name').getByText('Log Activity');
  await found.waitFor();
  await show();
  await found.click();
  await page.getByRole('button', { name: 'Add to workflow' }).click();
  await page.getByTestId('node-parameters').first().waitFor();
}

/**
 * Step 2: the event type, the lead, the fields, and the id under which the service knows it: as Dedupe
 * Key, and as Entity ID, by which receipts find the message.
 */
async function sayWhatHappened(editor: Editor, show: Show): Promise<void> {
  const { page } = editor;
  await page.getByTestId('resource-locator-eventType').getByTestId('rlc-input').click();
  await page.getByTestId('rlc-item').getByText('Message Sent').click();
  await page.getByTestId('parameter-input-phone').waitFor();
  await fillExpression(editor, 'leadValue', `$('New Lead').item.json.body.id`);
  await fillExpression(editor, 'phone', `$('New Lead').item.json.body.phone`);
  await fillExpression(editor, 'simpletexting_id', '$json.id');
  await fillExpression(editor, 'messageContent', `$('New Lead').item.json.body.text`);
  await addField(editor, 'Dedupe Key');
  await fillExpression(editor, 'dedupeKey', '$json.id');
  await addField(editor, 'Entity ID');
  await fillExpression(editor, 'entityId', '$json.id');
  await page.getByTestId('ndv-input-panel').click({ position: CORNER });
  await page.getByTestId('node-credentials-slot').scrollIntoViewIfNeeded();
  await page.getByText('[empty]').waitFor({ state: 'hidden' });
  await show();
}

/** Step 3: the credential, a try, and the button that makes the workflow the active one. */
async function chooseCredentialAndPublish(editor: Editor, show: Show): Promise<void> {
  const { page } = editor;
  await page.getByTestId('node-credentials-select').click();
  await page.locator(CREDENTIALS_LISTED).getByText(CREDENTIAL, { exact: true }).click();
  await editor.executeNode();
  await editor.closeNode();
  await page.getByTestId('workflow-open-publish-modal-button').click();
  await page.getByTestId('workflow-publish-button').click();
  await page.getByRole('button', { name: 'Got it' }).click();
  await page.getByTestId('zoom-to-fit').click();
  await show();
}

async function addField({ page }: Editor, name: string): Promise<void> {
  await page.getByTestId('collection-parameter-add').first().click();
  await page.getByTestId('collection-parameter-option').getByText(name, { exact: true }).click();
}

/** An equals sign turns a text field into one for an expression. */
async function fillExpression(
  { page }: Editor,
  parameter: string,
  expression: string,
): Promise<void> {
  const field = page.getByTestId(`parameter-input-${parameter}`);
  await field.locator('input, textarea').first().fill('=');
  await field.getByTestId('inline-expression-editor-input').waitFor();
  await page.keyboard.insertText(`{{ ${expression} }}`);
}
