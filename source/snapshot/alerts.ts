import * as z from 'zod';
import {connectionPool, openAlert, slowQuery} from '../queries/alerts.ts';
import {sectionSchema} from './section.ts';

export const alertsSchema = z.object({
	pools: sectionSchema('ConnectionPools', z.array(connectionPool)),
	open: sectionSchema('OpenAlerts', z.array(openAlert)).describe(
		'Rows of performance_alerts that are not resolved',
	),
	slow: sectionSchema('SlowStatements', z.array(slowQuery)).describe('More than a second: at most 20'),
});
export type Alerts = z.output<typeof alertsSchema>;
