import { byHand, configuration, hmac, isTrue, openWebhook, respond, shape } from './coreNodes';
import { SAME_TEXT } from './sameText';
import { refusal } from './webhookAnswers';
import type { Link, PlacedNode } from './workflowFile';

interface KeyedWebhook {
  /** Of the address; the key of one path opens no other. */
  readonly path: string;
  /** Name of the webhook. */
  readonly receive: string;
  readonly configured: Parameters<typeof configuration>[0];
  /** Name of the node that reads a request with the right key. */
  readonly read: string;
}

const IS_KEY_RIGHT =
  `={{ (${SAME_TEXT})(String($json.query?.key ?? ''), $json.expectedKey) }}` as const;

/** n8n tells an expression no address but that of a waiting execution: `…/webhook-waiting/<id>`. */
const WEBHOOKS = `$execution.resumeUrl.split('?')[0].split('/').slice(0, -2).join('/') + '/webhook/'`;

/**
 * A webhook of SimpleTexting and the check of who calls. SimpleTexting signs nothing and sends no
 * header of ours (api-doc.simpletexting.com, Webhooks), so its address carries a key: the HMAC of the
 * path under a credential. A run by hand shows the address with its key.
 */
export function simpleTextingWebhook({ path, receive, configured, read }: KeyedWebhook): {
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly Link[];
} {
  const nodes: PlacedNode[] = [
    { ...openWebhook(path), name: receive, at: [0, 0] },
    { ...byHand(), name: 'Show Address', at: [0, 1] },
    { ...configuration(configured), name: 'Configuration', at: [1, 0] },
    {
      ...hmac(`={{ 'SimpleTexting webhook ${path}' }}`, 'expectedKey'),
      name: 'Compute Key',
      at: [2, 0],
    },
    { ...isTrue(IS_KEY_RIGHT), name: 'Is Key Right', at: [3, 0] },
    { ...isTrue(`={{ $('Show Address').isExecuted }}`), name: 'Is Address Wanted', at: [3, 1] },
    {
      ...shape(`={{ { address: ${WEBHOOKS} + '${path}?key=' + $json.expectedKey } }}`),
      name: 'Address for SimpleTexting',
      at: [4, 1],
    },
    {
      ...respond(refusal(`'The key of this address is missing or wrong.'`, `'key'`), 401),
      name: 'Answer Unauthorized',
      at: [4, 2],
    },
  ];
  const links: Link[] = [
    [receive, 'Configuration'],
    ['Show Address', 'Configuration'],
    ['Configuration', 'Compute Key'],
    ['Compute Key', 'Is Key Right'],
    ['Is Key Right', read],
    ['Is Key Right', 'Is Address Wanted', 1],
    ['Is Address Wanted', 'Address for SimpleTexting'],
    ['Is Address Wanted', 'Answer Unauthorized', 1],
  ];
  return { nodes, links };
}
