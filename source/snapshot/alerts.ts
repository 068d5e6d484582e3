import * as z from 'zod';
import {connectionPool, openAlert, slowQuery} from '../queries/alerts.ts';
import {sectionSchema} from './section.ts';

export const alertsSchema = z.object({
	pools: sectionSchema(z.array(connectionPool)),
	open: sectionSchema(z.array(openAlert)).describe('Rows of performance_alerts that are not resolved'),
	slow: sectionSchema(z.array(slowQuery)).describe('More than a second: at most 20'),
});
export type Alerts = z.output<typeof alertsSchema>;
