import { calendlyBooking } from './calendlyBooking';
import { logActivityApi } from './logActivityApi';
import { logActivitySubworkflow } from './logActivitySubworkflow';
import { portalActions } from './portalActions';
import { replayRetryQueue } from './replayRetryQueue';
import { smsDeliveryStatus } from './smsDeliveryStatus';
import { smsReplyHandler } from './smsReplyHandler';
import { smsScheduler } from './smsScheduler';
import { timelineApi } from './timelineApi';
import { workflowErrors } from './workflowErrors';
import type { WorkflowDefinition } from './workflowFile';

/** Every template, by the name of its file without `.json`. */
export const ALL_WORKFLOWS: Readonly<Record<string, WorkflowDefinition>> = {
  'calendly-booking': calendlyBooking,
  'log-activity-api': logActivityApi,
  'log-activity-subworkflow': logActivitySubworkflow,
  'portal-actions': portalActions,
  'replay-retry-queue': replayRetryQueue,
  'sms-delivery-status': smsDeliveryStatus,
  'sms-reply-handler': smsReplyHandler,
  'sms-scheduler': smsScheduler,
  'timeline-api': timelineApi,
  'workflow-errors': workflowErrors,
};
