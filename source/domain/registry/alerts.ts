import * as z from 'zod';
import {apiKey, connectionPool, openAlert, slowQuery} from '../../queries/registry/alerts.ts';
import {sectionSchema} from '../snapshot/section.ts';

export const alertsSchema = z.object({
	pools: sectionSchema('ConnectionPools', z.array(connectionPool)),
	open: sectionSchema('OpenAlerts', z.array(openAlert)).describe('Unresolved rows of performance_alerts'),
	keys: sectionSchema('ApiKeys', z.array(apiKey)).describe('Locked keys, and keys that expire within a week'),
	slow: sectionSchema('SlowStatements', z.array(slowQuery)).describe(
		'Slower than a second on average; at most 20',
	),
});
export type Alerts = z.output<typeof alertsSchema>;
