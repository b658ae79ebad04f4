import type { SentMessage, SimpleTextingServer } from '../../../stand/services/simpleTextingServer';
import type { FiledCampaignLead } from './campaign';

export interface SentToLead {
  readonly lead: FiledCampaignLead;
  readonly message: SentMessage;
}

/** What SimpleTexting takes for some leads from now on. */
export class SentMessages {
  private readonly byPhone: ReadonlyMap<string, FiledCampaignLead>;
  private readonly start: number;
  private seen = 0;

  constructor(
    private readonly simpleTexting: SimpleTextingServer,
    leads: readonly FiledCampaignLead[],
  ) {
    this.byPhone = new Map(leads.map((lead) => [lead.phone, lead]));
    this.start = simpleTexting.messages.length;
  }

  all(): SentToLead[] {
    return this.simpleTexting.messages.slice(this.start).flatMap((message) => {
      const lead = this.byPhone.get(message.contactPhone);
      return lead === undefined ? [] : [{ lead, message }];
    });
  }

  /** Those that were not given before. */
  fresh(): SentToLead[] {
    const fresh = this.all().slice(this.seen);
    this.seen += fresh.length;
    return fresh;
  }
}
