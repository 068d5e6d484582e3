import * as z from 'zod';
import {apiKey, connectionPool, openAlert, slowQuery} from '../../queries/registry/alerts.ts';
import {sectionSchema} from '../snapshot/section.ts';

export const alertsSchema = z.object({
	pools: sectionSchema('ConnectionPools', z.array(connectionPool)),
	open: sectionSchema('OpenAlerts', z.array(openAlert)).describe(
		'Rows of performance_alerts that are not resolved',
	),
	keys: sectionSchema('ApiKeys', z.array(apiKey)).describe(
		'Locked ones, and those that expire within a week',
	),
	slow: sectionSchema('SlowStatements', z.array(slowQuery)).describe('More than a second: at most 20'),
});
export type Alerts = z.output<typeof alertsSchema>;
