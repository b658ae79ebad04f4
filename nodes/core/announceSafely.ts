import type { Announcer, DeliveryReport } from './alerts/deliveryReport';
import { answerInTime } from './delivery/answerInTime';
import type { Clock, Logger } from './ports';

/** Milliseconds past its deadline after which an announcer that should have ended is left alone. */
const GRACE = 100;

export interface AnnounceParts {
  /** Null: nobody is told. */
  readonly announcer: Announcer | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Tells people, once everything is safe: it never throws, hangs, or changes what was done. */
export async function announceSafely(
  report: DeliveryReport,
  { announcer, clock, logger }: AnnounceParts,
  deadline: number,
): Promise<void> {
  if (announcer === null) return;
  try {
    await answerInTime(clock, deadline + GRACE, told(announcer, report, deadline));
  } catch (error) {
    const { code, name } = Object(error) as { code?: string; name?: string };
    logger.warn('The alert could not be sent.', { code: code ?? name });
  }
}

/** Also an announcer that throws before its first wait. */
async function told(announcer: Announcer, report: DeliveryReport, deadline: number): Promise<void> {
  await announcer.announce(report, deadline);
}
