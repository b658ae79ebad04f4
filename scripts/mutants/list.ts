import { AIRTABLE_MUTANTS } from './airtableMutants';
import { ALERT_MUTANTS } from './alertMutants';
import { BENCH_MUTANTS } from './benchMutants';
import { BOOKING_MUTANTS } from './bookingMutants';
import { CONNECTION_MUTANTS } from './connectionMutants';
import { DELIVERY_MUTANTS } from './deliveryMutants';
import { EVENT_MUTANTS } from './eventMutants';
import { EVERY_READ_MUTANTS } from './everyReadMutants';
import { EXECUTION_MUTANTS } from './executionMutants';
import { EXPORT_MUTANTS } from './exportMutants';
import { LANGUAGE_MUTANTS } from './languageMutants';
import type { Mutant } from './mutant';
import { NODE_MUTANTS } from './nodeMutants';
import { PORTAL_MUTANTS } from './portalMutants';
import { QUEUE_TABLE_MUTANTS } from './queueTableMutants';
import { QUERY_PANEL_MUTANTS } from './queryPanelMutants';
import { REPLAY_PANEL_MUTANTS } from './replayPanelMutants';
import { REPAIR_MUTANTS } from './repairMutants';
import { REPLAY_RUN_MUTANTS } from './replayRunMutants';
import { RETRY_QUEUE_MUTANTS } from './retryQueueMutants';
import { SCHEDULER_MUTANTS } from './schedulerMutants';
import { SEARCH_MUTANTS } from './searchMutants';
import { SERVICE_MUTANTS } from './serviceMutants';
import { SPOOL_MUTANTS } from './spoolMutants';
import { STATUS_MUTANTS } from './statusMutants';
import { SPOOL_REPAIR_MUTANTS } from './spoolRepairMutants';
import { STORAGE_MUTANTS } from './storageMutants';
import { SUMMARY_MUTANTS } from './summaryMutants';
import { TEMPLATE_MUTANTS } from './templateMutants';
import { TEXTING_MUTANTS } from './textingMutants';
import { TIMELINE_MUTANTS } from './timelineMutants';
import { WORKFLOW_ERROR_MUTANTS } from './workflowErrorMutants';

/** Each takes one promise away; the named test is what keeps it. */
export const MUTANTS: readonly Mutant[] = [
  ...EVENT_MUTANTS,
  ...STORAGE_MUTANTS,
  ...TIMELINE_MUTANTS,
  ...CONNECTION_MUTANTS,
  ...DELIVERY_MUTANTS,
  ...EXECUTION_MUTANTS,
  ...RETRY_QUEUE_MUTANTS,
  ...QUEUE_TABLE_MUTANTS,
  ...REPAIR_MUTANTS,
  ...REPLAY_RUN_MUTANTS,
  ...SPOOL_MUTANTS,
  ...SPOOL_REPAIR_MUTANTS,
  ...ALERT_MUTANTS,
  ...AIRTABLE_MUTANTS,
  ...LANGUAGE_MUTANTS,
  ...SEARCH_MUTANTS,
  ...SUMMARY_MUTANTS,
  ...EXPORT_MUTANTS,
  ...EVERY_READ_MUTANTS,
  ...STATUS_MUTANTS,
  ...NODE_MUTANTS,
  ...QUERY_PANEL_MUTANTS,
  ...REPLAY_PANEL_MUTANTS,
  ...SCHEDULER_MUTANTS,
  ...BENCH_MUTANTS,
  ...TEXTING_MUTANTS,
  ...BOOKING_MUTANTS,
  ...PORTAL_MUTANTS,
  ...TEMPLATE_MUTANTS,
  ...WORKFLOW_ERROR_MUTANTS,
  ...SERVICE_MUTANTS,
];
