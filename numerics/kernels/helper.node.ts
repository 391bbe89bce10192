/** Worker entry: takes chunks of the jobs of one host until it is told to stop. */

import { workerData } from 'node:worker_threads';
import { type HelperStart, instantiate } from './host.ts';
import { controlOf, serveJobs } from './jobs.ts';

const { module, memory, thread } = workerData as HelperStart;
serveJobs(controlOf(memory), instantiate(module, memory), thread);
